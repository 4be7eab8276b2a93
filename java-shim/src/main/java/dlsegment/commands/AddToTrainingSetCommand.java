package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Training;
import dlsegment.TrainingSet;
import dlsegment.client.EngineException;
import dlsegment.options.TrainOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.Prefs;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.plugin.PlugIn;
import ij.plugin.frame.RoiManager;
import java.io.File;

/** Plugins > DL Segment > Add to Training Set...: keeps an image with its drawn or corrected outlines as truth to train from. */
public final class AddToTrainingSetCommand implements PlugIn {
    /** Preference with the folder that was used last. */
    static final String FOLDER = "dlsegment.train.set";

    private static final String CLASSES = "dlsegment.train.set.classes";

    private static final String[] SOURCES = {"ROI Manager", "overlay"};
    private static final String[] OUTSIDE = {"background", "unknown (sparse annotation)"};

    @Override
    public void run(String arg) {
        try {
            TrainOptions options = Commands.interactive() ? ask() : TrainingSet.parse(Macro.getOptions());
            if (options != null) {
                String answer = TrainingSet.add(options);
                if (!Commands.interactive()) {
                    IJ.log("DL Segment: " + answer);
                }
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static TrainOptions ask() throws EngineException {
        ImagePlus image = WindowManager.getCurrentImage();
        if (image == null) {
            throw EngineException.advice("No image is open; open the one that was outlined.");
        }
        RoiManager manager = RoiManager.getInstance2();
        int managed = manager == null ? 0 : manager.getCount();
        int drawn = image.getOverlay() == null ? 0 : image.getOverlay().size();
        GenericDialog dialog = new GenericDialog("Add to Training Set");
        Fields fields = new Fields(dialog);
        dialog.addDirectoryField("Training set", Prefs.get(FOLDER, Training.defaultSet("corrections").getPath()), 40);
        dialog.addMessage("\"" + image.getTitle() + "\" is added: " + managed + " ROIs in the ROI Manager, " + drawn + " in its overlay.");
        dialog.addChoice("Outlines from the", SOURCES, SOURCES[managed == 0 && drawn > 0 ? 1 : 0]);
        dialog.addChoice("Outside of the ROIs", OUTSIDE, OUTSIDE[0]);
        dialog.addCheckbox("Classes from the names of the ROIs (mitotic-1, mitotic-2, ...)", Prefs.get(CLASSES, false));
        dialog.addMessage("ROIs whose names begin with \"ignore\" are regions that are not looked at.");
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        TrainOptions options = new TrainOptions();
        options.set = new File(fields.text(0));
        options.rois = fields.choice(0).getSelectedIndex() == 0 ? "manager" : "overlay";
        options.sparse = fields.choice(1).getSelectedIndex() == 1;
        options.classes = fields.ticked(0);
        Prefs.set(CLASSES, options.classes);
        Prefs.set(FOLDER, options.set.getPath());
        Commands.record(options.record());
        return options;
    }
}
