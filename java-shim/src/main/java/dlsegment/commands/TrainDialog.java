package dlsegment.commands;

import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.OptionValues;
import dlsegment.options.TrainOptions;
import ij.IJ;
import ij.Prefs;
import ij.gui.GenericDialog;
import java.io.File;
import java.util.Arrays;
import java.util.List;

/** The dialog of Train: where images and truth are, what to start from, how long. */
final class TrainDialog {
    private static final String PREFIX = "dlsegment.train.";
    private static final String[] NEW = {"a new StarDist network", "a new U-Net"};
    private static final String[] NEW_TASKS = {"stardist", "unet"};
    private static final String[] SOURCES = {"open images with ROIs", "folders of images and masks", "a training set"};
    private static final String[] OUTSIDE = {"background", "unknown (sparse annotation)"};
    private static final String HELP = "<html><h3>Train</h3>"
        + "<b>Open images with ROIs</b>: outline every object with an area tool and add it with T (ROI Manager, current image) or B (overlay, any number of "
        + "images). ROIs named <i>ignore...</i> are not looked at.<br>"
        + "<b>Outside of the ROIs</b>: choose <i>unknown</i> where not every object was outlined.<br>"
        + "<b>Classes</b>: ROIs that are named after what they outline, with a number set off behind it, teach the network to tell them apart. Needs a new network, "
        + "or one that knows these classes.<br>"
        + "<b>Folders</b>: label images of the same names as the images, one number per object.<br>"
        + "<b>Start from</b>: fine-tuning a model needs fewer images and less time than a new network. <i>StarDist</i> is for roundish objects, a <i>U-Net</i> for any shape.<br>"
        + "<b>Epochs</b>: Finish now in the window ends the training at any time with the best weights so far.<br>"
        + "<b>Patch size</b>: larger than the objects; images must be at least this large.</html>";

    private final List<ModelEntry> models;
    private final GenericDialog dialog = new GenericDialog("Train");
    private final Fields fields = new Fields(dialog);

    TrainDialog(List<ModelEntry> models) {
        this.models = models;
        build();
    }

    /** Shows the dialog; null when it was cancelled. */
    TrainOptions ask() throws EngineException {
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        TrainOptions options = read();
        remember();
        return options;
    }

    private void build() {
        String[] starts = Arrays.copyOf(NEW, NEW.length + models.size());
        for (int i = NEW.length; i < starts.length; i++) {
            starts[i] = models.get(i - NEW.length).name();
        }
        dialog.addChoice("Train from", SOURCES, Prefs.get(PREFIX + "source", SOURCES[0]));
        dialog.addDirectoryField("Images (or set)", Prefs.get(PREFIX + "images", ""), 32);
        dialog.addDirectoryField("Masks", Prefs.get(PREFIX + "masks", ""), 32);
        dialog.addChoice("Outside of the ROIs", OUTSIDE, OUTSIDE[0]);
        dialog.addChoice("Start from", starts, Prefs.get(PREFIX + "start", starts[Math.min(NEW.length, starts.length - 1)]));
        dialog.addStringField("Name of the model", Prefs.get(PREFIX + "name", "my-model"), 20);
        dialog.addNumericField("Epochs", Prefs.get(PREFIX + "epochs", 30), 0);
        dialog.addNumericField("Steps per epoch", Prefs.get(PREFIX + "steps", 20), 0);
        dialog.addNumericField("Patch size", Prefs.get(PREFIX + "patch", 128), 0, 6, "pixels");
        dialog.addCheckbox("Classes from the names of the ROIs (mitotic-1, mitotic-2, ...)", false);
        dialog.addCheckbox(Trainings.REPLACE, false);
        dialog.addButton("More...", e -> MoreTrainOptions.ask());
        dialog.addHelp(HELP);
        dialog.addDialogListener((d, event) -> changed());
        changed();
    }

    private boolean changed() {
        int source = fields.choice(0).getSelectedIndex();
        fields.textField(0).setEnabled(source > 0);
        fields.textField(1).setEnabled(source == 1);
        fields.choice(1).setEnabled(source == 0);
        fields.box(0).setEnabled(source != 1);
        boolean good = !fields.text(2).isEmpty() && fields.number(0) >= 1 && fields.number(1) >= 1 && fields.number(2) >= 8
            && (source == 0 || !fields.text(0).isEmpty()) && (source != 1 || !fields.text(1).isEmpty());
        IJ.showStatus(good ? "" : "Give the model a name, folders where they are needed, and whole numbers from 1 (patch size: from 8).");
        return good;
    }

    private TrainOptions read() throws EngineException {
        TrainOptions options = new TrainOptions();
        int source = fields.choice(0).getSelectedIndex();
        if (source == 0) {
            options.rois = "auto";
            options.sparse = fields.choice(1).getSelectedIndex() == 1;
        } else if (source == 1) {
            options.engine.put("images", fields.text(0));
            options.engine.put("masks", fields.text(1));
        } else {
            options.set = new File(fields.text(0));
        }
        int start = fields.choice(2).getSelectedIndex();
        if (start < NEW.length) {
            options.engine.put("task", NEW_TASKS[start]);
        } else {
            options.engine.put("start-from", fields.chosen(2));
        }
        options.engine.put("name", fields.text(2));
        String[] keys = {"epochs", "steps", "patch"};
        for (int i = 0; i < keys.length; i++) {
            options.engine.put(keys[i], OptionValues.text(fields.number(i)));
        }
        options.classes = source != 1 && fields.ticked(0);
        if (fields.ticked(1)) {
            options.engine.put("overwrite", "true");
        }
        options.engine.putAll(MoreTrainOptions.chosen());
        return options;
    }

    private void remember() {
        Prefs.set(PREFIX + "source", fields.chosen(0));
        Prefs.set(PREFIX + "images", fields.text(0));
        Prefs.set(PREFIX + "masks", fields.text(1));
        Prefs.set(PREFIX + "start", fields.chosen(2));
        Prefs.set(PREFIX + "name", fields.text(2));
        Prefs.set(PREFIX + "epochs", fields.number(0));
        Prefs.set(PREFIX + "steps", fields.number(1));
        Prefs.set(PREFIX + "patch", fields.number(2));
    }
}
