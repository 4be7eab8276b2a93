package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.Messages;
import dlsegment.client.ModelEntry;
import dlsegment.client.SharedBlock;
import dlsegment.client.Workspaces.Workspace;
import dlsegment.image.Channels;
import dlsegment.image.FoundObjects;
import dlsegment.image.MicronSize;
import dlsegment.image.NetworkMaps;
import dlsegment.image.Plane;
import dlsegment.image.PlaneEncoder;
import dlsegment.options.SegmentOptions;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Segments an image with the engine: plane by plane, so that a series of any length needs the memory of one plane. Knows
 * nothing of dialogs, windows and macros; nothing of the image is changed.
 */
public final class Segmentation {
    /** Sees how far it is. */
    public interface Progress {
        /** True once the user wants it to stop. */
        boolean isCancelled();

        /**
         * Tells how far it is.
         *
         * @param message the stage in words
         * @param done 0..1
         * @param secondsLeft remaining seconds, or NaN
         */
        void show(String message, double done, double secondsLeft);
    }

    /** What was found. */
    public static final class Result {
        /** The objects of each plane. */
        public final List<FoundObjects> planes = new ArrayList<FoundObjects>();
        /** What the user should know, one sentence each. */
        public final Set<String> notes = new LinkedHashSet<String>();
        /** What the network says of every pixel, or null where that was not wanted. */
        public NetworkMaps maps;
        /** False where the model gives maps and no objects. */
        public boolean findsObjects = true;
        /** The image's pixels, also when it has been closed. */
        public ImageStack pixels;
        /** Names of the model's classes, class 1 first; empty where it knows none. */
        public List<String> classNames = new ArrayList<String>();
        /** Where the network ran. */
        public String device = "";
        /** Seconds that the engine worked. */
        public double engineSeconds;

        /** Number of objects in all planes. */
        public int count() {
            int count = 0;
            for (FoundObjects objects : planes) {
                count += objects.count();
            }
            return count;
        }
    }

    private final EngineClient engine;
    private final ImagePlus image;
    private final SegmentOptions options;
    private final Progress progress;

    /** Prepares a segmentation. */
    public Segmentation(EngineClient engine, ImagePlus image, SegmentOptions options, Progress progress) {
        this.engine = engine;
        this.image = image;
        this.options = options;
        this.progress = progress;
    }

    /** Runs it. */
    public Result run() throws EngineException {
        progress.show("starting the engine", 0, Double.NaN);
        ModelEntry model = ModelEntry.named(engine, options.model);
        if (!model.problem().isEmpty()) {
            throw EngineException.advice(model.problem());
        }
        List<Integer> channels = Channels.choose(image, options.channels, model.channels());
        boolean rgb = Channels.isRgb(image);
        List<Plane> planes = Plane.of(image, rgb ? Arrays.asList(1) : channels, options.allFrames);
        Roi area = options.selection && image.getRoi() != null && image.getRoi().isArea() ? (Roi) image.getRoi().clone() : null;
        Result result = new Result();
        result.pixels = image.getStack();
        result.classNames = model.classes();
        if (rgb && channels.isEmpty()) {
            result.notes.add("The colours were turned into grey values, since the model takes one channel; channel=1, 2 or 3 takes red, green or blue.");
        }
        prepareMaps(model, planes.size(), result);
        Map<String, Object> inputs = settings(model, rgb && channels.size() == 3, area);
        if (result.maps != null) {
            inputs.put("maps", true);
        }
        Workspace workspace = engine.workspaces().borrow();
        try {
            PlaneEncoder encoder = new PlaneEncoder(result.pixels, channels);
            PlaneClock clock = new PlaneClock(progress, planes.size());
            for (Plane plane : planes) {
                FoundObjects found = segment(plane, encoder, inputs, workspace, clock, result);
                result.planes.add(area == null ? found : found.inside(area));
                clock.planeDone();
            }
        } catch (IOException e) {
            throw EngineException.advice("The pixels cannot be handed to the engine: " + e.getMessage() + ".");
        } finally {
            engine.workspaces().giveBack(workspace);
        }
        return result;
    }

