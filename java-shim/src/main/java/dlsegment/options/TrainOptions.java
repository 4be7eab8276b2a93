package dlsegment.options;

import dlsegment.client.EngineException;
import ij.IJ;
import java.io.File;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the training commands can be told. A few keys are the plugin's own: where the annotated images are and what becomes of
 * them. All others are the options of the engine (<code>fijibridge train --help</code>), which checks them itself; they may be written
 * with underscores. docs/macros.md explains them.
 */
public final class TrainOptions {
    /** The plugin's own keys. */
    public static final List<String> OWN = Arrays.asList("set", "rois", "outside", "image", "file", "channel", "window", "segment");

    /** Value of "classes" for those that the names of the ROIs tell. */
    public static final String ROI_NAMES = "roi_names";

    private static final List<String> PATHS = Arrays.asList("images", "masks", "classes", "dataset", "out");

    /** Folder of the training set with images/ and masks/, or null. */
    public File set;
    /** Where the outlines are: "auto", "overlay", "manager", or a zip of ROIs; null where images and masks are files already. */
    public String rois;
    /** What the pixels outside of all ROIs are: false for background, true for unknown. */
    public boolean sparse;
    /** Learn the classes that the names of the ROIs tell. */
    public boolean classes;
    /** Title of the open image, or null for the current one (or all, see AnnotatedImages). */
    public String image;
    /** Image file in place of an open image, or null. */
    public String file;
    /** Channels from 1, or null for the one that is shown. */
    public String channel;
    /** Show the training window, where there is a display. */
    public boolean window = true;
    /** Segment the current image with the new model afterwards. */
    public boolean segment;
    /** The engine's options by name. */
    public final Map<String, String> engine = new LinkedHashMap<String, String>();

    /** Reads macro options. */
    public static TrainOptions parse(String text) throws EngineException {
        TrainOptions options = new TrainOptions();
        for (Map.Entry<String, String> entry : MacroOptions.parse(text).entrySet()) {
            options.take(entry.getKey(), entry.getValue());
        }
        if (options.image != null && options.file != null) {
            throw EngineException.advice("Give either image=TITLE or file=PATH, not both.");
        }
        return options;
    }

    private void take(String key, String value) throws EngineException {
        switch (key) {
            case "set":
                set = new File(value);
                break;
            case "rois":
                rois = value;
                break;
            case "outside":
                if (!value.equals("background") && !value.equals("ignore")) {
                    throw EngineException.advice("outside=" + value + " must be background (nothing is there) or ignore (nobody has looked there).");
                }
                sparse = value.equals("ignore");
                break;
            case "classes":
                classes = value.equals(ROI_NAMES);
                if (!classes) {
                    engine.put(key, value); // a folder of class images
                }
                break;
            case "image":
                image = value;
                break;
            case "file":
                file = value;
                break;
            case "channel":
                channel = value;
                break;
            case "window":
                window = flag(key, value);
                break;
            case "segment":
                segment = flag(key, value);
                break;
            default:
                engine.put(key.replace('_', '-'), value);
        }
    }

    private static boolean flag(String key, String value) throws EngineException {
        String word = value.toLowerCase(Locale.ROOT);
        if (!word.equals("true") && !word.equals("false")) {
            throw EngineException.advice(key + "=" + value + " must be true or false.");
        }
        return word.equals("true");
    }

    /** An option of the engine, or a default where it was not given. */
    public String of(String key, String otherwise) {
        String value = engine.get(key);
        return value == null ? otherwise : value;
    }

    /** Name of the model: "name", else the last part of "out", else a word for messages. */
    public String modelName() {
        return of("name", new File(of("out", "the model")).getName());
    }

    /** The inputs of the engine's operation "train". */
    public Map<String, Object> inputs() {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        if (set != null) {
            inputs.put("images", new File(set, "images").getAbsolutePath());
            inputs.put("masks", new File(set, "masks").getAbsolutePath());
            inputs.put("data-name", set.getName());
        }
        for (Map.Entry<String, String> option : engine.entrySet()) {
            String key = option.getKey();
            boolean path = PATHS.contains(key) || key.endsWith("-images") || key.endsWith("-masks") || key.endsWith("-classes");
            boolean several = key.equals("augment");
            inputs.put(key, path ? new File(option.getValue()).getAbsolutePath() : several ? Arrays.asList(option.getValue().trim().split("\\s+")) : option.getValue());
        }
        if (!inputs.containsKey("full-validation") && !inputs.containsKey("resume")) {
            inputs.put("full-validation", "5"); // the window's curve of AP, and its picture
        }
        String jar = imageJ();
        if (jar != null) {
            inputs.put("imagej", jar);
        }
        return inputs;
    }

    // The engine reads image files with the ImageJ that runs here.
    private static String imageJ() {
        try {
            File jar = new File(IJ.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return jar.isFile() ? jar.getPath() : null;
        } catch (URISyntaxException | RuntimeException e) {
            return null; // the engine knows the usual places
        }
    }

    /** The options as a macro writes them. */
    public Map<String, String> record() {
        Map<String, String> values = new LinkedHashMap<String, String>();
        put(values, "set", set == null ? null : set.getPath());
        put(values, "rois", rois);
        put(values, "outside", sparse ? "ignore" : null);
        put(values, "classes", classes ? ROI_NAMES : null);
        put(values, "image", image);
        put(values, "file", file);
        put(values, "channel", channel);
        values.putAll(engine);
        put(values, "segment", segment ? "true" : null);
        put(values, "window", window ? null : "false");
        return values;
    }

    private static void put(Map<String, String> values, String key, String value) {
        if (value != null) {
            values.put(key, value);
        }
    }
}
