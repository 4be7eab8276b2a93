package dlsegment.commands;

import dlsegment.client.EngineException;
import dlsegment.options.EvaluateOptions;
import dlsegment.options.EvaluateOptions.Compared;
import dlsegment.options.EvaluateOptions.Output;
import ij.IJ;
import ij.Prefs;
import ij.gui.GenericDialog;
import java.util.EnumSet;

/** The dialog of Evaluate. */
final class EvaluateDialog {
    private static final String PREFIX = "dlsegment.evaluate.";
    private static final String OBJECTS = "objects (label images or ROIs)";
    private static final String CLASSES = "classes of pixels (IoU, Dice of each)";
    private static final String GREY = "grey values (MSE, SSIM)";
    private static final String HELP = "<html><h3>Evaluate</h3>"
        + "<b>Truth</b>: what is right: hand-drawn labels or ROIs.<br>"
        + "<b>Prediction</b>: what is to be judged, for example the label image that Segment made.<br>"
        + "<b>Image</b>: the image that was segmented; it gets the overlay, and its grey values give the errors of intensity.<br>"
        + "A label image has one number per object; a black and white mask must be made into one first<br>"
        + "(Analyze Particles, Show: Count Masks). ROIs whose names begin with \"ignore\" count nowhere.<br>"
        + "<b>Classes of pixels</b>: images with 0 for background and 1, 2, ... for classes, such as tissues, are compared pixel by pixel.<br>"
        + "<br><b>IoU</b>: shared pixels / all pixels of two objects. From the number here on they are partners,<br>"
        + "whose sizes, intensities and outlines are compared. The table by IoU shows .5 to .95.<br>"
        + "<br>Overlay: <font color=\"#00a050\"><b>green</b></font> found, <font color=\"#d020b0\"><b>magenta</b></font> made up,"
        + " <font color=\"#e08000\"><b>orange</b></font> missed.</html>";

    private final GenericDialog dialog = new GenericDialog("Evaluate");
    private final Fields fields = new Fields(dialog);

    EvaluateDialog() {
        String[] entries = LabelChoice.entries(true);
        String[] images = LabelChoice.images();
        dialog.addChoice("Compare", new String[] {OBJECTS, CLASSES, GREY}, OBJECTS);
        dialog.addChoice("Truth", entries, LabelChoice.guess(entries, "truth", "mask", "gt", "manual", "roi manager"));
        dialog.addChoice("Prediction", entries, LabelChoice.guess(entries, "-labels", "_labels", "predict"));
        dialog.addChoice("Image", images, LabelChoice.guessImage(images));
        dialog.addNumericField("Partners from IoU", Prefs.get(PREFIX + "iou", 0.5), 2);
        dialog.addNumericField("Channel for intensities", 1, 0);
        dialog.addCheckbox("All planes of stacks", true);
        dialog.setInsets(10, 20, 0);
        dialog.addMessage("Results");
        dialog.addCheckbox("All metrics, with when they mislead", Prefs.get(PREFIX + "metrics", true));
        dialog.addCheckbox("Table by IoU (of classes: by class)", Prefs.get(PREFIX + "matching", true));
        dialog.addCheckbox("Table of objects", Prefs.get(PREFIX + "objects", false));
        dialog.addCheckbox("Overlay: green found, magenta made up, orange missed", Prefs.get(PREFIX + "overlay", true));
        dialog.addHelp(HELP);
        dialog.addDialogListener((d, event) -> good());
    }

    /** Shows the dialog; null when it was cancelled. */
    EvaluateOptions ask() throws EngineException {
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        EvaluateOptions options = new EvaluateOptions();
        options.compare = fields.chosen(0).equals(GREY) ? Compared.GREY_VALUES : fields.chosen(0).equals(CLASSES) ? Compared.CLASSES : Compared.OBJECTS;
        options.truth = LabelChoice.word(fields.chosen(1), "the truth");
        options.prediction = options.truth == null ? null : LabelChoice.word(fields.chosen(2), "the prediction");
        if (options.prediction == null) {
            return null;
        }
        options.image = fields.chosen(3).equals(LabelChoice.NONE) || options.compare != Compared.OBJECTS || LabelChoice.isFolder(fields.chosen(1)) ? null : fields.chosen(3);
        if (options.compare != Compared.CLASSES) {
            options.iou = fields.number(0);
            options.channel = (int) fields.number(1);
        }
        options.allFrames = fields.ticked(0);
        options.output = EnumSet.noneOf(Output.class);
        for (int i = 0; i < Output.values().length; i++) {
            if (fields.ticked(i + 1)) {
                options.output.add(Output.values()[i]);
            }
            Prefs.set(PREFIX + Output.values()[i].name().toLowerCase(java.util.Locale.ROOT), fields.ticked(i + 1));
        }
        Prefs.set(PREFIX + "iou", fields.number(0));
        return options;
    }

    private boolean good() {
        boolean same = fields.chosen(1).equals(fields.chosen(2)) && !fields.chosen(1).endsWith("...");
        boolean mixed = LabelChoice.isFolder(fields.chosen(1)) != LabelChoice.isFolder(fields.chosen(2));
        boolean rois = fields.chosen(0).equals(CLASSES) && (LabelChoice.isRois(fields.chosen(1)) || LabelChoice.isRois(fields.chosen(2)));
        boolean numbers = fields.number(0) > 0 && fields.number(0) <= 1 && fields.number(1) >= 1;
        IJ.showStatus(same ? "Truth and prediction are the same; choose two." : mixed ? "A folder goes with a folder."
            : rois ? "Classes of pixels are compared between images, not ROIs." : numbers ? "" : "The IoU is above 0 and at most 1, the channel from 1.");
        return !same && !mixed && !rois && numbers;
    }
}
