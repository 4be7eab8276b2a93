package dlsegment.options;

import dlsegment.client.EngineException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Everything that Evaluate can be told: keys of its macro options, meaning and defaults; docs/macros.md explains them. */
public final class EvaluateOptions {
    /** What the images hold. */
    public enum Compared {
        /** Labels or ROIs, one number per object. */
        OBJECTS,
        /** Classes of pixels: 0 background, 1, 2, ... */
        CLASSES,
        /** Grey values. */
        GREY_VALUES;

        private static Compared of(String text) throws EngineException {
            for (Compared one : values()) {
                if (one.word().equals(text)) {
                    return one;
                }
            }
            throw EngineException.advice("compare=" + text + " must be objects, classes or grey_values.");
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is shown. */
    public enum Output {
        /** All metrics with what they mean. */
        METRICS,
        /** Matching at IoU .5 to .95; of classes of pixels each image and class. */
        MATCHING,
        /** One row per object. */
        OBJECTS,
        /** Outlines of hits, misses and false objects on the image. */
        OVERLAY
    }

    /** Word for the ROIs of the ROI Manager. */
    public static final String MANAGER = "roi_manager";
    /** Word for the ROIs of the image's overlay. */
    public static final String OVERLAY = "overlay";

    /** All keys, in the order in which they are recorded. */
    public static final List<String> KEYS = Arrays.asList("truth", "prediction", "image", "compare", "iou", "channel", "range", "frames", "output",
        "metrics_file", "matching_file", "objects_file");

    private static final List<String> OF_OBJECTS = Arrays.asList("image", "iou", "channel", "range", "objects_file");

    /** Title, path, folder, roi_manager or overlay. */
    public String truth;
    /** Title, path, folder, roi_manager or overlay. */
    public String prediction;
    /** Title, path or folder of the image that was segmented; null for none (ROIs: the current one). */
    public String image;
    /** What the images hold. */
    public Compared compare = Compared.OBJECTS;
    /** IoU from which two objects are partners. */
    public double iou = 0.5;
    /** Channel for intensities, from 1. */
    public int channel = 1;
    /** Data range for SSIM, or null for that of the truth. */
    public Double range;
    /** All planes of a stack, or only the one that is shown. */
    public boolean allFrames = true;
    /** What is shown. */
    public Set<Output> output = EnumSet.of(Output.METRICS, Output.MATCHING, Output.OVERLAY);
    /** Files for the tables, or null. */
    public String metricsFile;
    /** See {@link #metricsFile}. */
    public String matchingFile;
    /** See {@link #metricsFile}. */
    public String objectsFile;

    /** Reads macro options; what is not there keeps its default. */
    public static EvaluateOptions parse(String text) throws EngineException {
        Map<String, String> values = MacroOptions.parse(text);
        MacroOptions.refuseUnknown(values, KEYS);
        EvaluateOptions options = new EvaluateOptions();
        options.truth = values.get("truth");
        options.prediction = values.get("prediction");
        options.image = values.get("image");
        options.compare = values.containsKey("compare") ? Compared.of(values.get("compare")) : Compared.OBJECTS;
        Double iou = OptionValues.number(values, "iou", 0.01, 1);
        options.iou = iou == null ? options.iou : iou;
        Integer channel = OptionValues.whole(values, "channel", 1);
        options.channel = channel == null ? 1 : channel;
        options.range = OptionValues.number(values, "range", 0, 1e12);
        options.allFrames = OptionValues.frames(values.get("frames"));
        options.output = values.containsKey("output") ? output(values.get("output")) : options.output;
        options.metricsFile = values.get("metrics_file");
        options.matchingFile = values.get("matching_file");
        options.objectsFile = values.get("objects_file");
        if (options.truth == null || options.prediction == null) {
            throw EngineException.advice("Evaluate needs truth=... and prediction=...: the title of a label image, a file or folder, " + MANAGER + " or " + OVERLAY + ".");
        }
        if (options.compare == Compared.CLASSES) {
            refuseWhatIsOfObjects(values);
        }
        return options;
    }

    /** The options as key and value, in order, without those that have their default. */
    public Map<String, String> record() {
        Map<String, String> values = new LinkedHashMap<String, String>();
        OptionValues.put(values, "truth", truth);
        OptionValues.put(values, "prediction", prediction);
        OptionValues.put(values, "image", image);
        OptionValues.put(values, "compare", compare == Compared.OBJECTS ? null : compare.word());
        OptionValues.put(values, "iou", iou == 0.5 ? null : OptionValues.text(iou));
        OptionValues.put(values, "channel", channel == 1 ? null : Integer.toString(channel));
        OptionValues.put(values, "range", OptionValues.text(range));
        OptionValues.put(values, "frames", allFrames ? null : "current");
        OptionValues.put(values, "output", WordList.write(output));
        OptionValues.put(values, "metrics_file", metricsFile);
        OptionValues.put(values, "matching_file", matchingFile);
        OptionValues.put(values, "objects_file", objectsFile);
        return values;
    }

    private static void refuseWhatIsOfObjects(Map<String, String> values) throws EngineException {
        for (String key : OF_OBJECTS) {
            if (values.containsKey(key)) {
                throw EngineException.advice(key + "=" + values.get(key) + " does not go with compare=classes, which compares pixels; leave one of them out.");
            }
        }
        for (String key : Arrays.asList("truth", "prediction")) {
            if (MANAGER.equals(values.get(key)) || OVERLAY.equals(values.get(key))) {
                throw EngineException.advice(key + "=" + values.get(key) + " does not go with compare=classes, which compares class images (0 background, 1, 2, ... classes); ROIs are objects.");
            }
        }
    }

    private static Set<Output> output(String text) throws EngineException {
        return WordList.read("output", text, Output.class,
            "metrics, matching, objects, overlay (several with commas), all or none");
    }
}
