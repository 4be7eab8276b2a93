package dlsegment.commands;

import ij.ImagePlus;
import ij.gui.GUI;
import ij.gui.GenericDialog;
import java.awt.Rectangle;

/** Puts a dialog beside the window of an image, where there is room for it. */
final class BesideImage {
    private static final int BUTTONS = 100; // pixels of the row of buttons and the title, which come when the dialog is shown

    private BesideImage() {
    }

    /** Called once all fields are there and before the dialog is shown. */
    static void place(GenericDialog dialog, ImagePlus image) {
        if (image.getWindow() == null) {
            return;
        }
        dialog.pack();
        Rectangle window = image.getWindow().getBounds();
        Rectangle screen = GUI.getMaxWindowBounds(image.getWindow());
        int right = window.x + window.width;
        int width = dialog.getWidth();
        boolean roomAtRight = right + width <= screen.x + screen.width;
        if (roomAtRight || window.x - width >= screen.x) {
            dialog.centerDialog(false);
            int lowest = screen.y + screen.height - dialog.getHeight() - BUTTONS; // they must be seen
            dialog.setLocation(roomAtRight ? right : window.x - width, Math.max(screen.y, Math.min(window.y, lowest)));
        }
    }
}
