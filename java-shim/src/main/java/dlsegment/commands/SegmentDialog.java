package dlsegment.commands;

import dlsegment.client.ModelEntry;
import dlsegment.image.Channels;
import dlsegment.options.SegmentOptions;
import dlsegment.options.SegmentOptions.Output;
import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.gui.GenericDialog;
import java.awt.AWTEvent;
import java.awt.Checkbox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * The dialog of Segment. Thresholds and percentiles show the chosen model's own values and follow when another model is
 * chosen. Recorded is only what differs from the model and the defaults; the preview is never recorded.
 */
final class SegmentDialog {
    private static final String PREFIX = "dlsegment.segment.";
    private static final String AUTOMATIC = "automatic";
    private static final String PREVIEW = "Preview of the visible part";
    private static final String HELP = "<html><h3>Segment</h3>"
        + "<b>Model</b>: what kind of object is looked for; Models... says more about each.<br>"
        + "<b>Probability</b>: higher finds fewer, surer objects.<br>"
        + "<b>Overlap</b>: an object that shares more than this part of its area with a surer one is dropped.<br>"
        + "<b>Percentiles</b>: the grey values that become black and white before the network sees the image.<br>"
        + "<b>Boundary</b>: how many steps of the model's grid at the image's border are free of object centres.<br>"
        + "<b>Pixel size</b>: a calibrated image is scaled to the pixel size that the model was trained with.<br>"
        + "<b>Maps</b>: what the network says of every pixel, as a 32-bit image with one channel per map; large with StarDist models, which give one distance per ray.<br>"
        + "<b>Preview</b>: the outlines in the part of the image that is seen; zoom in where there is much to compute.<br>"
        + "<br>Results are new images, ROIs and tables; the image itself is not changed. Esc cancels.</html>";

    private final ImagePlus image;
    private final List<ModelEntry> models;
    private final GenericDialog dialog = new GenericDialog("Segment");
    private final Fields fields = new Fields(dialog);
    private final boolean severalChannels;
    private final boolean stack;
    private final boolean area;
    private final SegmentPreview preview;
    private final TwoLines description = new TwoLines();
    private ModelEntry shown;

    SegmentDialog(ImagePlus image, List<ModelEntry> models) {
        this.image = image;
        this.models = models;
        preview = new SegmentPreview(image);
        severalChannels = Channels.count(image) > 1;
        stack = image.getNSlices() * image.getNFrames() > 1;
        area = image.getRoi() != null && image.getRoi().isArea();
        build();
    }

    /** Shows the dialog; null when it was cancelled. */
    SegmentOptions ask() {
        BesideImage.place(dialog, image); // over the image it would hide the preview
        dialog.showDialog();
        preview.close();
        if (dialog.wasCanceled()) {
            return null;
        }
        SegmentOptions options = read();
        remember(options);
        return options;
    }

    private void build() {
        String[] names = new String[models.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = models.get(i).name();
        }
        dialog.addChoice("Model", names, Prefs.get(PREFIX + "model", names[0]));
        description.addTo(dialog);
        if (severalChannels) {
            dialog.addChoice("Channel", channelNames(), AUTOMATIC);
        }
        if (stack) {
            int planes = image.getNSlices() * image.getNFrames();
            dialog.addChoice("Planes", new String[] {"all " + planes, "the one that is shown"}, Prefs.get(PREFIX + "all", true) ? "all " + planes : "the one that is shown");
        }
        dialog.addNumericField("Probability threshold", 0, 3, 6, "0 to 1");
        dialog.addNumericField("Overlap threshold", 0, 3, 6, "0 to 1");
        dialog.addNumericField("Percentile low", 0, 1, 6, "%");
        dialog.addNumericField("Percentile high", 0, 1, 6, "%");
        dialog.addNumericField("Boundary exclusion", Prefs.get(PREFIX + "boundary", 2), 0, 6, "grid steps");
        if (area) {
            dialog.addCheckbox("Only inside the selection", true);
        }
        dialog.addCheckbox("Scale to the model's pixel size", Prefs.get(PREFIX + "rescale", true));
        dialog.addCheckbox("Average over mirrored images (slower, better)", false);
        dialog.addCheckbox("Refine outlines", false);
        dialog.setInsets(10, 20, 0);
        dialog.addMessage("Results");
        dialog.addCheckbox("Label image", Prefs.get(PREFIX + "labels", true));
        dialog.addCheckbox("ROI Manager", Prefs.get(PREFIX + "rois", true));
        dialog.addCheckbox("Replace the ROIs that are there", false);
        dialog.addCheckbox("Overlay", Prefs.get(PREFIX + "overlay", false));
        dialog.addCheckbox("Table", Prefs.get(PREFIX + "table", false));
        dialog.addCheckbox("Maps of the network (probability, distances ...)", Prefs.get(PREFIX + "maps", false));
        dialog.setInsets(10, 20, 0);
        dialog.addCheckbox(PREVIEW, false);
        dialog.addHelp(HELP);
        dialog.addDialogListener((d, event) -> changed(event));
        showModel();
    }

    private String[] channelNames() {
        List<String> names = new ArrayList<String>();
        names.add(AUTOMATIC);
        String[] colours = {"1 (red)", "2 (green)", "3 (blue)"};
        for (int c = 1; c <= Channels.count(image); c++) {
            names.add(Channels.isRgb(image) ? colours[c - 1] : Integer.toString(c));
        }
        return names.toArray(new String[0]);
    }

