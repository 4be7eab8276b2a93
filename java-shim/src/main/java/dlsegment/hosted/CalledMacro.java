package dlsegment.hosted;

import ij.WindowManager;
import ij.macro.Interpreter;
import ij.plugin.Macro_Runner;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Hashtable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A macro that another macro has called (runMacro, eval) and in which something failed. ImageJ keeps its interpreter, but not the name of its file. */
final class CalledMacro {
    private static final Pattern FILE = Pattern.compile("runMacro\\s*\\(\\s*[\"']([^\"']+)[\"']");

    private static volatile Interpreter failed;
    private static volatile int failedDepth;
    private static volatile Thread macroThread;

    private final Interpreter interpreter;
    private final boolean direct;
    private final File file;

    private CalledMacro(Interpreter interpreter, boolean direct, File file) {
        this.interpreter = interpreter;
        this.direct = direct;
        this.file = file;
    }

    /**
     * From now on notes which macro has an error: ImageJ forgets its interpreter before anything can be seen of the error, but a moment earlier
     * it removes the thread's image from a table.
     */
    static void watch() {
        failed = null;
        macroThread = Thread.currentThread();
        try {
            Field field = WindowManager.class.getDeclaredField("tempImageTable");
            field.setAccessible(true);
            Object table = field.get(null);
            if (table instanceof Hashtable && !(table instanceof WatchedTable)) {
                field.set(null, new WatchedTable((Hashtable<?, ?>) table));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // another version of ImageJ: where a called macro failed is not told
        }
    }

    /**
     * The macro that runs, or has just failed, inside of another one.
     *
     * @param outer the other one
     * @param callingLine its line, which may name the file
     * @return null where there is none
     */
    static CalledMacro of(Interpreter outer, String callingLine) {
        Interpreter inner = Interpreter.getInstance();
        if (inner == null || inner == outer) {
            inner = failed;
        }
        if (inner == null || inner == outer || inner.getErrorMessage() == null && inner != Interpreter.getInstance()) {
            return null;
        }
        // only the line that called it directly can name its file
        boolean direct = (inner == failed ? failedDepth : depth()) == 1;
        Matcher name = FILE.matcher(direct ? callingLine : "");
        return new CalledMacro(inner, direct, name.find() ? new File(name.group(1).replace("\\\\", "\\")) : null);
    }

    /** "in inner.ijm, line 3 (code)". */
    String place() {
        int number = MacroRun.line(interpreter);
        String title = file != null ? file.getName() : direct ? "the macro that it called" : "a macro that this one called in turn";
        return "in " + title + ", line " + number + MacroRun.code(linesOfFile(), number);
    }

    /** What failed and where. */
    String failure() {
        String message = interpreter.wasError() ? interpreter.getErrorMessage() : null;
        return (message == null ? "a macro that it called stopped with an error" : message.trim().replaceAll("\\s*[\r\n]\\s*", " ").replaceAll("[.:]+$", "")) + ", " + place();
    }

    /** Macros that were called to get here: 0 in the first one. */
    static int depth() {
        int depth = 0;
        for (StackTraceElement frame : new Throwable().getStackTrace()) {
            if (frame.getClassName().equals(Macro_Runner.class.getName()) && frame.getMethodName().equals("runMacro")) {
                depth++;
            }
        }
        return depth;
    }

    private static final class WatchedTable extends Hashtable<Object, Object> {
        private static final long serialVersionUID = 1;

        WatchedTable(Hashtable<?, ?> table) {
            super(table);
        }

        @Override
        public synchronized Object remove(Object thread) {
            if (thread == macroThread && thread == Thread.currentThread()) {
                failed = Interpreter.getInstance();
                failedDepth = depth();
            }
            return super.remove(thread);
        }
    }

    private String[] linesOfFile() {
        if (file == null || !file.isFile()) {
            return new String[0];
        }
        try {
            return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8).split("\r\n|[\r\n]", -1);
        } catch (IOException e) {
            return new String[0]; // the line number must do
        }
    }
}
