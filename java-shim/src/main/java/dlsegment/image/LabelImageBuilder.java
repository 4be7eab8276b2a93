package dlsegment.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.util.List;

/**
 * Label planes as one ImageJ image with the calibration of the image that was segmented. 16 bits, or 32-bit float where a
 * plane has more than 65,535 objects, so that no two objects ever share a label.
 */
public final class LabelImageBuilder {
    private static final int LARGEST_16_BIT = 65535;

    private LabelImageBuilder() {
    }

    /**
     * Builds the image.
     *
     * @param title its title
     * @param source the image that was segmented
     * @param planes the objects of each plane, slices running faster than frames
     */
    public static ImagePlus build(String title, ImagePlus source, List<FoundObjects> planes) {
        int largest = 0;
        for (FoundObjects objects : planes) {
            largest = Math.max(largest, objects.count());
        }
        ImageStack stack = new ImageStack(source.getWidth(), source.getHeight());
        for (FoundObjects objects : planes) {
            stack.addSlice(planes.size() == 1 ? null : "z:" + objects.plane.z + " t:" + objects.plane.t, processor(objects, largest));
        }
        ImagePlus labels = new ImagePlus(title, stack);
        if (planes.size() > 1) {
            int last = planes.size() - 1;
            int slices = planes.get(last).plane.z - planes.get(0).plane.z + 1;
            labels.setDimensions(1, slices, planes.size() / slices);
            labels.setOpenAsHyperStack(source.isHyperStack());
        }
        labels.setCalibration(source.getCalibration());
        labels.getCalibration().disableDensityCalibration(); // labels are numbers, not grey values
        LabelColours.colour(labels, largest);
        return labels;
    }

    private static ImageProcessor processor(FoundObjects objects, int largest) {
        int[] labels = objects.labels();
        int height = labels.length / objects.width;
        if (largest > LARGEST_16_BIT) {
            return new FloatProcessor(objects.width, height, labels);
        }
        short[] pixels = new short[labels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) labels[i];
        }
        return new ShortProcessor(objects.width, height, pixels, null);
    }
}