    private boolean changed(AWTEvent event) {
        if (event != null && event.getSource() == fields.choice(0)) {
            showModel();
        }
        SegmentOptions options = read();
        boolean good = within(fields.number(0), 0, 1) && within(fields.number(1), 0, 1) && within(fields.number(2), 0, 100) && within(fields.number(3), 0, 100)
            && fields.number(2) < fields.number(3) && fields.number(4) >= 0 && !options.output.isEmpty();
        IJ.showStatus(good ? "" : "Thresholds are 0 to 1, percentiles 0 to 100 with low below high; choose at least one result.");
        if (event == null) {
            return good; // the last look at the fields, when the dialog has closed
        }
        if (good && ((Checkbox) dialog.getCheckboxes().lastElement()).getState()) {
            preview.show(options);
        } else {
            preview.hide();
        }
        return good;
    }

    private static boolean within(double value, double minimum, double maximum) {
        return value >= minimum && value <= maximum;
    }

    private void showModel() {
        shown = models.get(fields.choice(0).getSelectedIndex());
        String first = shown.findsObjects() ? "" : "Gives an image and no objects: its maps are the result. ";
        description.show(shown.problem().isEmpty() ? first + shown.description() : shown.problem());
        double[] values = {shown.prob(), shown.nms(), shown.low(), shown.high()};
        for (int i = 0; i < values.length; i++) {
            fields.numberField(i).setText(shownAs(i, values[i]));
        }
        fields.box(area ? 2 : 1).setState(shown.flips());
        fields.box(area ? 3 : 2).setState(shown.refine());
        enableWhatMatters();
    }

    // U-Nets have no overlap and no grid; networks of other programs bring their own normalisation, and some find no objects.
    private void enableWhatMatters() {
        boolean stars = shown.text("kind").isEmpty() || shown.text("kind").equals("stardist");
        boolean ours = stars || shown.text("kind").equals("unet");
        boolean[] numbers = {shown.findsObjects(), stars, ours, ours, stars};
        for (int i = 0; i < numbers.length; i++) {
            fields.numberField(i).setEnabled(numbers[i]);
        }
        int refine = area ? 3 : 2;
        fields.box(refine - 1).setEnabled(ours);
        fields.box(refine).setEnabled(stars);
        for (int i = 1; i <= Output.values().length + 1; i++) {
            fields.box(refine + i).setEnabled(shown.findsObjects());
        }
    }

    private SegmentOptions read() {
        SegmentOptions options = new SegmentOptions();
        int choices = 1;
        options.model = shown.name();
        if (severalChannels) {
            int channel = fields.choice(choices++).getSelectedIndex();
            options.channels = channel == 0 ? Collections.<Integer>emptyList() : Collections.singletonList(channel);
        }
        if (stack) {
            options.allFrames = fields.choice(choices).getSelectedIndex() == 0;
        }
        options.prob = unlessOwn(0, shown.prob());
        options.nms = unlessOwn(1, shown.nms());
        options.low = unlessOwn(2, shown.low());
        options.high = unlessOwn(3, shown.high());
        int boundary = (int) fields.number(4);
        options.boundary = boundary == 2 ? null : Integer.valueOf(boundary);
        int box = 0;
        options.selection = !area || fields.ticked(box++);
        options.rescale = fields.ticked(box++);
        boolean flips = fields.ticked(box++);
        options.flips = flips == shown.flips() ? null : Boolean.valueOf(flips);
        boolean refine = fields.ticked(box++);
        options.refine = refine == shown.refine() ? null : Boolean.valueOf(refine);
        options.output = EnumSet.noneOf(Output.class);
        add(options, fields.ticked(box++), Output.LABELS);
        add(options, fields.ticked(box++), Output.ROIS);
        options.replace = fields.ticked(box++);
        add(options, fields.ticked(box++), Output.OVERLAY);
        add(options, fields.ticked(box++), Output.TABLE);
        add(options, fields.ticked(box), Output.MAPS);
        if (!shown.findsObjects()) {
            options.output = EnumSet.of(Output.MAPS);
        }
        return options;
    }

    private static void add(SegmentOptions options, boolean wanted, Output output) {
        if (wanted) {
            options.output.add(output);
        }
    }

    private void remember(SegmentOptions options) {
        Prefs.set(PREFIX + "model", options.model);
        Prefs.set(PREFIX + "all", options.allFrames);
        Prefs.set(PREFIX + "boundary", fields.number(4));
        Prefs.set(PREFIX + "rescale", options.rescale);
        for (Output output : shown.findsObjects() ? EnumSet.allOf(Output.class) : EnumSet.noneOf(Output.class)) {
            Prefs.set(PREFIX + output.word(), options.output.contains(output));
        }
    }

    // null means "as the model says"; the field shows a rounded value
    private Double unlessOwn(int field, double own) {
        double value = fields.number(field);
        return value == Double.parseDouble(shownAs(field, own)) ? null : Double.valueOf(value);
    }

    private static String shownAs(int field, double value) {
        return IJ.d2s(value, field < 2 ? 3 : 1);
    }
}
