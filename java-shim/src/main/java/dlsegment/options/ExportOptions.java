package dlsegment.options;

import dlsegment.client.EngineException;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that Export Model can be told: keys of its macro options, meaning and defaults; docs/macros.md explains them. */
public final class ExportOptions {
    /** The formats, as macros write them; the engine checks them. */
    public static final List<String> FORMATS = Collections.unmodifiableList(Arrays.asList("bioimageio", "onnx", "torchscript", "pytorch", "stardist"));

    /** All keys, in the order in which they are recorded. */
    public static final List<String> KEYS = Arrays.asList("model", "formats", "path", "author", "licence", "sample", "overwrite");

    /** Name or folder of the model. */
    public String model;
    /** What to write. */
    public List<String> formats = Collections.singletonList(FORMATS.get(0));
    /** Folder, or the file of a single format. */
    public String path;
    /** Who made the model; empty for those that it names itself. */
    public List<String> authors = Collections.emptyList();
    /** Licence of the weights as an SPDX name, or null for that of the model. */
    public String licence;
    /** Title or path of an image for the package's cover picture and sample, or null for simulated nuclei. */
    public String sample;
    /** Replace files that are there. */
    public boolean overwrite;

    /** Reads macro options; what is not there keeps its default. */
    public static ExportOptions parse(String text) throws EngineException {
        Map<String, String> values = MacroOptions.parse(text);
        MacroOptions.refuseUnknown(values, KEYS);
        ExportOptions options = new ExportOptions();
        options.model = values.get("model");
        if (values.containsKey("formats")) {
            options.formats = Arrays.asList(values.get("formats").trim().split("[,+ ]+"));
        }
        options.path = values.get("path");
        options.authors = authors(values.get("author"));
        options.licence = values.get("licence");
        options.sample = values.get("sample");
        options.overwrite = OptionValues.flag(values, "overwrite", false);
        if (options.model == null || options.path == null) {
            throw EngineException.advice("Export Model needs model=NAME and path=FOLDER (or a file, for one format).");
        }
        return options;
    }

    /** Names with semicolons between: "Ana P\u00e9rez; Li, Ben". */
    public static List<String> authors(String text) {
        List<String> authors = new ArrayList<String>();
        for (String name : text == null ? new String[0] : text.split(";")) {
            if (!name.trim().isEmpty()) {
                authors.add(name.trim());
            }
        }
        return authors;
    }

    /** The inputs of the engine's operation "export", but for the pixels of the sample. */
    public Map<String, Object> inputs() {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("model", model);
        inputs.put("formats", formats);
        // the separator at the end says "folder" where nothing is yet
        boolean folder = path.endsWith("/") || path.endsWith(File.separator);
        inputs.put("path", new File(path).getAbsolutePath() + (folder ? File.separator : ""));
        if (!authors.isEmpty()) {
            inputs.put("authors", authors);
        }
        if (licence != null && !licence.isEmpty()) {
            inputs.put("licence", licence);
        }
        inputs.put("overwrite", overwrite);
        return inputs;
    }

    /** The options as key and value, in order, without those that have their default. */
    public Map<String, String> record() {
        Map<String, String> values = new LinkedHashMap<String, String>();
        OptionValues.put(values, "model", model);
        OptionValues.put(values, "formats", String.join(",", formats));
        OptionValues.put(values, "path", path);
        OptionValues.put(values, "author", authors.isEmpty() ? null : String.join("; ", authors));
        OptionValues.put(values, "licence", licence == null || licence.isEmpty() ? null : licence);
        OptionValues.put(values, "sample", sample);
        OptionValues.put(values, "overwrite", overwrite ? "true" : null);
        return values;
    }
}
