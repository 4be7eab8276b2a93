package dlsegment.commands;

import dlsegment.Models;
import dlsegment.Reporter;
import dlsegment.client.EngineException;
import dlsegment.client.ModelEntry;
import ij.IJ;
import ij.Macro;
import ij.gui.GenericDialog;
import ij.gui.YesNoCancelDialog;
import ij.plugin.PlugIn;
import java.awt.Choice;
import java.awt.TextArea;
import java.util.List;

/** Plugins > DL Segment > Models...: which models there are, what each is for, where it lies; deletes the user's own. */
public final class ModelsCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                String answer = Models.run(Macro.getOptions());
                if (answer.startsWith("error: ")) {
                    throw EngineException.advice(answer.substring("error: ".length()));
                }
                IJ.log(answer);
                return;
            }
            IJ.showStatus("Starting the segmentation engine...");
            List<ModelEntry> models = Models.list();
            IJ.showStatus("");
            ModelEntry.find(models, null);
            show(models);
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static void show(List<ModelEntry> models) {
        GenericDialog dialog = new GenericDialog("Models");
        String[] names = new String[models.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = models.get(i).name();
        }
        dialog.addChoice("Model", names, names[0]);
        Choice choice = (Choice) dialog.getChoices().get(0);
        TextArea area = ScrolledText.addTo(dialog, details(models.get(0)), 20, 90);
        choice.addItemListener(e -> {
            area.setText(details(models.get(choice.getSelectedIndex())));
            area.setCaretPosition(0);
        });
        dialog.addButton("Delete...", e -> {
            try {
                delete(models.get(choice.getSelectedIndex()));
            } catch (EngineException trouble) {
                Reporter.fail(trouble);
            }
        });
        dialog.hideCancelButton();
        dialog.showDialog();
    }

    private static void delete(ModelEntry model) throws EngineException {
        if (!model.isOwn()) {
            throw EngineException.advice("The model " + model.name() + " came with the engine and stays; delete its folder " + model.folder() + " by hand if it must go.");
        }
        YesNoCancelDialog sure = new YesNoCancelDialog(IJ.getInstance(), "Delete model", "Delete the model " + model.name() + " and its folder\n" + model.folder() + "?");
        if (sure.yesPressed()) {
            Models.delete(model.name());
            IJ.showStatus("Deleted the model " + model.name() + "; it is gone from the list when Models... opens again");
        }
    }

    private static String details(ModelEntry model) {
        StringBuilder text = new StringBuilder();
        text.append(model.problem().isEmpty() ? "" : model.problem() + "\n\n");
        text.append(model.text("card").isEmpty() ? model.description() : CardText.plain(model.text("card")));
        text.append("\n\nFolder: ").append(model.folder()).append('\n');
        return text.toString();
    }
}
