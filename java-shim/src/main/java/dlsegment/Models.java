package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.MacroOptions;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The installed models, for macros and scripts: {@code call("dlsegment.Models.run", "")} lists them,
 * {@code call("dlsegment.Models.run", "delete=NAME")} removes one.
 */
public final class Models {
    private Models() {
    }

    /**
     * Lists or deletes models.
     *
     * @param options "" or "list" for a list, "delete=NAME"
     * @return one line per model: name, channels, thresholds and folder, separated by tabs; or "error: " and one sentence
     */
    public static String run(String options) {
        try {
            Map<String, String> values = MacroOptions.parse(options);
            MacroOptions.refuseUnknown(values, Arrays.asList("list", "delete"));
            if (values.containsKey("delete")) {
                delete(values.get("delete"));
                return "deleted " + values.get("delete");
            }
            StringBuilder lines = new StringBuilder();
            for (ModelEntry model : list()) {
                lines.append(lines.length() == 0 ? "" : "\n").append(model.name()).append("\tchannels=").append(model.channels()).append("\tprob=").append(model.prob())
                    .append("\tnms=").append(model.nms()).append('\t').append(model.folder());
            }
            return lines.toString();
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        }
    }

    /** The installed models. */
    public static List<ModelEntry> list() throws EngineException {
        return ModelEntry.list(EngineClient.shared());
    }

    /** Deletes a model of the user's own; those that came with the engine are refused. */
    public static void delete(String name) throws EngineException {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>(Collections.singletonMap("name", name));
        EngineClient.shared().call("delete-model", inputs, EngineClient.NOBODY);
    }
}
