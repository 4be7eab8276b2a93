package dlsegment.commands;

import dlsegment.client.EngineException;
import dlsegment.options.MeasureOptions;
import ij.Prefs;
import ij.gui.GenericDialog;

/** The dialog of Measure. */
final class MeasureDialog {
    private static final String PREFIX = "dlsegment.measure.";
    private static final String HELP = "<html><h3>Measure Objects</h3>"
        + "<b>Objects</b>: a label image (one number per object) or ROIs.<br>"
        + "<b>Image</b>: its grey values are measured inside of each object, in every channel.<br>"
        + "<br>The table of objects has ImageJ's columns (Area, Perim., Circ., Feret, Major, Minor, Angle, Mean, ...) and<br>"
        + "OnEdge (1: the border of the image cuts the object), Touching (number of objects that it touches) and<br>"
        + "NNDist (distance of its centre to the nearest other centre). Lengths are in the unit of the calibration.</html>";

    private final GenericDialog dialog = new GenericDialog("Measure Objects");
    private final Fields fields = new Fields(dialog);

    MeasureDialog() {
        String[] entries = LabelChoice.entries(false);
        String[] images = LabelChoice.images();
        dialog.addChoice("Objects", entries, LabelChoice.guess(entries, "-labels", "_labels", "mask", "roi manager"));
        dialog.addChoice("Image", images, LabelChoice.guessImage(images));
        dialog.addCheckbox("All planes of stacks", true);
        dialog.setInsets(10, 20, 0);
        dialog.addMessage("Results");
        dialog.addCheckbox("Table of objects (Results)", Prefs.get(PREFIX + "table", true));
        dialog.addCheckbox("Empty the Results table first", Prefs.get(PREFIX + "clear", false));
        dialog.addCheckbox("Summary of the image: count, density, ...", Prefs.get(PREFIX + "summary", true));
        dialog.addHelp(HELP);
    }

    /** Shows the dialog; null when it was cancelled. */
    MeasureOptions ask() throws EngineException {
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        MeasureOptions options = new MeasureOptions();
        options.labels = LabelChoice.word(fields.chosen(0), "the objects");
        if (options.labels == null) {
            return null;
        }
        options.image = fields.chosen(1).equals(LabelChoice.NONE) ? null : fields.chosen(1);
        options.allFrames = fields.ticked(0);
        options.table = fields.ticked(1);
        options.clear = fields.ticked(2);
        options.summary = fields.ticked(3);
        Prefs.set(PREFIX + "table", options.table);
        Prefs.set(PREFIX + "clear", options.clear);
        Prefs.set(PREFIX + "summary", options.summary);
        return options;
    }
}
