package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.ModelEntry;
import dlsegment.client.Workspaces.Workspace;
import dlsegment.image.Channels;
import dlsegment.image.MicronSize;
import dlsegment.image.Plane;
import dlsegment.image.PlaneEncoder;
import dlsegment.options.ExportOptions;
import dlsegment.options.MacroOptions;
import ij.IJ;
import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
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
            Map<String, Object> outputs = write(EngineClient.shared(), options, progress);
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

    private static Map<String, Object> write(EngineClient engine, ExportOptions options, Segmentation.Progress progress) throws EngineException {
        Map<String, Object> inputs = options.inputs();
        if (options.sample == null) {
            return engine.call("export", inputs, new TaskProgress(progress));
        }
        ImagePlus image = LabelSources.image(options.sample);
        Workspace workspace = engine.workspaces().borrow();
        try {
            addSample(inputs, image, ModelEntry.named(engine, options.model), workspace);
            return engine.call("export", inputs, new TaskProgress(progress));
        } catch (IOException e) {
            throw EngineException.advice("The sample cannot be handed to the engine: " + e.getMessage() + ".");
        } finally {
            engine.workspaces().giveBack(workspace);
        }
    }

    // The plane that is shown, in the channels that Segment would take.
    private static void addSample(Map<String, Object> inputs, ImagePlus image, ModelEntry model, Workspace workspace) throws EngineException, IOException {
        List<Integer> channels = Channels.choose(image, Collections.<Integer>emptyList(), model.channels());
        boolean rgb = Channels.isRgb(image);
        Plane plane = Plane.of(image, rgb ? Arrays.asList(1) : channels, false).get(0);
        inputs.put("sample", new PlaneEncoder(image.getStack(), channels).encode(plane, workspace));
        inputs.put("sampleName", image.getTitle());
        inputs.put("rgb", rgb && channels.size() == 3);
        if (MicronSize.of(image.getCalibration()) != null) {
            inputs.put("pixelSize", MicronSize.of(image.getCalibration()));
        }
    }
}
