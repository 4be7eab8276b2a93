package dlsegment.client;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model that the engine has found. */
public final class ModelEntry {
    private final Map<String, Object> entry;

    private ModelEntry(Map<String, Object> entry) {
        this.entry = entry;
    }

    /** Asks the engine for its models. */
    public static List<ModelEntry> list(EngineClient engine) throws EngineException {
        List<ModelEntry> models = new ArrayList<ModelEntry>();
        for (Object entry : Json.list(engine.call("models").get("models"))) {
            models.add(new ModelEntry(Json.object(entry)));
        }
        return models;
    }

    /** The model that the user named: its name among those that are installed (null for the first), or a folder anywhere. */
    public static ModelEntry named(EngineClient engine, String name) throws EngineException {
        if (name == null || !new File(name).isDirectory()) {
            return find(list(engine), name);
        }
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("folder", new File(name).getAbsolutePath());
        return new ModelEntry(Json.object(Json.list(engine.call("models", inputs, EngineClient.NOBODY).get("models")).get(0)));
    }

    /**
     * Finds the model that the user named.
     *
     * @param name a name, upper or lower case, or a folder; null for the first
     */
    public static ModelEntry find(List<ModelEntry> models, String name) throws EngineException {
        StringBuilder names = new StringBuilder();
        for (ModelEntry model : models) {
            if (name == null || model.name().equalsIgnoreCase(name) || model.folder().equals(name)) {
                return model;
            }
            names.append(names.length() == 0 ? "" : ", ").append(model.name());
        }
        if (models.isEmpty()) {
            throw EngineException.advice("No model is installed; unpack the DL Segment zip again, or see Plugins > DL Segment > Models for where models belong.");
        }
        throw EngineException.advice("There is no model \"" + name + "\"; installed are " + names + ".");
    }

    /** Name by which it is asked for. */
    public String name() {
        return text("name");
    }

    /** Its folder. */
    public String folder() {
        return text("folder");
    }

    /** What it segments. */
    public String description() {
        return text("description");
    }

    /** Why it cannot be used, or an empty text. */
    public String problem() {
        return text("problem");
    }

    /** Names of its classes, class 1 first; empty where it knows none. */
    public List<String> classes() {
        List<String> names = new ArrayList<String>();
        for (Object name : Json.list(entry.get("classes"))) {
            names.add(String.valueOf(name));
        }
        return names;
    }

    /** Number of maps that its network gives for each pixel; 0 where that is not known before it runs. */
    public int maps() {
        return (int) number("maps", 0);
    }

    /** False where maps are all that it gives, as with networks that restore images. */
    public boolean findsObjects() {
        return !Boolean.FALSE.equals(entry.get("objects"));
    }

    /** Channels that it takes. */
    public int channels() {
        return (int) number("channels", 1);
    }

    /** Its probability threshold. */
    public double prob() {
        return number("prob", 0.5);
    }

    /** Its overlap threshold. */
    public double nms() {
        return number("nms", 0.4);
    }

    /** Its lower percentile. */
    public double low() {
        return number("low", 1);
    }

    /** Its upper percentile. */
    public double high() {
        return number("high", 99.8);
    }

    /** True where it averages over mirrored images unless told otherwise. */
    public boolean flips() {
        return Boolean.TRUE.equals(entry.get("flips"));
    }

    /** True where its outlines are refined unless told otherwise. */
    public boolean refine() {
        return Boolean.TRUE.equals(entry.get("refine"));
    }

    /** Pixels between places where the network looks for an object, the larger one of x and y. */
    public int grid() {
        int grid = 1;
        for (Object step : Json.list(entry.get("grid"))) {
            grid = Math.max(grid, (int) Json.number(step, 1));
        }
        return grid;
    }

    /** Its pixel width in micrometres, or NaN. */
    public double pixelWidth() {
        return number("pixelWidth", Double.NaN);
    }

    /** True where it lies in the user's own folder of models, from which it may be deleted. */
    public boolean isOwn() {
        return Boolean.TRUE.equals(entry.get("own"));
    }

    /** A text of the entry; empty where there is none. */
    public String text(String key) {
        String text = Json.text(entry.get(key));
        return text == null ? "" : text;
    }

    private double number(String key, double otherwise) {
        return Json.number(entry.get(key), otherwise);
    }
}
