package dlsegment.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import java.util.List;

/**
 * One row per object: title of the image, slice and frame (in stacks), label, probability, class (where the model knows classes), centre,
 * area and mean grey value. Area and mean count the pixels of the label image; lengths are in the image's unit.
 */
public final class ObjectTable {
    private ObjectTable() {
    }

    /** Adds the objects of one plane. */
    public static void append(ResultsTable table, ImagePlus image, ImageStack pixels, FoundObjects objects, List<String> classNames) {
        Calibration calibration = image.getCalibration();
        int count = objects.count();
        double[] sums = new double[count + 1];
        int[] areas = new int[count + 1];
        measure(objects.labels(), pixels.getPixels(objects.plane.stackIndices[0]), sums, areas);
        for (int i = 0; i < count; i++) {
            table.incrementCounter();
            table.addLabel(image.getTitle());
            if (image.getNSlices() > 1) {
                table.addValue("Slice", objects.plane.z);
            }
            if (image.getNFrames() > 1) {
                table.addValue("Frame", objects.plane.t);
            }
            int label = i + 1;
            table.addValue("Object", label);
            table.addValue("Probability", objects.probability(i));
            if (objects.classOf(i) > 0) {
                table.addValue("Class", RoiBuilder.className(classNames, objects.classOf(i)));
            }
            table.addValue("X", calibration.getX(objects.centreX(i)));
            table.addValue("Y", calibration.getY(objects.centreY(i)));
            table.addValue("Area", areas[label] * calibration.pixelWidth * calibration.pixelHeight);
            table.addValue("Mean", areas[label] == 0 ? Double.NaN : calibrated(calibration, sums[label] / areas[label]));
        }
    }

    // Only a straight line can be applied to a mean; other functions are rare in the images that are segmented.
    private static double calibrated(Calibration calibration, double mean) {
        double[] c = calibration.getCoefficients();
        boolean line = calibration.calibrated() && c != null && c.length == 2 && calibration.getFunction() == Calibration.STRAIGHT_LINE;
        return line ? c[0] + c[1] * mean : mean;
    }

    private static void measure(int[] labels, Object pixels, double[] sums, int[] areas) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] > 0) {
                areas[labels[i]]++;
                sums[labels[i]] += value(pixels, i);
            }
        }
    }

    private static double value(Object pixels, int i) {
        if (pixels instanceof byte[]) {
            return ((byte[]) pixels)[i] & 0xff;
        }
        if (pixels instanceof short[]) {
            return ((short[]) pixels)[i] & 0xffff;
        }
        if (pixels instanceof float[]) {
            return ((float[]) pixels)[i];
        }
        int rgb = ((int[]) pixels)[i];
        return ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 3.0;
    }
}
