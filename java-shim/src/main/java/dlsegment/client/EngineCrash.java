package dlsegment.client;

/** What an engine that has ended by itself leaves: its exit code and its last lines. */
final class EngineCrash {
    private static final int SHOWN_LINES = 8;

    private EngineCrash() {
    }

    /** Why the tasks of this engine have no results. */
    static EngineException of(EngineLink worker) {
        if (!worker.isAlive()) {
            worker.drain();
        }
        String lines = lastLines(worker);
        return new EngineException(EngineException.Kind.CRASHED, "The engine ended unexpectedly (" + worker.exit()
            + "); it starts again with the next command." + (lines.isEmpty() ? " It left no message." : " Its last lines:\n" + lines.trim()));
    }

    /** The last lines that it wrote; "" where there are none. */
    static String lastLines(EngineLink worker) {
        return worker.lastLines(SHOWN_LINES);
    }
}
