package dlsegment.image;

import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.SharedBlock;
import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the network says of every pixel, plane by plane: object probability, distances along the rays, or whatever the model gives. Becomes a
 * 32-bit image with one channel per map and the slices and frames that were segmented.
 */
public final class NetworkMaps {
    private static final double USED_AT_MOST = 0.9;

    private final int width;
    private final int height;
    private final int planes;
    private final List<String> names = new ArrayList<String>();
    private final List<float[]> maps = new ArrayList<float[]>();

    /**
     * Prepares for the maps of an image.
     *
     * @param width its columns
     * @param height its rows
     * @param planes slices and frames that are segmented
     */
    public NetworkMaps(int width, int height, int planes) {
        this.width = width;
        this.height = height;
        this.planes = planes;
    }

    /** Refuses maps that would not fit in Java's memory; count is the number per plane. */
    public void require(int count) throws EngineException {
        Runtime java = Runtime.getRuntime();
        require(count, java.maxMemory() - java.totalMemory() + java.freeMemory());
    }

    void require(int count, long free) throws EngineException {
        double needed = 4.0 * width * height * count * (planes - maps.size() / (double) count);
        if (needed > USED_AT_MOST * free) {
            throw EngineException.advice(String.format(Locale.ROOT, "The %d maps of %s pixels need %.1f GB, and ImageJ has %.1f GB of memory left; give it more (Edit > Options > Memory & Threads...), "
                + "%s, or leave the maps out.", count, width + " x " + height + (planes > 1 ? " x " + planes : ""), needed / 1e9, free / 1e9,
                planes > 1 ? "segment only the plane that is shown (frames=current)" : "crop the image"));
        }
    }

    /**
     * Takes the maps of the next plane.
     *
     * @param array the array of the answer: C, Y, X
     * @param mapNames a name for each channel
     */
    public void add(Map<String, Object> array, List<Object> mapNames) throws EngineException, IOException {
        int count = (int) Json.number(Json.list(array.get("shape")).get(0), 0);
        if (maps.isEmpty()) {
            require(count); // it may not have been known before
            for (Object name : mapNames) {
                names.add(String.valueOf(name));
            }
        }
        for (int c = 0; c < count; c++) {
            maps.add(SharedBlock.readFloats(Json.object(array.get("shm")), 4L * c * width * height, width * height));
        }
    }

    /** Names of the maps, in their order. */
    public List<String> names() {
        return names;
    }

    /** Number of planes that have their maps. */
    public int planes() {
        return names.isEmpty() ? 0 : maps.size() / names.size();
    }

    /** The values of one map of one plane, both from 0. */
    public float[] values(int plane, int map) {
        return maps.get(plane * names.size() + map);
    }

    /**
     * Builds the image; its slices are labelled with the maps' names.
     *
     * @param title its title
     * @param source the image that was segmented
     * @param objects the planes, slices running faster than frames
     */
    public ImagePlus build(String title, ImagePlus source, List<FoundObjects> objects) {
        ImageStack stack = new ImageStack(width, height);
        int channels = names.size();
        for (int i = 0; i < maps.size(); i++) {
            Plane plane = objects.get(i / channels).plane;
            stack.addSlice(names.get(i % channels) + (planes == 1 ? "" : " z:" + plane.z + " t:" + plane.t), new FloatProcessor(width, height, maps.get(i)));
        }
        ImagePlus image = new ImagePlus(title, stack);
        int slices = objects.get(planes - 1).plane.z - objects.get(0).plane.z + 1;
        image.setDimensions(channels, slices, planes / slices);
        image.setOpenAsHyperStack(stack.getSize() > 1);
        image.setCalibration(source.getCalibration());
        image.getCalibration().disableDensityCalibration(); // these are no grey values of the source
        if (channels == 1) {
            double[] range = range(0);
            image.setDisplayRange(range[0], range[1]);
            return image;
        }
        // a display range for each map: distances would be all white in that of probabilities
        CompositeImage each = new CompositeImage(image, CompositeImage.GRAYSCALE);
        for (int c = channels; c >= 1; c--) {
            double[] range = range(c - 1);
            each.setPositionWithoutUpdate(c, 1, 1);
            each.setDisplayRange(range[0], range[1]);
        }
        each.setOpenAsHyperStack(true);
        return each;
    }

    // Probabilities are shown from 0 to 1, all else from the smallest to the largest value of the first plane.
    private double[] range(int map) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : maps.get(map)) {
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        boolean probability = smallest >= 0 && largest <= 1;
        return probability ? new double[] {0, 1} : new double[] {Math.min(0, smallest), largest};
    }
}
