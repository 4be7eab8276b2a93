package dlsegment.image;

import dlsegment.client.EngineException;
import dlsegment.client.Messages;
import dlsegment.client.SharedBlock;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of one plane: 0 is background, a negative value is ignored, every other value is one object. */
public final class LabelPlane {
    private static final double EQUAL_NEIGHBOURS = 0.6;

    private static final int LARGEST = 1 << 24; // up to which a float holds every whole number

    /** Columns. */
    public final int width;
    /** Rows. */
    public final int height;
    /** Label of each pixel, row by row. */
    public final int[] labels;

    private final List<Roi> rois;
    private Map<Integer, Rectangle> boxes;

    private LabelPlane(int width, int height, int[] labels, List<Roi> rois) {
        this.width = width;
        this.height = height;
        this.labels = labels;
        this.rois = rois;
    }

    /** ROIs that were painted; object i has the label i + 1. */
    public static LabelPlane of(RoiLabels painted) {
        return new LabelPlane(painted.width, painted.height, painted.labels, painted.objects);
    }

    /**
     * A plane of a label image: 8 bits, 16 bits or whole numbers in 32-bit float.
     *
     * @param plane the pixels
     * @param title name of the image for messages
     */
    public static LabelPlane of(ImageProcessor plane, String title) throws EngineException {
        if (plane instanceof ColorProcessor) {
            throw EngineException.advice("\"" + title + "\" is an RGB picture, but a label image has one number per pixel; save the labels as 8-bit, 16-bit or 32-bit TIFF.");
        }
        int[] labels = new int[plane.getPixelCount()];
        for (int i = 0; i < labels.length; i++) {
            float value = plane.getf(i);
            if (value != Math.rint(value) || value > LARGEST) {
                throw EngineException.advice("\"" + title + "\" has the value " + value + " at x=" + i % plane.getWidth() + " y=" + i / plane.getWidth()
                    + ", but labels are whole numbers; is it a probability map or the image itself?");
            }
            labels[i] = value < 0 ? RoiLabels.IGNORE : (int) value;
        }
        return new LabelPlane(plane.getWidth(), plane.getHeight(), labels, null);
    }

    /** Copies the labels into new shared memory, which the caller closes. */
    public SharedBlock share() throws IOException {
        SharedBlock block = SharedBlock.create(4L * Math.max(1, labels.length));
        block.buffer().asIntBuffer().put(labels);
        return block;
    }

    /** The array for a message. */
    public Map<String, Object> toMessage(SharedBlock block) {
        return Messages.ndarray("int32", block.toMessage(), height, width);
    }

    /** The outline of an object: the ROI that it was painted from, or one along the edges of its pixels. */
    public Roi outline(int label) {
        if (rois != null) {
            return (Roi) rois.get(label - 1).clone();
        }
        if (boxes == null) {
            boxes = boxes();
        }
        Rectangle box = boxes.get(label);
        ByteProcessor mask = new ByteProcessor(box.width, box.height);
        for (int y = 0; y < box.height; y++) {
            for (int x = 0; x < box.width; x++) {
                mask.set(x, y, labels[(box.y + y) * width + box.x + x] == label ? 255 : 0);
            }
        }
        mask.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
        Roi roi = new ThresholdToSelection().convert(mask);
        roi.setLocation(roi.getXBase() + box.x, roi.getYBase() + box.y);
        return roi;
    }

    private Map<Integer, Rectangle> boxes() {
        Map<Integer, Rectangle> found = new HashMap<Integer, Rectangle>();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] > 0) {
                Rectangle box = found.get(labels[i]);
                if (box == null) {
                    found.put(labels[i], new Rectangle(i % width, i / width, 1, 1));
                } else if (!box.contains(i % width, i / width)) {
                    box.add(new Rectangle(i % width, i / width, 1, 1));
                }
            }
        }
        return found;
    }

    /**
     * True where the plane that is shown looks like labels: inside the objects nearly every pixel has the number of its neighbour. Grey values of a
     * microscope do not.
     */
    public static boolean looksLikeLabels(ImagePlus image) {
        if (!isPossible(image)) {
            return false;
        }
        ImageProcessor plane = image.getProcessor();
        int pairs = 0;
        int equal = 0;
        for (int y = 0; y < plane.getHeight(); y++) {
            for (int x = 1; x < plane.getWidth(); x++) {
                float value = plane.getf(x, y);
                if (value != 0) {
                    pairs++;
                    equal += value == plane.getf(x - 1, y) ? 1 : 0;
                }
            }
        }
        return pairs == 0 || equal >= EQUAL_NEIGHBOURS * pairs;
    }

    /** True where the image may be a label image: one channel, not RGB, whole numbers on the plane that is shown. */
    public static boolean isPossible(ImagePlus image) {
        if (image.getType() == ImagePlus.COLOR_RGB || image.getNChannels() > 1) {
            return false;
        }
        if (!(image.getProcessor() instanceof FloatProcessor)) {
            return true;
        }
        float[] pixels = (float[]) image.getProcessor().getPixels();
        for (float value : pixels) {
            if (value != Math.rint(value)) {
                return false;
            }
        }
        return true;
    }
}
