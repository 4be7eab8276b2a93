package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Training;
import dlsegment.client.EngineException;
import dlsegment.options.TrainOptions;
import dlsegment.train.TrainingRun;
import dlsegment.train.TrainingWindow;
import ij.IJ;

/** What the training commands share: macros wait for the end, users go on working while the window shows the training. */
final class Trainings {
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
                IJ.log("DL Segment: trained " + Training.finishQuietly(run, options));
            } catch (EngineException | RuntimeException e) {
                Reporter.fail(e);
            }
        }, "DL-Segment-After-Training");
        follower.setDaemon(true);
        follower.start();
    }
}
