package dlsegment.commands;

import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import dlsegment.options.ExportOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.WindowManager;
import ij.gui.GenericDialog;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** The dialog of Export Model. */
final class ExportModelDialog {
    private static final String PREFIX = "dlsegment.export.";
    private static final String[] LABELS = {"Package for bioimage.io programs and this plugin (zip with everything)", "ONNX (one file, for ONNX Runtime)",
        "TorchScript (one file, for torch.jit.load)", "PyTorch weights with their network as Python source", "Model folder of StarDist for Python"};
    private static final String HELP = "<html><h3>Export Model</h3>"
        + "<b>Package</b>: everything in one zip. Install Model... makes it the same model again at a colleague's; programs that read bioimage.io models run it.<br>"
        + "<b>ONNX, TorchScript</b>: the network alone, for programs of your own.<br>"
        + "<b>PyTorch</b>: weights that torch.load reads, and the network in Python.<br>"
        + "<b>StarDist for Python</b>: config.json, thresholds.json and Keras weights.<br><br>"
        + "<b>Authors, licence, sample</b>: stand in the package. The sample is shown to everybody who gets it, beside the objects that the model finds there;<br>"
        + "without one, simulated nuclei are taken where the model finds them. Nobody's licence is invented.<br><br>"
        + "What goes into the network and what comes out is the same in all of them: see docs/exchange.md.<br>"
        + "The written network is run on a test image and compared with the model before the files appear.</html>";

    private static final int LONGEST_TITLE = 40;
    private static final String STARDIST = "stardist";

    private final List<String> models = new ArrayList<String>();
    private final List<String> others = new ArrayList<String>();
    private final GenericDialog dialog = new GenericDialog("Export Model");
    private final Fields fields = new Fields(dialog);
    private final ImagePlus current = WindowManager.getCurrentImage();

    /** @param first name or folder of the model to begin with, or null for the one that was exported last */
    ExportModelDialog(List<ModelEntry> installed, String first) throws EngineException {
        String chosen = first;
        for (ModelEntry model : installed) {
            models.add(model.name());
            if (!model.text("kind").equals(STARDIST)) {
                others.add(model.name());
            }
            chosen = first != null && new File(first).equals(new File(model.folder())) ? model.name() : chosen;
        }
        if (chosen == null) {
            chosen = Prefs.get(PREFIX + "model", ModelEntry.find(installed, null).name());
        } else if (!models.contains(chosen)) {
            models.add(chosen); // a model that lies elsewhere
        }
        dialog.addChoice("Model", models.toArray(new String[0]), chosen);
        for (int i = 0; i < LABELS.length; i++) {
            dialog.addCheckbox(LABELS[i], Prefs.get(PREFIX + ExportOptions.FORMATS.get(i), i == 0));
        }
        dialog.addDirectoryField("Folder", Prefs.get(PREFIX + "path", System.getProperty("user.home")), 36);
        dialog.addMessage("For the package; what is left empty is as the model says");
        dialog.addStringField("Authors (semicolons between)", Prefs.get(PREFIX + "authors", ""), 30);
        dialog.addStringField("Licence (CC-BY-4.0, MIT ...)", "", 16);
        if (current != null) {
            dialog.addCheckbox("Sample and cover from the active image: " + shortened(current.getTitle()), false);
        }
        dialog.setInsets(10, 20, 0);
        dialog.addCheckbox("Replace files of the same names", false);
        dialog.addHelp(HELP);
        dialog.addDialogListener((d, event) -> good());
        good();
    }

    /** Shows the dialog; null when it was cancelled. */
    ExportOptions ask() {
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        ExportOptions options = new ExportOptions();
        options.model = fields.chosen(0);
        options.formats = formats();
        String path = fields.text(0);
        options.path = path.endsWith("/") || path.endsWith(File.separator) ? path : path + "/";
        options.authors = ExportOptions.authors(fields.text(1));
        options.licence = fields.text(2);
        options.sample = current != null && fields.ticked(LABELS.length) ? current.getTitle() : null;
        options.overwrite = fields.ticked(LABELS.length + (current == null ? 0 : 1));
        Prefs.set(PREFIX + "authors", fields.text(1));
        for (String format : ExportOptions.FORMATS) {
            Prefs.set(PREFIX + format, options.formats.contains(format));
        }
        Prefs.set(PREFIX + "path", fields.text(0));
        Prefs.set(PREFIX + "model", options.model);
        return options;
    }

    private static String shortened(String title) {
        return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 3) + "...";
    }

    private boolean good() {
        fields.box(ExportOptions.FORMATS.indexOf(STARDIST)).setEnabled(!others.contains(fields.chosen(0))); // StarDist has no other networks
        boolean good = !formats().isEmpty() && !fields.text(0).isEmpty();
        IJ.showStatus(good ? "" : "Choose at least one format, and a folder.");
        return good;
    }

    private List<String> formats() {
        List<String> chosen = new ArrayList<String>();
        for (int i = 0; i < LABELS.length; i++) {
            if (fields.ticked(i) && fields.box(i).isEnabled()) {
                chosen.add(ExportOptions.FORMATS.get(i));
            }
        }
        return chosen;
    }
}
