package dlsegment.commands;

import dlsegment.Install;
import dlsegment.Models;
import dlsegment.Reporter;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.InstallOptions;
import ij.IJ;
import ij.Macro;
import ij.gui.GenericDialog;
import ij.plugin.PlugIn;
import java.util.List;

/** Plugins > DL Segment > Install Model...: a model from a colleague, as zip, folder or link. A name that is taken is told before anything happens. */
public final class InstallModelCommand implements PlugIn {
    private static final String HELP = "<html><h3>Install Model</h3>"
        + "<b>Zip, folder or link</b> (https://...): a package from Export Model..., a bioimage.io package of another program,<br>"
        + "or a model of StarDist for Python (config.json, thresholds.json, weights_best.h5). See docs/exchange.md.<br>"
        + "<b>Name</b>: how the model is called here; empty for the name of the zip or folder.</html>";

    @Override
    public void run(String arg) {
        try {
            InstallOptions options = Commands.interactive() ? ask() : InstallOptions.parse(Macro.getOptions());
            if (options != null) {
                Install.run(options, new StatusProgress());
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static InstallOptions ask() throws EngineException {
        GenericDialog dialog = new GenericDialog("Install Model");
        Fields fields = new Fields(dialog);
        dialog.addFileField("Zip, folder or link", "", 36);
        dialog.addStringField("Name", "", 24);
        dialog.addMessage("Leave the name empty to take that of the zip or folder.");
        dialog.addHelp(HELP);
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        InstallOptions options = new InstallOptions();
        options.source = fields.text(0);
        if (options.source.isEmpty()) {
            throw EngineException.advice("Name the zip, folder or link of a model.");
        }
        options.name = fields.text(1).isEmpty() ? options.usualName() : fields.text(1);
        IJ.showStatus("Starting the segmentation engine...");
        List<ModelEntry> models = Models.list();
        IJ.showStatus("");
        for (ModelEntry taken = named(models, options.name); taken != null; taken = named(models, options.name)) {
            if (!rename(options, taken, models)) {
                return null;
            }
            if (options.overwrite) {
                break;
            }
        }
        Commands.record(options.record());
        return options;
    }

    // false when that was cancelled
    private static boolean rename(InstallOptions options, ModelEntry taken, List<ModelEntry> models) {
        int number = 2;
        while (named(models, options.name + "-" + number) != null) {
            number++;
        }
        GenericDialog dialog = new GenericDialog("Name Is Taken");
        Fields fields = new Fields(dialog);
        dialog.addMessage("There is a model " + taken.name() + " already" + (taken.isOwn() ? "." : ", which came with the engine and stays."));
        dialog.addStringField("Name of the new one", options.name + "-" + number, 24);
        if (taken.isOwn()) {
            dialog.addCheckbox("Replace the model " + taken.name() + " in place of another name", false);
        }
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return false;
        }
        options.overwrite = taken.isOwn() && fields.ticked(0);
        options.name = options.overwrite || fields.text(0).isEmpty() ? options.name : fields.text(0);
        return true;
    }

    private static ModelEntry named(List<ModelEntry> models, String name) {
        for (ModelEntry model : models) {
            if (model.name().equalsIgnoreCase(name)) {
                return model;
            }
        }
        return null;
    }
}
