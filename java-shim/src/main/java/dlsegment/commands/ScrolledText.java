package dlsegment.commands;

import ij.gui.GenericDialog;
import java.awt.Font;
import java.awt.Panel;
import java.awt.TextArea;

/** A long text to read in a dialog, with a scroll bar (GenericDialog's own text areas have none). */
final class ScrolledText {
    private ScrolledText() {
    }

    /** Adds the text; lines are wrapped. */
    static TextArea addTo(GenericDialog dialog, String text, int rows, int columns) {
        TextArea area = new TextArea(text, rows, columns, TextArea.SCROLLBARS_VERTICAL_ONLY);
        area.setEditable(false);
        area.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 12));
        Panel panel = new Panel();
        panel.add(area);
        dialog.addPanel(panel);
        return area;
    }
}
