package dlsegment;

import dlsegment.client.EngineException;
import ij.IJ;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Tells the user why there is no result. A macro is never held up by a dialog: it gets one printed sentence and stops. From
 * the menu it is a dialog; a cancelled command says so in the status line alone.
 */
public final class Reporter {
    /** What its lines in the Log begin with. */
    public static final String NAME = "DL Segment";

    private static final int LONGEST_LINE = 90;

    private Reporter() {
    }

    /** Ends a command that has failed. */
    public static void fail(Throwable trouble) {
        String sentence = trouble instanceof EngineException ? log((EngineException) trouble) : logFault(trouble);
        Interpreter macro = Interpreter.getInstance();
        boolean cancelled = trouble instanceof EngineException && ((EngineException) trouble).kind() == EngineException.Kind.CANCELLED;
        if (macro != null) {
            macro.setIgnoreErrors(true); // abort() would show the sentence in a dialog that waits for a click
            IJ.error(NAME, sentence);
        } else if (!cancelled && !GraphicsEnvironment.isHeadless() && IJ.getInstance() != null) {
            IJ.error(NAME, wrapped(sentence));
        }
    }

    /** A sentence in lines that fit a dialog, broken between words; paths are left whole. */
    static String wrapped(String sentence) {
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String word : sentence.split(" ")) {
            if (length > 0 && length + word.length() >= LONGEST_LINE) {
                lines.append('\n');
                length = 0;
            } else if (length > 0) {
                lines.append(' ');
            }
            lines.append(word);
            int end = word.lastIndexOf('\n');
            length = end < 0 ? length + word.length() + 1 : word.length() - end;
        }
        return lines.toString();
    }

    /** Prints a failure; returns its sentence. */
    public static String log(EngineException trouble) {
        IJ.showStatus(trouble.kind() == EngineException.Kind.CANCELLED ? "DL Segment: " + trouble.getMessage() : "");
        IJ.showProgress(1.0);
        // before a dialog opens the Log window stays closed: it would only say the same
        boolean dialogFollows = Interpreter.getInstance() == null && IJ.getInstance() != null;
        if (trouble.kind() != EngineException.Kind.CANCELLED && !dialogFollows || Interpreter.getInstance() != null) {
            IJ.log(NAME + ": " + trouble.getMessage());
        }
        if (trouble.details() != null && !trouble.details().isEmpty()) {
            IJ.log(trouble.details());
        }
        return trouble.getMessage();
    }

    /** Prints an error of the plugin itself with its stack trace; returns a sentence. */
    public static String logFault(Throwable fault) {
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        String sentence = "The plugin failed with " + fault + "; please report this with the lines in the Log window.";
        IJ.log(NAME + ": " + sentence);
        IJ.log(trace.toString());
        return sentence;
    }
}
