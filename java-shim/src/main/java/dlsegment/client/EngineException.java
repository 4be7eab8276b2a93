package dlsegment.client;

/** Why there is no result, in one sentence. */
public final class EngineException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Kind {
        /** The user can mend it; the sentence says how. */
        ADVICE,
        /** The engine failed. */
        FAULT,
        /** The engine's process ended. */
        CRASHED,
        /** The user pressed Esc. */
        CANCELLED
    }

    private final Kind kind;
    private final String details;

    /** Creates it with nothing more to say than the sentence. */
    public EngineException(Kind kind, String sentence) {
        this(kind, sentence, null);
    }

    /**
     * Creates it.
     *
     * @param details more lines for the Log window, or null
     */
    public EngineException(Kind kind, String sentence, String details) {
        super(sentence);
        this.kind = kind;
        this.details = details;
    }

    /** An advice. */
    public static EngineException advice(String sentence) {
        return new EngineException(Kind.ADVICE, sentence);
    }

    /** What kind of trouble it is. */
    public Kind kind() {
        return kind;
    }

    /** More lines for the Log window, or null. */
    public String details() {
        return details;
    }
}
