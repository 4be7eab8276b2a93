package dlsegment.commands;

import dlsegment.Models;
import dlsegment.Reporter;
import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.TrainOptions;
import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.util.List;

/** Plugins > DL Segment > Train...: a model from folders or from open images with ROIs, by dialog or by macro options. */
public final class TrainCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                Trainings.runAndWait(TrainOptions.parse(Macro.getOptions()));
            } else if (!Trainings.showRunning()) {
                IJ.showStatus("Starting the segmentation engine...");
                List<ModelEntry> models = Models.list();
                IJ.showStatus("");
                TrainOptions options = new TrainDialog(models).ask();
                if (options != null) {
                    Trainings.requireFree(options, models);
                    Trainings.begin(options);
                }
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }
}