    private void prepareMaps(ModelEntry model, int planes, Result result) throws EngineException {
        result.findsObjects = model.findsObjects();
        if (!result.findsObjects) {
            if (options.labelsFile != null || options.roisFile != null || options.tableFile != null) {
                throw EngineException.advice("The model \"" + model.name() + "\" gives an image and no objects, so there is nothing for labels_file, rois_file and table_file; maps_file saves the image.");
            }
        }
        if (options.wantsMaps() || !result.findsObjects) {
            result.maps = new NetworkMaps(image.getWidth(), image.getHeight(), planes);
            if (model.maps() > 0) {
                result.maps.require(model.maps());
            }
        }
    }

    private Map<String, Object> settings(ModelEntry model, boolean rgb, Roi area) {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("model", model.folder());
        inputs.put("axes", "CYX");
        inputs.put("prob", options.prob);
        inputs.put("nms", options.nms);
        inputs.put("low", options.low);
        inputs.put("high", options.high);
        inputs.put("normalize", options.normalize ? null : Boolean.FALSE);
        inputs.put("tile", options.tile);
        inputs.put("boundaryExclusion", options.boundaryPixels == null ? options.boundary : Integer.valueOf(options.boundaryPixels / model.grid()));
        inputs.put("rescale", options.rescale);
        inputs.put("flips", options.flips);
        inputs.put("refine", options.refine);
        inputs.put("device", options.device);
        inputs.put("rgb", rgb);
        inputs.put("pixelSize", MicronSize.of(image.getCalibration()));
        Rectangle box = box(area);
        if (box != null) {
            inputs.put("region", Arrays.asList(box.x, box.y, box.width, box.height));
        }
        inputs.put("keep", true);
        inputs.values().removeAll(Collections.singleton(null));
        return inputs;
    }

    private Rectangle box(Roi area) {
        Rectangle box = area == null ? options.region : area.getBounds();
        return area == null || options.region == null ? box : box.intersection(options.region);
    }

    private FoundObjects segment(Plane plane, PlaneEncoder encoder, Map<String, Object> settings, Workspace workspace, PlaneClock clock, Result result)
        throws EngineException, IOException {
        int pixels = image.getWidth() * image.getHeight();
        Map<String, Object> inputs = new LinkedHashMap<String, Object>(settings);
        inputs.put("image", encoder.encode(plane, workspace));
        inputs.put("name", image.getTitle() + plane.name(image));
        SharedBlock labelBlock = workspace.labels(4L * pixels);
        inputs.put("labelsInto", labelBlock.toMessage());
        Map<String, Object> outputs = engine.call("segment", inputs, clock);

        for (Object note : Json.list(outputs.get("notes"))) {
            result.notes.add(String.valueOf(note));
        }
        result.device = String.valueOf(outputs.get("device"));
        result.engineSeconds += Json.number(outputs.get("seconds"), 0);
        int[] labels = labels(labelBlock.buffer(), Json.object(outputs.get("labels")), pixels);
        Map<String, Object> table = Json.object(outputs.get("objects"));
        List<Object> shape = Json.list(table.get("shape"));
        int rows = (int) Json.number(shape.get(0), 0);
        int columns = (int) Json.number(shape.get(1), 0);
        ByteBuffer values = SharedBlock.read(Json.object(table.get("shm")), rows * columns * 4);
        release(table);
        if (result.maps != null) {
            Map<String, Object> maps = Json.object(outputs.get("maps"));
            try {
                result.maps.add(maps, Json.list(outputs.get("mapNames")));
            } finally {
                release(maps);
            }
        }
        return new FoundObjects(plane, image.getWidth(), values, columns, labels);
    }

    private void release(Map<String, Object> table) throws EngineException {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("names", Arrays.asList(Json.object(table.get("shm")).get("name")));
        engine.call("release", inputs, EngineClient.NOBODY);
    }

    private static int[] labels(ByteBuffer block, Map<String, Object> array, int pixels) throws IOException {
        int[] labels = new int[pixels];
        String dtype = String.valueOf(array.get("dtype"));
        if (dtype.equals("int32")) {
            block.asIntBuffer().get(labels);
        } else if (dtype.equals("uint16")) {
            short[] shorts = new short[pixels];
            block.asShortBuffer().get(shorts);
            for (int i = 0; i < pixels; i++) {
                labels[i] = shorts[i] & 0xffff;
            }
        } else {
            throw new IOException("the engine sent labels of type " + dtype);
        }
        return labels;
    }
}
