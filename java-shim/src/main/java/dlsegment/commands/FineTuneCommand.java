package dlsegment.commands;

import dlsegment.Models;
import dlsegment.Reporter;
import dlsegment.Training;
import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.OptionValues;
import dlsegment.options.TrainOptions;
import dlsegment.train.TrainingSetFolder;
import ij.IJ;
import ij.Macro;
import ij.Prefs;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.plugin.PlugIn;
import java.io.File;
import java.util.List;

/**
 * Plugins > DL Segment > Fine-tune on My Corrections...: trains a model further on what Add to Training Set... has collected, and
 * segments the current image with the result.
 */
public final class FineTuneCommand implements PlugIn {
    private static final String SEGMENT_MODEL = "dlsegment.segment.model";

    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                TrainOptions options = TrainOptions.parse(Macro.getOptions());
                options.segment = WindowManager.getCurrentImage() != null && options.segment;
                Trainings.runAndWait(usual(options));
            } else if (!Trainings.showRunning()) {
                ask();
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static TrainOptions usual(TrainOptions options) throws EngineException {
        if (options.set == null) {
            options.set = Training.defaultSet("corrections");
        }
        if (!options.engine.containsKey("start-from")) {
            throw EngineException.advice("Name the model to fine-tune with start-from=NAME.");
        }
        options.engine.putIfAbsent("patch", "128");
        return options;
    }

    private static void ask() throws EngineException {
        IJ.showStatus("Starting the segmentation engine...");
        List<ModelEntry> models = Models.list();
        IJ.showStatus("");
        String used = ModelEntry.find(models, null).name();
        String[] names = new String[models.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = models.get(i).name();
            used = names[i].equals(Prefs.get(SEGMENT_MODEL, used)) ? names[i] : used;
        }
        String set = Prefs.get(AddToTrainingSetCommand.FOLDER, Training.defaultSet("corrections").getPath());
        boolean image = WindowManager.getCurrentImage() != null;
        GenericDialog dialog = new GenericDialog("Fine-tune on My Corrections");
        Fields fields = new Fields(dialog);
        dialog.addDirectoryField("Training set", set, 40);
        int count = new TrainingSetFolder(new File(set)).count();
        dialog.addMessage(count == 0 ? "It is empty: Add to Training Set... puts images and their corrected outlines in." : count == 1 ? "1 image is in it." : count + " images are in it.");
        dialog.addChoice("Model to improve", names, used);
        dialog.addStringField("Name of the new model", used + (used.endsWith("-tuned") ? "" : "-tuned"), 20);
        dialog.addNumericField("Epochs", Prefs.get("dlsegment.train.tune.epochs", 20), 0);
        dialog.addNumericField("Steps per epoch", Prefs.get("dlsegment.train.tune.steps", 20), 0);
        dialog.addNumericField("Patch size", Prefs.get("dlsegment.train.patch", 128), 0, 6, "pixels");
        if (image) {
            dialog.addCheckbox("Segment \"" + WindowManager.getCurrentImage().getTitle() + "\" again afterwards", true);
        }
        dialog.addCheckbox(Trainings.REPLACE, used.endsWith("-tuned"));
        dialog.addButton("More...", e -> MoreTrainOptions.ask());
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return;
        }
        TrainOptions options = new TrainOptions();
        options.set = new File(fields.text(0));
        options.engine.put("start-from", fields.chosen(0));
        options.engine.put("name", fields.text(1));
        String[] keys = {"epochs", "steps", "patch"};
        for (int i = 0; i < keys.length; i++) {
            options.engine.put(keys[i], OptionValues.text(number(fields, i, keys[i])));
        }
        Prefs.set("dlsegment.train.tune.epochs", number(fields, 0, keys[0]));
        Prefs.set("dlsegment.train.tune.steps", number(fields, 1, keys[1]));
        options.segment = image && fields.ticked(0);
        if (fields.ticked(image ? 1 : 0)) {
            options.engine.put("overwrite", "true");
        }
        options.engine.putAll(MoreTrainOptions.chosen());
        options.image = options.segment ? WindowManager.getCurrentImage().getTitle() : null;
        Trainings.requireFree(options, models);
        Trainings.begin(options);
    }

    private static double number(Fields fields, int i, String key) throws EngineException {
        String text = fields.numberField(i).getText().trim();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw EngineException.advice("The number of " + key + " is \"" + text + "\"; give a whole number.");
        }
    }
}
