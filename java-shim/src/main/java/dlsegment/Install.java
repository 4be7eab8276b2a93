package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.options.InstallOptions;
import dlsegment.options.MacroOptions;
import ij.IJ;
import java.util.Map;

/** Models of colleagues, for macros and scripts: {@code call("dlsegment.Install.run", "source=/data/from-ana.zip name=[ana's cells]")}. */
public final class Install {
    private Install() {
    }

    /**
     * Installs a model among the user's own; one of the same name is never replaced unasked.
     *
     * @param options as for run("Install Model...", options), see docs/macros.md
     * @return "model=[ana's cells] folder=[/home/ben/.fijibridge/models/ana's cells]" or "error: " and one sentence
     */
    public static String run(String options) {
        try {
            return run(InstallOptions.parse(options), new StatusProgress());
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        } catch (RuntimeException e) {
            return "error: " + Reporter.logFault(e);
        }
    }

    /** Installs and returns what {@link #run(String)} does. */
    public static String run(InstallOptions options, Segmentation.Progress progress) throws EngineException {
        try {
            progress.show("starting the engine", 0, Double.NaN);
            Map<String, Object> outputs = EngineClient.shared().call("install", options.inputs(), new TaskProgress(progress));
            IJ.log("DL Segment: installed " + outputs.get("model") + " (" + outputs.get("network") + ")");
            for (Object notice : Json.list(outputs.get("notices"))) {
                IJ.log("DL Segment: " + notice);
            }
            IJ.showStatus("The model " + outputs.get("model") + " is installed");
            return "model=" + MacroOptions.quoted(String.valueOf(outputs.get("model"))) + " folder=" + MacroOptions.quoted(String.valueOf(outputs.get("folder")));
        } finally {
            IJ.showProgress(1.0);
        }
    }
}
