package dlsegment.options;

import dlsegment.client.EngineException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that Measure can be told: keys of its macro options, meaning and defaults; docs/macros.md explains them. */
public final class MeasureOptions {
    /** All keys, in the order in which they are recorded. */
    public static final List<String> KEYS = Arrays.asList("labels", "image", "frames", "table", "summary", "clear", "table_file", "summary_file");

    /** Title or path of a label image, path of ROIs, roi_manager or overlay; null for the current image. */
    public String labels;
    /** Title or path of the image with the intensities; null for none (ROIs: the current one). */
    public String image;
    /** All planes of a stack, or only the one that is shown. */
    public boolean allFrames = true;
    /** One row per object in the Results table. */
    public boolean table = true;
    /** One row per plane in the table Image Summary. */
    public boolean summary = true;
    /** Empty the Results table first. */
    public boolean clear;
    /** File for the rows of the objects, or null. */
    public String tableFile;
    /** File for the summary, or null. */
    public String summaryFile;

    /** Reads macro options; what is not there keeps its default. */
    public static MeasureOptions parse(String text) throws EngineException {
        Map<String, String> values = MacroOptions.parse(text);
        MacroOptions.refuseUnknown(values, KEYS);
        MeasureOptions options = new MeasureOptions();
        options.labels = values.get("labels");
        options.image = values.get("image");
        options.allFrames = OptionValues.frames(values.get("frames"));
        options.table = OptionValues.flag(values, "table", true);
        options.summary = OptionValues.flag(values, "summary", true);
        options.clear = OptionValues.flag(values, "clear", false);
        options.tableFile = values.get("table_file");
        options.summaryFile = values.get("summary_file");
        return options;
    }

    /** The options as key and value, in order, without those that have their default. */
    public Map<String, String> record() {
        Map<String, String> values = new LinkedHashMap<String, String>();
        OptionValues.put(values, "labels", labels);
        OptionValues.put(values, "image", image);
        OptionValues.put(values, "frames", allFrames ? null : "current");
        OptionValues.put(values, "table", table ? null : "false");
        OptionValues.put(values, "summary", summary ? null : "false");
        OptionValues.put(values, "clear", clear ? "true" : null);
        OptionValues.put(values, "table_file", tableFile);
        OptionValues.put(values, "summary_file", summaryFile);
        return values;
    }
}
