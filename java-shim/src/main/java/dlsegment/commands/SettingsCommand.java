package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Settings;
import dlsegment.client.EngineException;
import dlsegment.client.EngineLocator;
import ij.IJ;
import ij.Macro;
import ij.Prefs;
import ij.gui.GenericDialog;
import ij.plugin.PlugIn;

/** Plugins > DL Segment > Settings...: which engine runs, on what device, where its log is; chooses another engine. */
public final class SettingsCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                String answer = Settings.run(Macro.getOptions());
                if (answer.startsWith("error: ")) {
                    throw EngineException.advice(answer.substring("error: ".length()));
                }
                IJ.log(answer);
                return;
            }
            show();
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static void show() throws EngineException {
        IJ.showStatus("Asking the segmentation engine...");
        String report;
        try {
            report = Settings.report();
        } catch (EngineException e) {
            report = e.getMessage(); // the dialog is where it can be mended
        }
        IJ.showStatus("");
        String chosen = Prefs.get(EngineLocator.PREFERENCE, "");
        GenericDialog dialog = new GenericDialog("DL Segment Settings");
        ScrolledText.addTo(dialog, report, 16, 100);
        dialog.addDirectoryField("Engine folder", chosen, 40);
        dialog.addMessage("Leave it empty to use the engine beside the plugin.");
        dialog.showDialog();
        if (!dialog.wasCanceled()) {
            String folder = ((java.awt.TextField) dialog.getStringFields().get(0)).getText().trim();
            if (!folder.equals(chosen)) {
                Settings.choose(folder);
                show();
            }
        }
    }
}
