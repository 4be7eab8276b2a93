package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.EngineLocator;
import dlsegment.client.HostedEngine;
import dlsegment.client.Json;
import dlsegment.options.MacroOptions;
import ij.Prefs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The engine's state, for macros and scripts: {@code call("dlsegment.Settings.run", "report")} reports,
 * {@code call("dlsegment.Settings.run", "engine=FOLDER")} chooses another engine ("engine=[]" the usual one again).
 */
public final class Settings {
    private static final List<String> OF_THE_COMMAND_LINE = Arrays.asList("Java", "ImageJ", "Bio-Formats");

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
        return text(engine.describe(), Json.list(engine.call("doctor").get("findings")));
    }

    /** The report: what matters in ImageJ, then how files are read by the command line, whose options are named there alone. */
    static String text(Map<String, Object> description, List<Object> findings) {
        StringBuilder text = new StringBuilder();
        StringBuilder terminal = new StringBuilder();
        text.append("engine: ").append(description.get("program")).append('\n');
        text.append("version: ").append(description.get("version")).append('\n');
        text.append("log file: ").append(description.get("log")).append('\n');
        for (Object finding : findings) {
            Map<String, Object> fact = Json.object(finding);
            if ("log".equals(fact.get("name"))) {
                continue; // said above
            }
            Object remedy = fact.get("remedy");
            (OF_THE_COMMAND_LINE.contains(fact.get("name")) ? terminal : text).append(fact.get("name")).append(": ").append(fact.get("detail"))
                .append(remedy == null ? "" : " (" + remedy + ")").append('\n');
        }
        return terminal.length() == 0 ? text.toString() : text + "\nIn a terminal, fijibridge reads image files with:\n" + terminal;
    }
}
