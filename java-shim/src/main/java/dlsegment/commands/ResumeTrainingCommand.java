package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.options.TrainOptions;
import ij.IJ;
import ij.Macro;
import ij.gui.GenericDialog;
import ij.plugin.PlugIn;
import java.awt.Choice;
import java.awt.TextField;
import java.util.List;
import java.util.Map;

/** Plugins > DL Segment > Resume Training...: goes on with a training that was cancelled, or that ended with ImageJ or with the machine. */
public final class ResumeTrainingCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                TrainOptions options = TrainOptions.parse(Macro.getOptions());
                options.engine.put("resume", "true");
                Trainings.runAndWait(options);
            } else if (!Trainings.showRunning()) {
                ask();
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    private static void ask() throws EngineException {
        IJ.showStatus("Asking the segmentation engine...");
        List<Object> trainings = Trainings.unfinished();
        IJ.showStatus("");
        if (trainings.isEmpty()) {
            throw EngineException.advice("There is no training to resume; Train... begins one.");
        }
        String[] names = new String[trainings.size()];
        for (int i = 0; i < names.length; i++) {
            Map<String, Object> training = Json.object(trainings.get(i));
            names[i] = training.get("name") + ": " + (int) Json.number(training.get("epoch"), 0) + " of " + epochs(training) + " epochs done";
        }
        GenericDialog dialog = new GenericDialog("Resume Training");
        dialog.addChoice("Training", names, names[0]);
        dialog.addStringField("Epochs in all", epochs(Json.object(trainings.get(0))), 6);
        Choice choice = (Choice) dialog.getChoices().get(0);
        TextField epochs = (TextField) dialog.getStringFields().get(0);
        choice.addItemListener(e -> epochs.setText(epochs(Json.object(trainings.get(choice.getSelectedIndex())))));
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return;
        }
        Map<String, Object> chosen = Json.object(trainings.get(choice.getSelectedIndex()));
        TrainOptions options = new TrainOptions();
        options.engine.put("out", String.valueOf(chosen.get("out")));
        options.engine.put("resume", "true");
        if (!epochs.getText().trim().isEmpty()) {
            options.engine.put("epochs", epochs.getText().trim());
        }
        Trainings.begin(options);
    }

    private static String epochs(Map<String, Object> training) {
        Object epochs = Json.object(training.get("settings")).get("epochs");
        return epochs == null ? "400" : String.valueOf(epochs);
    }
}
