package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.EngineTable;
import dlsegment.client.Json;
import dlsegment.client.SharedBlocks;
import dlsegment.image.GreyPlanes;
import dlsegment.image.LabelPlane;
import dlsegment.image.LabelSource;
import dlsegment.options.EvaluateOptions;
import ij.ImagePlus;
import ij.measure.Calibration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares labels with their truth, plane by plane and image by image; the engine computes and pools. Knows nothing of dialogs
 * and windows.
 */
public final class Evaluation {
    /** One plane that was compared. */
    public static final class PlaneResult {
        /** Name of the image and plane. */
        public final String name;
        /** Plane, from 0. */
        public final int plane;
        /** The true labels. */
        public final LabelPlane truth;
        /** The predicted labels. */
        public final LabelPlane prediction;
        /** One row per object: fate (1 hit, 2 false, 3 missed), true label, predicted label, IoU, areas, intensities, outline distances. */
        public final EngineTable objects;

        private PlaneResult(String name, int plane, LabelPlane truth, LabelPlane prediction, EngineTable objects) {
            this.name = name;
            this.plane = plane;
            this.truth = truth;
            this.prediction = prediction;
            this.objects = objects;
        }
    }

    /** What the engine says about all planes together. */
    public static final class Result {
        /** The planes. */
        public final List<PlaneResult> planes = new ArrayList<PlaneResult>();
        /** Sentences for the user. */
        public final Set<String> notes = new LinkedHashSet<String>();
        /** The metrics, each with name, value, unit, meaning. */
        public List<Object> metrics = new ArrayList<Object>();
        /** One row per IoU. */
        public List<Object> rows = new ArrayList<Object>();
        /** Unit of lengths. */
        public String unit = "";

        /** Value of a metric; NaN where it has none. */
        public double metric(String key) {
            for (Object metric : metrics) {
                if (key.equals(Json.object(metric).get("key"))) {
                    return Json.number(Json.object(metric).get("value"), Double.NaN);
                }
            }
            return Double.NaN;
        }
    }

    private static final AtomicLong COLLECTIONS = new AtomicLong();

    private final EngineClient engine;
    private final EvaluateOptions options;
    private final Segmentation.Progress progress;
    private final String collection = "evaluation-" + COLLECTIONS.incrementAndGet();
    private final Result result = new Result();
    private List<Object> engineNotes = new ArrayList<Object>();

    /** Prepares an evaluation. */
    public Evaluation(EngineClient engine, EvaluateOptions options, Segmentation.Progress progress) {
        this.engine = engine;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Adds an image or stack.
     *
     * @param truth its true labels
     * @param prediction its predicted labels
     * @param image grey values for intensities, or null
     * @param onlyPlane the only plane to compare, from 0, or -1 for all
     * @param done part of the work that is done before it, 0..1
     * @param share part of the work that it is
     * @param last true for the last image: the engine forgets the collection with its last plane
     */
    public void add(LabelSource truth, LabelSource prediction, ImagePlus image, int onlyPlane, double done, double share, boolean last) throws EngineException {
        if (truth.layout.getWidth() != prediction.layout.getWidth() || truth.layout.getHeight() != prediction.layout.getHeight()
            || truth.planes() != prediction.planes()) {
            throw EngineException.advice("The truth \"" + truth.name + "\" is " + GreyPlanes.size(truth.layout) + " and the prediction \"" + prediction.name + "\" "
                + GreyPlanes.size(prediction.layout) + "; both must be of the same image.");
        }
        if (image != null) {
            GreyPlanes.require(image, truth);
        }
        for (int plane = 0; plane < truth.planes(); plane++) {
            if (onlyPlane < 0 || plane == onlyPlane) {
                double part = done + share * plane / truth.planes();
                progress.show("comparing " + prediction.name + prediction.planeName(plane), part, Double.NaN);
                compare(truth, prediction, image, plane, last && (onlyPlane >= 0 || plane == truth.planes() - 1));
            }
        }
        result.notes.addAll(truth.notes);
        result.notes.addAll(prediction.notes);
    }

    private void compare(LabelSource truth, LabelSource prediction, ImagePlus image, int plane, boolean last) throws EngineException {
        LabelPlane t = truth.plane(plane);
        LabelPlane p = prediction.plane(plane);
        String name = prediction.name + prediction.planeName(plane);
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        try (SharedBlocks blocks = new SharedBlocks()) {
            inputs.put("truth", t.toMessage(blocks.keep(t.share())));
            inputs.put("prediction", p.toMessage(blocks.keep(p.share())));
            if (image != null) {
                int slice = plane % image.getNSlices() + 1;
                int frame = plane / image.getNSlices() + 1;
                inputs.put("image", GreyPlanes.toMessage(image, blocks.keep(GreyPlanes.share(image, slice, frame))));
                inputs.put("channel", options.channel);
            }
            calibrate(inputs, calibrationOf(truth, prediction, image));
            inputs.put("partnerIou", options.iou);
            inputs.put("name", name);
            inputs.put("collect", collection);
            inputs.put("last", last);
            take(engine.call("evaluate", inputs, new EscStops(progress)), name, plane, t, p);
        } catch (IOException e) {
            throw EngineException.advice("The labels cannot be handed to the engine: " + e.getMessage() + ".");
        }
    }

    private void take(Map<String, Object> outputs, String name, int plane, LabelPlane truth, LabelPlane prediction) throws EngineException {
        EngineTable objects = EngineTable.take(engine, Json.object(outputs.get("objects")));
        result.planes.add(new PlaneResult(name, plane, truth, prediction, objects));
        Map<String, Object> together = Json.object(outputs.get("together"));
        result.metrics = Json.list(together.get("metrics"));
        result.rows = Json.list(together.get("rows"));
        result.unit = String.valueOf(together.get("unit"));
        engineNotes = Json.list(together.get("notes"));
    }

    /** The result of all that was added. */
    public Result finish() {
        for (Object note : engineNotes) {
            result.notes.add(String.valueOf(note));
        }
        return result;
    }

    private static Calibration calibrationOf(LabelSource truth, LabelSource prediction, ImagePlus image) {
        for (Calibration calibration : new Calibration[] {truth.layout.getCalibration(), prediction.layout.getCalibration(), image == null ? null : image.getCalibration()}) {
            if (calibration != null && calibration.scaled()) {
                return calibration;
            }
        }
        return truth.layout.getCalibration();
    }

    /** Adds the pixel size and its unit, where an image is calibrated. */
    static void calibrate(Map<String, Object> inputs, Calibration calibration) {
        if (calibration.scaled()) {
            inputs.put("pixelSize", Arrays.<Object>asList(calibration.pixelWidth, calibration.pixelHeight));
            inputs.put("unit", calibration.getUnit());
        }
    }
}
