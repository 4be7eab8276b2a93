package dlsegment.hosted;

import java.awt.AWTEvent;
import java.awt.Dialog;
import java.awt.Toolkit;
import java.awt.event.WindowEvent;
import java.util.function.Predicate;

/** Closes dialogs when they open: nobody is there to press OK. */
final class UnwantedDialogs {
    private static final long PATIENCE_MS = 3000;
    private static final long STEP_MS = 5;

    private UnwantedDialogs() {
    }

    /** From now on closes those dialogs of which the predicate is true; it is asked once, when a dialog opens. */
    static void close(Predicate<Dialog> unwanted) {
        Toolkit.getDefaultToolkit().addAWTEventListener(event -> {
            if (event.getID() == WindowEvent.WINDOW_OPENED && event.getSource() instanceof Dialog && unwanted.test((Dialog) event.getSource())) {
                Thread closing = new Thread(() -> closeSafely((Dialog) event.getSource()), "DL-Segment-Dialogs");
                closing.setDaemon(true);
                closing.start();
            }
        }, AWTEvent.WINDOW_EVENT_MASK);
    }

    // The event comes before the thread that opens the dialog waits for its end. A dialog that is closed in between leaves that thread waiting for ever.
    private static void closeSafely(Dialog dialog) {
        long until = System.nanoTime() + PATIENCE_MS * 1000000;
        try {
            while (!isWaitedFor() && System.nanoTime() < until) {
                Thread.sleep(STEP_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dialog.dispose();
    }

    private static boolean isWaitedFor() {
        for (java.util.Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
            boolean shows = false;
            boolean waits = false;
            for (StackTraceElement frame : thread.getValue()) {
                waits |= frame.getClassName().equals("java.awt.WaitDispatchSupport") && frame.getMethodName().equals("enter");
                shows |= frame.getClassName().equals("java.awt.Dialog") && frame.getMethodName().equals("show");
            }
            if (shows && waits && thread.getKey().getState() == Thread.State.WAITING) {
                return true;
            }
        }
        return false;
    }
}
