package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Segment;
import dlsegment.StatusProgress;
import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.SegmentOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import java.awt.GraphicsEnvironment;
import java.util.List;
import java.util.Map;

/** Plugins > DL Segment > Segment...: the current image, by dialog or by macro options. */
public final class SegmentCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            String macro = Macro.getOptions();
            // in batch mode nobody could answer a dialog
            if (macro != null || Interpreter.isBatchMode() || GraphicsEnvironment.isHeadless()) {
                SegmentOptions options = SegmentOptions.parse(macro);
                Segment.run(Segment.target(options), options, new StatusProgress());
            } else {
                ask();
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static void ask() throws EngineException {
        ImagePlus image = Segment.target(new SegmentOptions());
        IJ.showStatus("Starting the segmentation engine...");
        List<ModelEntry> models = ModelEntry.list(EngineClient.shared());
        IJ.showStatus("");
        ModelEntry.find(models, null);
        SegmentOptions options = new SegmentDialog(image, models).ask();
        if (options == null) {
            return;
        }
        record(options);
        Segment.run(image, options, new StatusProgress());
    }

    private static void record(SegmentOptions options) {
        if (Recorder.record) {
            for (Map.Entry<String, String> option : options.record().entrySet()) {
                Recorder.recordOption(option.getKey(), option.getValue());
            }
        }
    }
}
