package dlsegment.commands;

import dlsegment.Export;
import dlsegment.Models;
import dlsegment.Reporter;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.ExportOptions;
import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.util.List;

/**
 * Plugins > DL Segment > Export Model...: a model as files for colleagues without this plugin. Its argument, where there is one, is
 * the folder of the model that the dialog begins with.
 */
public final class ExportModelCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            ExportOptions options = Commands.interactive() ? ask(arg) : ExportOptions.parse(Macro.getOptions());
            if (options != null) {
                Export.run(options, new StatusProgress());
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static ExportOptions ask(String folder) throws EngineException {
        IJ.showStatus("Starting the segmentation engine...");
        List<ModelEntry> models = Models.list();
        IJ.showStatus("");
        ExportOptions options = new ExportModelDialog(models, folder == null || folder.isEmpty() ? null : folder).ask();
        if (options != null) {
            Commands.record(options.record());
        }
        return options;
    }
}
