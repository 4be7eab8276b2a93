package dlsegment.commands;

import ij.gui.GenericDialog;
import java.awt.Label;

/** A text of up to two lines in a dialog, which changes while the dialog is open. */
final class TwoLines {
    private static final int LONGEST = 70; // characters that fit the dialog

    private final Label[] labels = new Label[2];

    /** Makes room for it. */
    void addTo(GenericDialog dialog) {
        for (int i = 0; i < labels.length; i++) {
            dialog.setInsets(i == 0 ? 5 : 0, 20, 0);
            dialog.addMessage(new String(new char[LONGEST]).replace('\0', ' '));
            labels[i] = (Label) dialog.getMessage();
        }
    }

    /** Shows a text. */
    void show(String text) {
        String[] lines = lines(text);
        for (int i = 0; i < labels.length; i++) {
            labels[i].setText(lines[i]);
        }
    }

    // broken between words; what is longer ends in dots
    static String[] lines(String text) {
        if (text.length() <= LONGEST) {
            return new String[] {text, ""};
        }
        int space = text.lastIndexOf(' ', LONGEST);
        int end = space > 0 ? space : LONGEST;
        String rest = text.substring(end).trim();
        int last = rest.lastIndexOf(' ', LONGEST - 3);
        return new String[] {text.substring(0, end), rest.length() > LONGEST ? rest.substring(0, last > 0 ? last : LONGEST - 3) + "..." : rest};
    }
}
