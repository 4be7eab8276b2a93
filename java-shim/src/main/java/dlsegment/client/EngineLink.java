package dlsegment.client;

/** A connection to an engine: lines of the protocol go there and come back. */
interface EngineLink {
    /** Takes what the engine says; called on threads of the link. */
    interface Listener {
        /** A line that the engine sent. */
        void line(EngineLink from, String line);

        /** The engine has ended; called once. */
        void ended(EngineLink link);
    }

    /** Opens a connection. */
    interface Opener {
        /** Opens it; the listener is told from then on. */
        EngineLink open(Listener listener) throws EngineException;
    }

    /** The engine in words: "/opt/fijibridge/fijibridge". */
    String name();

    /** Sends a line. */
    void send(String line) throws java.io.IOException;

    boolean isAlive();

    /** Keeps a line for the report of a crash. */
    void keep(String line);

    /** The last lines that were kept, each ended by a line end; empty if there are none. */
    String lastLines(int count);

    /** Waits a moment for the last words of an engine that has ended. */
    void drain();

    /** How it ended, in words. */
    String exit();

    /** Ends it: it finishes what it has begun, and is killed if that takes too long. */
    void close(long patienceMs);

    /** Ends it at once; returns what that means for its work: "was ended". */
    String kill();
}
