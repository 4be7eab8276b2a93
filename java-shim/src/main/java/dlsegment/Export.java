package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.options.ExportOptions;
import dlsegment.options.MacroOptions;
import ij.IJ;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Models for colleagues, for macros and scripts: {@code call("dlsegment.Export.run", "model=nuclei formats=bioimageio,onnx path=/data/for-ben")}. */
public final class Export {
    private Export() {
    }

    /**
     * Writes a model.
     *
     * @param options as for run("Export Model...", options), see docs/macros.md
     * @return "files=2 folder=[/data/for-ben] difference=2.8e-06" or "error: " and one sentence
     */
    public static String run(String options) {
        try {
            return run(ExportOptions.parse(options), new StatusProgress());
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        } catch (RuntimeException e) {
            return "error: " + Reporter.logFault(e);
        }
    }

    /** Writes, lists the files in the Log, and returns what {@link #run(String)} does. */
    public static String run(ExportOptions options, Segmentation.Progress progress) throws EngineException {
        try {
            progress.show("starting the engine", 0, Double.NaN);
            Map<String, Object> outputs = EngineClient.shared().call("export", options.inputs(), new TaskProgress(progress));
            List<Object> files = Json.list(outputs.get("files"));
            File folder = null;
            for (Object entry : files) {
                Map<String, Object> file = Json.object(entry);
                folder = folder == null ? new File(String.valueOf(file.get("path"))).getParentFile() : folder;
                IJ.log(String.format(Locale.ROOT, "DL Segment: wrote %s (%.1f MB)", file.get("path"), Json.number(file.get("bytes"), 0) / 1e6));
            }
            double difference = Json.number(outputs.get("difference"), Double.NaN);
            IJ.showStatus("The model " + outputs.get("model") + " was exported to " + folder);
            return "files=" + files.size() + " folder=" + MacroOptions.quoted(String.valueOf(folder))
                + (Double.isNaN(difference) ? "" : String.format(Locale.ROOT, " difference=%.1e", difference));
        } finally {
            IJ.showProgress(1.0);
        }
    }
}
