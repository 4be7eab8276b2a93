package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.EngineLocator;
import dlsegment.client.HostedEngine;
import dlsegment.client.Json;
import dlsegment.options.MacroOptions;
import ij.Prefs;
import java.util.Arrays;
import java.util.Map;

/**
 * The engine's state, for macros and scripts: {@code call("dlsegment.Settings.run", "report")} reports,
 * {@code call("dlsegment.Settings.run", "engine=FOLDER")} chooses another engine ("engine=[]" the usual one again).
 */
public final class Settings {
    private Settings() {
    }

    /**
     * Reports, or chooses an engine and reports.
     *
     * @return the report, or "error: " and one sentence
     */
    public static String run(String options) {
        try {
            Map<String, String> values = MacroOptions.parse(options);
            MacroOptions.refuseUnknown(values, Arrays.asList("report", "engine"));
            if (values.containsKey("engine")) {
                choose(values.get("engine"));
            }
            return report();
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        }
    }

    /**
     * Chooses the folder of the engine; empty for the usual place. Ends the running engine.
     *
     * @throws EngineException where the engine is in this process, so that there is nothing to choose
     */
    public static void choose(String folder) throws EngineException {
        if (HostedEngine.isThere()) {
            throw EngineException.advice("This ImageJ runs inside fijibridge and uses its engine; start that of " + folder + " to use another one.");
        }
        Prefs.set(EngineLocator.PREFERENCE, folder);
        Prefs.savePreferences();
        EngineClient.shared().close();
    }

    /** What the engine says about itself and its machine, one line per fact. */
    public static String report() throws EngineException {
        EngineClient engine = EngineClient.shared();
        Map<String, Object> description = engine.describe();
        StringBuilder text = new StringBuilder();
        text.append("engine: ").append(description.get("program")).append('\n');
        text.append("version: ").append(description.get("version")).append('\n');
        text.append("log file: ").append(description.get("log")).append('\n');
        for (Object finding : Json.list(engine.call("doctor").get("findings"))) {
            Map<String, Object> fact = Json.object(finding);
            if ("log".equals(fact.get("name"))) {
                continue; // said above
            }
            text.append(fact.get("name")).append(": ").append(fact.get("detail"));
            Object remedy = fact.get("remedy");
            text.append(remedy == null ? "" : " (" + remedy + ")").append('\n');
        }
        return text.toString();
    }
}
