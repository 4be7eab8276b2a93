package dlsegment.commands;

import dlsegment.client.EngineException;
import dlsegment.options.MacroOptions;
import ij.Prefs;
import ij.gui.GenericDialog;
import java.awt.Checkbox;
import java.awt.TextField;
import java.util.LinkedHashMap;
import java.util.Map;

/** The options of a training that few need, behind "More..."; an empty field means the engine's default. */
final class MoreTrainOptions {
    private static final String PREFIX = "dlsegment.train.more.";
    private static final String[][] FIELDS = {
        {"lr", "Learning rate (0.0003)"}, {"batch", "Patches per step (4)"}, {"validation", "Part kept for validation (0.15)"},
        {"full-validation", "Picture and AP every so many epochs (5)"}, {"patience", "Stop after so many epochs without progress (never)"},
        {"rays", "Rays of a new StarDist network (32)"}, {"grid", "Grid of a new StarDist network (1)"}, {"depth", "Depth of a new network (StarDist 3, U-Net 4)"},
        {"filters", "Filters of a new network (32)"}, {"seed", "Seed (42)"}, {"device", "Device (auto)"}};
    private static final String[][] SWITCHES = {{"freeze-encoder", "Freeze the encoder (fine-tuning with very few images)"},
        {"no-augment", "No augmentation"}, {"batch-norm", "Batch normalisation in a new network"}};

    private MoreTrainOptions() {
    }

    /** Asks; the choices are remembered until they are changed. */
    static void ask() {
        GenericDialog dialog = new GenericDialog("More Training Options");
        for (String[] field : FIELDS) {
            dialog.addStringField(field[1], Prefs.get(PREFIX + field[0], ""), 8);
        }
        dialog.addStringField("Other options (key=value ...)", Prefs.get(PREFIX + "other", ""), 24);
        for (String[] field : SWITCHES) {
            dialog.addCheckbox(field[1], Prefs.get(PREFIX + field[0], false));
        }
        dialog.addMessage("Empty fields take the value in parentheses. docs/macros.md explains all keys.");
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return;
        }
        for (int i = 0; i < FIELDS.length; i++) {
            Prefs.set(PREFIX + FIELDS[i][0], ((TextField) dialog.getStringFields().get(i)).getText().trim());
        }
        Prefs.set(PREFIX + "other", ((TextField) dialog.getStringFields().get(FIELDS.length)).getText().trim());
        for (int i = 0; i < SWITCHES.length; i++) {
            Prefs.set(PREFIX + SWITCHES[i][0], ((Checkbox) dialog.getCheckboxes().get(i)).getState());
        }
    }

    /** What was chosen. */
    static Map<String, String> chosen() throws EngineException {
        Map<String, String> values = new LinkedHashMap<String, String>();
        for (String[] field : FIELDS) {
            String text = Prefs.get(PREFIX + field[0], "");
            if (!text.isEmpty()) {
                values.put(field[0], text);
            }
        }
        for (String[] field : SWITCHES) {
            if (Prefs.get(PREFIX + field[0], false)) {
                values.put(field[0], "true");
            }
        }
        for (Map.Entry<String, String> other : MacroOptions.parse(Prefs.get(PREFIX + "other", "")).entrySet()) {
            values.put(other.getKey().replace('_', '-'), other.getValue());
        }
        return values;
    }
}
