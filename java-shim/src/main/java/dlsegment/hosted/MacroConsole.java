package dlsegment.hosted;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;

/**
 * System.out of an ImageJ without a window: what a macro prints goes to the process's stdout as UTF-8. The running macro sees
 * each line first, since ImageJ only prints the exceptions of plugins and goes on.
 */
final class MacroConsole extends PrintStream {
    MacroConsole() throws UnsupportedEncodingException {
        super(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), true, "UTF-8");
    }

    @Override
    public void println(String text) {
        MacroRun macro = MacroRun.running();
        if (macro == null || !macro.takes(text)) {
            super.println(text);
        }
    }
}
