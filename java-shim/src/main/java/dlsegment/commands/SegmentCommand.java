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
import ij.plugin.PlugIn;
import java.util.List;

/** Plugins > DL Segment > Segment...: the current image, by dialog or by macro options. */
public final class SegmentCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                SegmentOptions options = SegmentOptions.parse(Macro.getOptions());
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
        Commands.record(options.record());
        Segment.run(image, options, new StatusProgress());
    }
}
