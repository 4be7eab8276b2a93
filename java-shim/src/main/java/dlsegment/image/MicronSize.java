package dlsegment.image;

import ij.measure.Calibration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The pixel size of an image in micrometres. */
public final class MicronSize {
    private MicronSize() {
    }

    /** Width and height, or null where the image has no calibration in a unit of length. */
    public static List<Double> of(Calibration calibration) {
        double microns = micronsPer(calibration.getUnit());
        return calibration.scaled() && microns > 0 && calibration.pixelWidth > 0 && calibration.pixelHeight > 0
            ? Arrays.asList(calibration.pixelWidth * microns, calibration.pixelHeight * microns)
            : null;
    }

    private static double micronsPer(String unit) {
        switch (unit.trim().toLowerCase(Locale.ROOT)) {
            case "\u00b5m":
            case "\u03bcm":
            case "um":
            case "micron":
            case "microns":
            case "micrometer":
            case "micrometers":
                return 1;
            case "nm":
            case "nanometer":
            case "nanometers":
                return 1e-3;
            case "mm":
            case "millimeter":
                return 1e3;
            case "cm":
                return 1e4;
            case "m":
                return 1e6;
            case "inch":
            case "inches":
                return 25400;
            default:
                return 0;
        }
    }
}
