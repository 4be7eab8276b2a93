package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.image.LabelSource;
import dlsegment.options.EvaluateOptions;
import dlsegment.options.EvaluateOptions.Compared;
import ij.IJ;
import ij.ImagePlus;
import java.io.File;
import java.util.List;
import java.util.Locale;

/**
 * Evaluate for macros and scripts that call it directly, with or without a display:
 * {@code call("dlsegment.Evaluate.run", "truth=masks.tif prediction=cells-labels")}.
 */
public final class Evaluate {
    private Evaluate() {
    }

    /**
     * Compares labels with their truth.
     *
     * @param options as for run("Evaluate...", options), see docs/macros.md
     * @return "images=1 true_objects=20 ... f1=0.93 ...", one key=value for each metric that has a value; or "error: " and one
     *     sentence
     */
    public static String run(String options) {
        try {
            return run(EvaluateOptions.parse(options), new StatusProgress());
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        } catch (RuntimeException e) {
            return "error: " + Reporter.logFault(e);
        }
    }

    /** Compares, shows the results and returns them as {@link #run(String)} does. */
    public static String run(EvaluateOptions options, Segmentation.Progress progress) throws EngineException {
        try {
            progress.show("starting the engine", 0, Double.NaN);
            if (options.compare == Compared.GREY_VALUES) {
                return GreyComparison.run(options, progress);
            }
            if (options.compare == Compared.CLASSES) {
                return ClassComparison.run(options, progress);
            }
            return new File(options.truth).isDirectory() ? folders(options, progress) : images(options, progress);
        } finally {
            IJ.showProgress(1.0);
        }
    }

    private static String images(EvaluateOptions options, Segmentation.Progress progress) throws EngineException {
        ImagePlus image = options.image == null ? null : LabelSources.image(options.image);
        LabelSource truth = LabelSources.open(options.truth, image);
        LabelSource prediction = LabelSources.open(options.prediction, image);
        Evaluation evaluation = new Evaluation(EngineClient.shared(), options, progress);
        ImagePlus shown = image != null ? image : prediction.layout;
        int plane = options.allFrames ? -1 : current(shown);
        evaluation.add(truth, prediction, image != null ? image : prediction.isRois() ? prediction.layout : truth.isRois() ? truth.layout : null, plane, 0, 1, true);
        return shown(evaluation.finish(), options, shown);
    }

    private static String folders(EvaluateOptions options, Segmentation.Progress progress) throws EngineException {
        List<EvaluationPairs> pairs = EvaluationPairs.of(new File(options.truth), new File(options.prediction), options.image == null ? null : new File(options.image), Evaluate::tell);
        Evaluation evaluation = new Evaluation(EngineClient.shared(), options, progress);
        for (int i = 0; i < pairs.size(); i++) {
            EvaluationPairs pair = pairs.get(i);
            ImagePlus image = pair.image == null ? null : LabelSources.image(pair.image);
            ImagePlus layout = image != null ? image : labelImage(pair);
            LabelSource truth = LabelSources.open(pair.truth, layout);
            evaluation.add(truth, LabelSources.open(pair.prediction, layout), image, -1, i / (double) pairs.size(), 1.0 / pairs.size(), i == pairs.size() - 1);
        }
        return shown(evaluation.finish(), options, null);
    }

    // ROIs do not know how large their image is
    private static ImagePlus labelImage(EvaluationPairs pair) throws EngineException {
        if (!LabelSources.isRoiFile(pair.truth)) {
            return LabelSources.image(pair.truth);
        }
        if (!LabelSources.isRoiFile(pair.prediction)) {
            return LabelSources.image(pair.prediction);
        }
        throw EngineException.advice("The ROIs in " + pair.truth + " do not tell how large their image is; name the folder of the images with image=...");
    }

    private static int current(ImagePlus image) {
        return (image.getT() - 1) * image.getNSlices() + image.getZ() - 1;
    }

    private static String shown(Evaluation.Result result, EvaluateOptions options, ImagePlus image) throws EngineException {
        EvaluationShower.show(result, options, image);
        result.notes.forEach(Evaluate::tell);
        IJ.showStatus(String.format(Locale.ROOT, "F1 %.3f at IoU %.2f, AP .5:.95 %.3f", result.metric("f1"), options.iou, result.metric("ap50_95")));
        return line(result.planes.size(), result.metrics);
    }

    /** What macros get: "images=3 f1=0.93 ...", one key=value for each metric that has a value. */
    static String line(int images, List<Object> metrics) {
        StringBuilder line = new StringBuilder("images=" + images);
        for (Object entry : metrics) {
            double value = Json.number(Json.object(entry).get("value"), Double.NaN);
            if (!Double.isNaN(value)) {
                line.append(' ').append(Json.object(entry).get("key")).append('=').append(number(value));
            }
        }
        return line.toString();
    }

    /** Tells a sentence in the Log. */
    static void tell(String note) {
        IJ.log("Evaluate: " + note);
    }

    /** A number as macros read it. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : String.format(Locale.ROOT, "%.6g", value);
    }
}
