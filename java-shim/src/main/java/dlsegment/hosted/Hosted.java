package dlsegment.hosted;

import dlsegment.client.EngineClient;
import dlsegment.client.HostedEngine;
import ij.IJ;
import ij.ImageJ;
import java.awt.Dialog;
import java.awt.GraphicsEnvironment;
import java.io.IOException;

/**
 * What the program fijibridge calls in the ImageJ that it hosts in its own process. Nothing here runs in a user's Fiji or ImageJ.
 * The host has given the native methods of this class and of {@link HostedEngine} their bodies before.
 */
public final class Hosted {
    private Hosted() {
    }

    /** Tells the host that the Java VM ends because someone called System.exit; returns the exit code that the process shall have. */
    private static native String exiting(String nothing);

    /** Prepares the Java VM; once, before anything else. */
    public static void begin() throws IOException {
        System.setOut(new MacroConsole());
        HostedEngine.begin();
        // .NET's way to end the process does not run these, so this one sees System.exit alone
        EngineClient.shared(); // it adds a hook of its own, which is too late then
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            int code = 1;
            try {
                code = Integer.parseInt(exiting(""));
                end();
            } finally {
                Runtime.getRuntime().halt(code);
            }
        }, "DL-Segment-Exit"));
    }

    /** Makes the commands known to macros. */
    public static void registerCommands() throws IOException {
        if (!GraphicsEnvironment.isHeadless()) {
            UnwantedDialogs.close(Hosted::isError);
        }
        Commands.register();
    }

    /** Runs a macro on the calling thread; returns null, or one sentence and after a line end more for the log. */
    public static String runMacro(String macro, String argument) {
        return MacroRun.run(macro, argument);
    }

    /** Stops the macro and what the engine does for it; returns where the macro was. */
    public static String abort() {
        String place = MacroRun.abort();
        IJ.setKeyDown(java.awt.event.KeyEvent.VK_ESCAPE); // for plugins that look
        return place;
    }

    /** Opens ImageJ's window with the commands in its menu. */
    public static void openWindow() throws IOException {
        // embedded: another ImageJ of the same user is not asked, and closing the window does not end the process
        Commands.addMenu(new ImageJ(ImageJ.EMBEDDED));
    }

    /** Opens a file as File > Open does. */
    public static void openFile(String path) {
        IJ.open(path);
    }

    /** True until the user has closed ImageJ. */
    public static boolean windowIsOpen() {
        return IJ.getInstance() != null;
    }

    /** Closes ImageJ as File > Quit does. */
    public static void closeWindow() {
        ImageJ window = IJ.getInstance();
        if (window != null) {
            window.quit();
        }
    }

    /** Gives back what outlives the Java VM: shared memory. */
    public static void end() {
        EngineClient.shared().close();
    }

    // The run that failed tells the error.
    private static boolean isError(Dialog dialog) {
        MacroRun macro = MacroRun.running();
        if (macro == null || !"Macro Error".equals(dialog.getTitle()) && !"No Image".equals(dialog.getTitle())) {
            return false;
        }
        macro.errorShown();
        return true;
    }
}
