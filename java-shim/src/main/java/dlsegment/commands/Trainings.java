package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Training;
import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.ModelEntry;
import dlsegment.options.TrainOptions;
import dlsegment.train.TrainingRun;
import dlsegment.train.TrainingWindow;
import ij.IJ;
import java.util.LinkedHashMap;
import java.util.List;

/** What the training commands share: macros wait for the end, users go on working while the window shows the training. */
final class Trainings {
    /** The box that allows it to replace a model. */
    static final String REPLACE = "Replace a model of that name";

    private Trainings() {
    }

    /** Shows the window of a training that runs already; false where none runs. */
    static boolean showRunning() {
        TrainingRun latest = TrainingRun.latest();
        if (latest == null || latest.state() != TrainingRun.State.RUNNING) {
            return false;
        }
        TrainingWindow.show(latest);
        IJ.showStatus("The training of " + latest.name() + " is still running");
        return true;
    }

    /** The trainings that can be resumed, the latest first. */
    static List<Object> unfinished() throws EngineException {
        return Json.list(EngineClient.shared().call("trainings", new LinkedHashMap<String, Object>(), EngineClient.NOBODY).get("trainings"));
    }

    /** Refuses the name of another model or training in the words of the dialogs, before anything is written. */
    static void requireFree(TrainOptions options, List<ModelEntry> models) throws EngineException {
        String name = options.modelName();
        if ("true".equals(options.of("overwrite", "false"))) {
            return;
        }
        for (ModelEntry model : models) {
            if (model.name().equals(name) && model.isOwn()) {
                throw EngineException.advice("There is a model \"" + name + "\" already; tick \"" + REPLACE + "\" or give another name.");
            }
        }
        for (Object training : unfinished()) {
            if (name.equals(Json.object(training).get("name"))) {
                throw EngineException.advice("There is an unfinished training of \"" + name + "\": Resume Training... goes on with it; to start anew tick \"" + REPLACE + "\" or give another name.");
            }
        }
    }

    /** Trains and waits, for macros. */
    static void runAndWait(TrainOptions options) throws EngineException {
        IJ.log("DL Segment: trained " + Training.finish(Training.start(options), options));
    }

    /** Starts a training from a dialog; what follows it happens when it has ended. */
    static void begin(TrainOptions options) throws EngineException {
        Commands.record(options.record());
        TrainingRun run = Training.start(options);
        Thread follower = new Thread(() -> {
            try {
                String trained = Training.finishQuietly(run, options);
                if (!TrainingWindow.isShowing(run)) {
                    IJ.log("DL Segment: trained " + trained);
                }
            } catch (EngineException | RuntimeException e) {
                Reporter.fail(e);
            }
        }, "DL-Segment-After-Training");
        follower.setDaemon(true);
        follower.start();
    }
}
