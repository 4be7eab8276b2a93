package dlsegment.hosted;

import dlsegment.Reporter;
import ij.Macro;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;

/**
 * A macro from its first line to its end, or to the reason why it has none. ImageJ tells macro errors in dialogs, prints exceptions of
 * plugins and goes on, and returns from all of it alike; here each is a failure with its line.
 */
final class MacroRun {
    private static final String NESTED = "a macro that it called stopped with an error";

    private static volatile MacroRun running;

    private final Interpreter interpreter = new Interpreter();
    private final Thread thread = Thread.currentThread();
    private final String[] lines;
    private String failure;
    private String details = "";
    private String lastText = "";
    private Throwable lastPrint = new Throwable();

    private MacroRun(String macro) {
        lines = macro.split("\r\n|[\r\n]", -1);
    }

    /** The macro that runs, or null. */
    static MacroRun running() {
        return running;
    }

    /**
     * Runs a macro on this thread.
     *
     * @return null, or why it failed: one sentence, and after a line end more for the log
     */
    static String run(String macro, String argument) {
        MacroRun run = new MacroRun(macro);
        // IJ.run() and IJ.error() look at these parts of a thread's name: options are read, and an error stops the macro
        String name = run.thread.getName();
        run.thread.setName("Run$_Macro$");
        running = run;
        CalledMacro.watch();
        try {
            run.interpreter.run(macro, argument);
            // what ImageJ's own and our commands leave when they stop a macro without a dialog
            if (run.failure == null && run.interpreter.getErrorMessage() != null) {
                run.fail(run.interpreter.getErrorMessage(), run.details);
            }
        } catch (Throwable e) {
            run.ended(e);
        } finally {
            running = null;
            run.thread.setName(name);
        }
        return run.failure == null ? null : run.failure + "\n" + run.details;
    }

    /** Stops the running macro from another thread; it ends after the call that it is in. Returns where it was: "line 3 (code)". */
    static String abort() {
        MacroRun run = running;
        if (run == null) {
            return "its end";
        }
        int number = line(run.interpreter);
        run.stop("aborted");
        return "line " + number + run.code(number);
    }

    /** An error dialog of ImageJ has opened, which is closed after this; nothing to do where it tells of this macro's own error. */
    void errorShown() {
        if (failure == null && !interpreter.wasError()) {
            fail(NESTED, "");
            stop(failure);
        }
    }

    /** Looks at a line that ImageJ prints; true if it is not to be printed, because it becomes the failure. */
    boolean takes(String text) {
        if (Thread.currentThread() != thread || text == null) {
            return false;
        }
        lastText = text;
        lastPrint = new Throwable();
        StackTraceElement[] stack = lastPrint.getStackTrace();
        if (failure == null && CalledMacro.depth() > 0 && (calls(stack, "ij.IJ.error") || calls(stack, "ij.macro.Functions.exit"))) {
            fail(text, ""); // ImageJ would end the called macro alone, and nobody would see it
            stop(failure);
            return true;
        }
        if (failure != null || !text.contains("\tat ") && !text.startsWith(Reporter.NAME)) {
            return false;
        }
        if (calls(lastPrint.getStackTrace(), "dlsegment.Reporter.fail")) {
            details += text + "\n"; // it stops the macro with the same sentence
            if (Interpreter.getInstance() != interpreter) {
                fail(text.substring(text.indexOf(':') + 1), details); // ... but only the one that was called
                stop(failure);
            }
            return true;
        }
        String caller = callerOfLog(lastPrint.getStackTrace());
        if (!caller.equals("ij.Executer.run") && !caller.equals("ij.macro.Functions.call") && !caller.equals("ij.IJ.handleException")) {
            return false; // a macro may print what it likes
        }
        if (interpreter.wasError()) {
            return true; // the HeadlessException of the dialog that tells of the macro's error
        }
        String first = text.trim().split("\r?\n", 2)[0];
        if (text.contains("ij.macro.Interpreter.showError")) {
            fail(NESTED, text);
        } else if (first.startsWith(HeadlessException.class.getName())) {
            fail("this command opens a window or a dialog, and there is no display; use --display", text);
        } else {
            fail("a plugin failed with " + first, text);
        }
        stop(failure);
        return true;
    }

    private void ended(Throwable e) {
        if (failure != null) {
            return;
        }
        Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
        boolean cancelled = Macro.MACRO_CANCELED.equals(cause.getMessage());
        if (interpreter.wasError() && interpreter.getErrorMessage() != null) {
            fail(interpreter.getErrorMessage(), "");
        } else if (cancelled && isExit(cause)) {
            if (calls(lastPrint.getStackTrace(), "ij.macro.Functions.exit")) {
                fail(lastText, "");
            } // else exit() without a message: the macro has done its work
        } else if (cancelled) {
            fail(interpreter.getErrorMessage() != null ? interpreter.getErrorMessage() : lastText, "");
        } else if (cause instanceof HeadlessException) {
            fail("this opens a window or a dialog, and there is no display; use --display", trace(cause));
        } else {
            fail("it failed with " + cause, trace(cause));
        }
    }

    private void fail(String message, String more) {
        String sentence = message.trim().replaceAll("\\s*[\r\n]\\s*", " ").replaceAll("[.:]+$", "");
        if (GraphicsEnvironment.isHeadless() && sentence.startsWith("Unrecognized command")) {
            sentence += "; without a display only DL Segment's commands can be run and those of ImageJ that open no dialog, so use --display";
        }
        int number = line(interpreter);
        CalledMacro called = CalledMacro.of(interpreter, number > 0 && number <= lines.length ? lines[number - 1] : "");
        if (called != null) {
            sentence = sentence.equals(NESTED) ? called.failure() : sentence + ", " + called.place();
        }
        failure = "line " + number + ": " + sentence + code(number) + ".";
        details = more;
    }

    private String code(int number) {
        return code(lines, number);
    }

    /** " (code)" of a line, from 1; "" where there is none. */
    static String code(String[] lines, int number) {
        String code = number > 0 && number <= lines.length ? lines[number - 1].trim() : "";
        return code.isEmpty() ? "" : " (" + (code.length() > 120 ? code.substring(0, 120) + "..." : code) + ")";
    }

    /** The line that a macro is in. After an error the interpreter stands at the next line; the number that its dialog shows is in a field. */
    static int line(Interpreter interpreter) {
        if (interpreter.wasError()) {
            try {
                Field number = Interpreter.class.getDeclaredField("lineNumber");
                number.setAccessible(true);
                return number.getInt(interpreter);
            } catch (ReflectiveOperationException e) {
                // another version of ImageJ: the next line is near enough
            }
        }
        return interpreter.getLineNumber();
    }

    private void stop(String why) {
        interpreter.setIgnoreErrors(true); // otherwise abort() shows a dialog
        interpreter.abort(why);
    }

    private static boolean isExit(Throwable e) {
        StackTraceElement[] stack = e.getStackTrace();
        return stack.length > 0 && name(stack[0]).equals("ij.macro.Functions.exit");
    }

    private static boolean calls(StackTraceElement[] stack, String caller) {
        for (StackTraceElement frame : stack) {
            if (name(frame).equals(caller)) {
                return true;
            }
        }
        return false;
    }

    private static String callerOfLog(StackTraceElement[] stack) {
        for (int i = 1; i < stack.length; i++) {
            if (name(stack[i - 1]).equals("ij.IJ.log")) {
                return name(stack[i]);
            }
        }
        return "";
    }

    private static String name(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    private static String trace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
