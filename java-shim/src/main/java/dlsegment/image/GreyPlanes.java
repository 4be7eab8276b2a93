package dlsegment.image;

import dlsegment.client.EngineException;
import dlsegment.client.Messages;
import dlsegment.client.SharedBlock;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Grey values of one plane for measurements: all channels as float32, calibrated where ImageJ has a calibration of grey
 * values, the mean of red, green and blue for colour images (as ImageJ measures them).
 */
public final class GreyPlanes {
    private GreyPlanes() {
    }

    /** Number of channels that are sent. */
    public static int channels(ImagePlus image) {
        return image.getNChannels();
    }

    /** Copies a plane into new shared memory, which the caller closes. */
    public static SharedBlock share(ImagePlus image, int z, int t) throws IOException {
        int pixels = image.getWidth() * image.getHeight();
        SharedBlock block = SharedBlock.create(4L * pixels * channels(image));
        FloatBuffer values = block.buffer().asFloatBuffer();
        for (int c = 1; c <= channels(image); c++) {
            values.put((float[]) grey(image, image.getStack().getProcessor(image.getStackIndex(c, z, t))).getPixels());
        }
        return block;
    }

    /** The array for a message. */
    public static Map<String, Object> toMessage(ImagePlus image, SharedBlock block) {
        return Messages.ndarray("float32", block.toMessage(), channels(image), image.getHeight(), image.getWidth());
    }

    /** Refuses an image that does not have the size and the planes of the labels. */
    public static void require(ImagePlus image, LabelSource labels) throws EngineException {
        boolean fits = image.getWidth() == labels.layout.getWidth() && image.getHeight() == labels.layout.getHeight()
            && image.getNSlices() * image.getNFrames() == labels.planes();
        if (!fits) {
            throw EngineException.advice("The image \"" + image.getTitle() + "\" is " + size(image) + " and \"" + labels.name + "\" " + size(labels.layout)
                + "; choose the image that was segmented.");
        }
    }

    /** "512 x 512 pixels", with the number of planes of stacks. */
    public static String size(ImagePlus image) {
        int planes = image.getNSlices() * image.getNFrames();
        return image.getWidth() + " x " + image.getHeight() + " pixels" + (planes > 1 ? " in " + planes + " planes" : "");
    }

    private static ImageProcessor grey(ImagePlus image, ImageProcessor plane) {
        if (plane instanceof ColorProcessor) {
            int[] colours = (int[]) plane.getPixels();
            float[] means = new float[colours.length];
            for (int i = 0; i < means.length; i++) {
                int rgb = colours[i];
                means[i] = ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 3f;
            }
            return new FloatProcessor(plane.getWidth(), plane.getHeight(), means);
        }
        if (plane instanceof FloatProcessor) {
            return plane;
        }
        plane.setCalibrationTable(image.getCalibration().getCTable());
        return plane.convertToFloatProcessor();
    }
}
