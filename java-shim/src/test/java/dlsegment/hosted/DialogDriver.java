package dlsegment.hosted;

import java.awt.Dialog;
import java.awt.Frame;
import java.awt.Label;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens modal dialogs that nobody wants, one after the other, and one that stays. */
public final class DialogDriver {
    private DialogDriver() {
    }

    /** Runs it; the argument is their number. */
    public static void main(String[] arguments) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        UnwantedDialogs.close(dialog -> dialog.getTitle().equals("Macro Error") && asked.incrementAndGet() > 0);
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            open("Macro Error").setVisible(true);
        }
        Dialog wanted = open("Segment");
        wanted.setModal(false);
        wanted.setVisible(true);
        Thread.sleep(200);
        System.out.println(asked.get() + " closed, " + (wanted.isShowing() ? 1 : 0) + " left");
        System.exit(0);
    }

    private static Dialog open(String title) {
        Dialog dialog = new Dialog((Frame) null, title, true);
        dialog.add(new Label(title));
        dialog.pack();
        return dialog;
    }
}
