package dlsegment.commands;

import ij.gui.GenericDialog;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.TextField;

/**
 * The fields of a dialog by their order among those of their kind. They are read by hand, not by getNext...(), because those record a macro
 * key for every field; the commands record keys of their own, and only what differs from the defaults.
 */
final class Fields {
    private final GenericDialog dialog;

    Fields(GenericDialog dialog) {
        this.dialog = dialog;
    }

    /** A text without blanks around it. */
    String text(int i) {
        return textField(i).getText().trim();
    }

    TextField textField(int i) {
        return (TextField) dialog.getStringFields().get(i);
    }

    /** A number; NaN for what is none. */
    double number(int i) {
        try {
            return Double.parseDouble(numberField(i).getText().trim());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    TextField numberField(int i) {
        return (TextField) dialog.getNumericFields().get(i);
    }

    /** The chosen entry. */
    String chosen(int i) {
        return choice(i).getSelectedItem();
    }

    Choice choice(int i) {
        return (Choice) dialog.getChoices().get(i);
    }

    /** True where a box is ticked. */
    boolean ticked(int i) {
        return box(i).getState();
    }

    Checkbox box(int i) {
        return (Checkbox) dialog.getCheckboxes().get(i);
    }
}
