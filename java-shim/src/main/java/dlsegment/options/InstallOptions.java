package dlsegment.options;

import dlsegment.client.EngineException;
import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that Install Model can be told: keys of its macro options, meaning and defaults; docs/macros.md explains them. */
public final class InstallOptions {
    /** All keys, in the order in which they are recorded. */
    public static final List<String> KEYS = Arrays.asList("source", "name", "overwrite");

    /** Path of a zip or folder, or a link. */
    public String source;
    /** Name of the model here, or null for that of the source. */
    public String name;
    /** Replace a model of the user's own that has the name. */
    public boolean overwrite;

    /** Reads macro options; what is not there keeps its default. */
    public static InstallOptions parse(String text) throws EngineException {
        Map<String, String> values = MacroOptions.parse(text);
        MacroOptions.refuseUnknown(values, KEYS);
        InstallOptions options = new InstallOptions();
        options.source = values.get("source");
        options.name = values.get("name");
        options.overwrite = OptionValues.flag(values, "overwrite", false);
        if (options.source == null) {
            throw EngineException.advice("Install Model needs source=..., the zip, folder or link of a model.");
        }
        return options;
    }

    /** The name that the model gets where none is given: that of the source, without its extension. */
    public String usualName() {
        String last = new File(source).getName();
        int dot = last.lastIndexOf('.');
        return dot > 0 && !new File(source).isDirectory() ? last.substring(0, dot) : last;
    }

    private boolean isLink() {
        return source.matches("(?i)https?://.*");
    }

    /** The inputs of the engine's operation "install". */
    public Map<String, Object> inputs() {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("source", isLink() ? source : new File(source).getAbsolutePath());
        if (name != null && !name.isEmpty()) {
            inputs.put("name", name);
        }
        inputs.put("overwrite", overwrite);
        return inputs;
    }

    /** The options as key and value, in order, without those that have their default. */
    public Map<String, String> record() {
        Map<String, String> values = new LinkedHashMap<String, String>();
        OptionValues.put(values, "source", source);
        OptionValues.put(values, "name", name == null || name.isEmpty() || name.equals(usualName()) && !isLink() ? null : name);
        OptionValues.put(values, "overwrite", overwrite ? "true" : null);
        return values;
    }
}
