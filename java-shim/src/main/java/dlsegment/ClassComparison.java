package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.SharedBlocks;
import dlsegment.image.GreyPlanes;
import dlsegment.image.LabelPlane;
import dlsegment.image.LabelSource;
import dlsegment.options.EvaluateOptions;
import dlsegment.options.EvaluateOptions.Output;
import ij.IJ;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Compares class images (0 background, 1, 2, ... classes) with their truth, plane by plane and pixel by pixel; the engine computes and pools. */
final class ClassComparison {
    private static final String BY_CLASS = "Evaluation by class";
    private static final AtomicLong COLLECTIONS = new AtomicLong();

    private final EvaluateOptions options;
    private final Segmentation.Progress progress;
    private final String collection = "classes-" + COLLECTIONS.incrementAndGet();
    private final ResultsTable byClass = EvaluationShower.table();
    private Map<String, Object> together = new LinkedHashMap<String, Object>();
    private int planes;

    private ClassComparison(EvaluateOptions options, Segmentation.Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Compares two class images, or those of two folders; returns "images=3 accuracy=... mean_iou=... mean_dice=... iou_1=... dice_1=...", all pixels pooled. */
    static String run(EvaluateOptions options, Segmentation.Progress progress) throws EngineException {
        ClassComparison comparison = new ClassComparison(options, progress);
        if (new File(options.truth).isDirectory()) {
            List<EvaluationPairs> pairs = EvaluationPairs.ofClasses(new File(options.truth), new File(options.prediction), Evaluate::tell);
            for (int i = 0; i < pairs.size(); i++) {
                comparison.add(pairs.get(i).truth, pairs.get(i).prediction, i / (double) pairs.size(), 1.0 / pairs.size(), i == pairs.size() - 1);
            }
        } else {
            comparison.add(options.truth, options.prediction, 0, 1, true);
        }
        return comparison.finish();
    }

    private void add(String truthName, String predictionName, double done, double share, boolean last) throws EngineException {
        boolean all = options.allFrames || new File(options.truth).isDirectory();
        LabelSource truth = classes(truthName);
        LabelSource prediction = classes(predictionName);
        if (truth.layout.getWidth() != prediction.layout.getWidth() || truth.layout.getHeight() != prediction.layout.getHeight() || truth.planes() != prediction.planes()) {
            throw EngineException.advice("The truth \"" + truth.name + "\" is " + GreyPlanes.size(truth.layout) + " and the prediction \"" + prediction.name + "\" "
                + GreyPlanes.size(prediction.layout) + "; both must be of the same image.");
        }
        int first = all ? 0 : prediction.current();
        int end = all ? truth.planes() : first + 1;
        for (int plane = first; plane < end; plane++) {
            String name = prediction.name + prediction.planeName(plane);
            progress.show("comparing " + name, done + share * (plane - first) / (end - first), Double.NaN);
            Map<String, Object> outputs = compare(name, truth.plane(plane), prediction.plane(plane), last && plane == end - 1);
            planes++;
            rows(name, outputs);
            together = Json.object(outputs.get("together"));
        }
    }

    private static LabelSource classes(String name) throws EngineException {
        if (LabelSources.isRoiFile(name)) {
            throw EngineException.advice(name + " holds ROIs, which are objects; classes are compared between class images (0 background, 1, 2, ... classes).");
        }
        return LabelSource.of(LabelSources.image(name));
    }

    private Map<String, Object> compare(String name, LabelPlane truth, LabelPlane prediction, boolean last) throws EngineException {
        try (SharedBlocks blocks = new SharedBlocks()) {
            Map<String, Object> inputs = new LinkedHashMap<String, Object>();
            inputs.put("truth", truth.toMessage(blocks.keep(truth.share())));
            inputs.put("prediction", prediction.toMessage(blocks.keep(prediction.share())));
            inputs.put("asClasses", true);
            inputs.put("name", name);
            inputs.put("collect", collection);
            inputs.put("last", last);
            return EngineClient.shared().call("evaluate", inputs, new EscStops(progress));
        } catch (IOException e) {
            throw EngineException.advice("The classes cannot be handed to the engine: " + e.getMessage() + ".");
        }
    }

    private void rows(String name, Map<String, Object> outputs) {
        for (Object entry : Json.list(outputs.get("classes"))) {
            Map<String, Object> row = Json.object(entry);
            byClass.incrementCounter();
            byClass.addLabel(name);
            byClass.addValue("Class", Json.number(row.get("class"), 0));
            EvaluationShower.number(byClass, "IoU", Json.number(row.get("iou"), Double.NaN));
            EvaluationShower.number(byClass, "Dice", Json.number(row.get("dice"), Double.NaN));
            byClass.addValue("True pixels", Json.number(row.get("truePixels"), 0));
        }
    }

    private String finish() throws EngineException {
        rows("(pooled)", together);
        List<Object> metrics = Json.list(together.get("metrics"));
        EvaluationShower.table(options.output.contains(Output.METRICS), EvaluationShower.METRICS, options.metricsFile, EvaluationShower.metrics(metrics));
        EvaluationShower.table(options.output.contains(Output.MATCHING), BY_CLASS, options.matchingFile, byClass);
        IJ.showStatus(status(metrics));
        return Evaluate.line(planes, metrics);
    }

    private static String status(List<Object> metrics) {
        for (Object metric : metrics) {
            double value = Json.number(Json.object(metric).get("value"), Double.NaN);
            if ("mean_iou".equals(Json.object(metric).get("key")) && !Double.isNaN(value)) {
                return String.format(Locale.ROOT, "Mean IoU of the classes %.3f", value);
            }
        }
        return "No class is in truth or prediction";
    }
}
