package dlsegment.image;

import dlsegment.client.EngineException;
import ij.ImagePlus;
import ij.gui.Roi;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Labels plane by plane: a label image or stack of them, or ROIs on an image. Slices run faster than frames. */
public final class LabelSource {
    /** Name for messages and tables. */
    public final String name;
    /** The label image, or the image of the ROIs; its dimensions and calibration are those of the labels. */
    public final ImagePlus layout;
    /** What the user should know, one sentence each. */
    public final Set<String> notes = new LinkedHashSet<String>();

    private final List<Roi> rois;

    private LabelSource(String name, ImagePlus layout, List<Roi> rois) {
        this.name = name;
        this.layout = layout;
        this.rois = rois;
    }

    /** A label image. */
    public static LabelSource of(ImagePlus labels) throws EngineException {
        if (labels.getNChannels() > 1) {
            throw EngineException.advice("\"" + labels.getTitle() + "\" has " + labels.getNChannels() + " channels, but a label image has one; take the channel with the labels"
                + " (Image > Duplicate...).");
        }
        return new LabelSource(labels.getTitle(), labels, null);
    }

    /**
     * ROIs.
     *
     * @param name where they are from
     * @param rois the ROIs
     * @param image the image that they belong to
     */
    public static LabelSource of(String name, List<Roi> rois, ImagePlus image) {
        return new LabelSource(name, image, rois);
    }

    /** True for ROIs. */
    public boolean isRois() {
        return rois != null;
    }

    /** Number of planes. */
    public int planes() {
        return layout.getNSlices() * layout.getNFrames();
    }

    /** Slice of a plane, from 1. */
    public int slice(int plane) {
        return plane % layout.getNSlices() + 1;
    }

    /** Frame of a plane, from 1. */
    public int frame(int plane) {
        return plane / layout.getNSlices() + 1;
    }

    /** The plane that is shown. */
    public int current() {
        return (layout.getT() - 1) * layout.getNSlices() + layout.getZ() - 1;
    }

    /** The labels of a plane, from 0. */
    public LabelPlane plane(int plane) throws EngineException {
        if (rois == null) {
            return LabelPlane.of(layout.getStack().getProcessor(layout.getStackIndex(1, slice(plane), frame(plane))), name);
        }
        List<Roi> here = planes() == 1 ? rois : RoiLabels.onPlane(rois, layout, slice(plane), frame(plane));
        RoiLabels painted = RoiLabels.paint(here, layout.getWidth(), layout.getHeight());
        notes.addAll(painted.notes);
        return LabelPlane.of(painted);
    }

    /** " z1 t2" for planes of a stack, "" for a single plane. */
    public String planeName(int plane) {
        return (layout.getNSlices() > 1 ? " z" + slice(plane) : "") + (layout.getNFrames() > 1 ? " t" + frame(plane) : "");
    }
}
