package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.ModelEntry;
import dlsegment.client.Response;
import dlsegment.options.MacroOptions;
import dlsegment.options.OptionValues;
import dlsegment.options.SegmentOptions;
import dlsegment.options.TrainOptions;
import dlsegment.train.AnnotatedImages;
import dlsegment.train.TrainingRun;
import dlsegment.train.TrainingSetFolder;
import dlsegment.train.TrainingWindow;
import ij.IJ;
import ij.ImagePlus;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Training for macros and scripts: {@code call("dlsegment.Training.run", "images=... masks=... name=[my cells]")} trains and waits.
 */
public final class Training {
    private Training() {
    }

    /**
     * Trains a model, or goes on with resume=true.
     *
     * @param options as for run("Train...", options), see docs/macros.md
     * @return "model=[/home/ana/.fijibridge/models/my cells] epochs=30 best=27 ap50=0.844 prob=0.52 device=[cpu]" or "error: " and one sentence
     */
    public static String run(String options) {
        try {
            TrainOptions parsed = TrainOptions.parse(options);
            return finish(start(parsed), parsed);
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        } catch (RuntimeException e) {
            return "error: " + Reporter.logFault(e);
        }
    }

    /** Folder of the training sets that have no folder of their own. */
    public static File defaultSet(String name) {
        return new File(System.getProperty("user.home"), ".fijibridge/training-sets/" + name.replaceAll("[\\\\/:*?\"<>|]", "_"));
    }

    /** Saves the annotated images where the options ask for it, then starts the training in the background, with its window where there may be one. */
    public static TrainingRun start(TrainOptions options) throws EngineException {
        if (options.rois != null) {
            options.set = options.set == null ? defaultSet(options.modelName()) : options.set;
            AnnotatedImages images = new AnnotatedImages(options, null);
            List<String> names = images.addOpen(new TrainingSetFolder(options.set));
            IJ.log("DL Segment: " + images.objects() + " objects of " + names.size() + " image(s) were added to " + options.set);
            for (String note : images.notes()) {
                IJ.log("DL Segment: " + note);
            }
        } else if (options.set != null && new TrainingSetFolder(options.set).count() == 0) {
            throw EngineException.advice("The training set " + options.set + " has no images yet; Add to Training Set... puts them there.");
        }
        Map<String, Object> inputs = options.inputs();
        if (options.classes || continuesClasses(options)) {
            addClasses(inputs, options);
        }
        TrainingRun run = TrainingRun.start(EngineClient.shared(), inputs, options.modelName());
        if (hasWindow(options)) {
            TrainingWindow.show(run);
        }
        return run;
    }

    private static boolean hasWindow(TrainOptions options) {
        return options.window && !GraphicsEnvironment.isHeadless() && !Interpreter.isBatchMode();
    }

    // a model that knows classes is trained further on those of the set
    private static boolean continuesClasses(TrainOptions options) throws EngineException {
        String start = options.of("start-from", null);
        return options.set != null && start != null && !options.engine.containsKey("classes") && new TrainingSetFolder(options.set).hasClasses()
            && !ModelEntry.named(EngineClient.shared(), start).classes().isEmpty();
    }

    private static void addClasses(Map<String, Object> inputs, TrainOptions options) throws EngineException {
        TrainingSetFolder set = options.set == null ? null : new TrainingSetFolder(options.set);
        if (set == null || !set.hasClasses()) {
            throw EngineException.advice(set == null ? "classes=" + TrainOptions.ROI_NAMES + " goes with rois=... or set=...; for folders of images name the folder of class images."
                : "The training set " + options.set + " has no classes yet; add its images again with classes=" + TrainOptions.ROI_NAMES + ".");
        }
        int unknown = set.fillClasses();
        if (unknown > 0) {
            IJ.log("DL Segment: " + unknown + " image(s) of " + options.set + " were added without classes; what their objects are is not learnt from them.");
        }
        inputs.put("classes", set.classes().getAbsolutePath());
        inputs.put("class-names", String.join(",", set.classNames()));
    }

    /** Waits for the end; Esc cancels. Returns what {@link #run(String)} does. */
    public static String finish(TrainingRun run, TrainOptions options) throws EngineException {
        return finish(run, options, new Esc(run));
    }

    /** Waits for the end as someone who does not press Esc: other commands may go on meanwhile. */
    public static String finishQuietly(TrainingRun run, TrainOptions options) throws EngineException {
        return finish(run, options, EngineClient.NOBODY);
    }

    private static String finish(TrainingRun run, TrainOptions options, EngineClient.Watcher watcher) throws EngineException {
        Map<String, Object> outputs;
        try {
            outputs = run.await(watcher);
        } finally {
            if (!hasWindow(options)) {
                for (String notice : run.news().notices()) {
                    IJ.log("DL Segment: " + notice);
                }
            }
        }
        IJ.showProgress(1.0);
        IJ.showStatus("The training of " + run.name() + " is done");
        String model = String.valueOf(outputs.get("model"));
        if (options.segment) {
            segment(options.image, model);
        }
        String iou = Double.isNaN(run.classIou()) ? "" : " iou=" + digits(run.classIou());
        return String.format(Locale.ROOT, "model=%s epochs=%d best=%d ap50=%s%s prob=%s device=%s", MacroOptions.quoted(model), (int) Json.number(outputs.get("epochs"), 0),
            (int) Json.number(outputs.get("bestEpoch"), 0), digits(run.accuracy()), iou,
            OptionValues.text(Json.number(outputs.get("prob"), 0.5)), MacroOptions.quoted(String.valueOf(outputs.get("device"))));
    }

    private static String digits(double value) {
        return Double.isNaN(value) ? "NaN" : String.format(Locale.ROOT, "%.3f", value);
    }

    // the old ROIs make room for the new ones
    private static void segment(String title, String model) throws EngineException {
        SegmentOptions again = new SegmentOptions();
        again.image = title;
        again.model = model;
        again.replace = true;
        again.selection = false; // often the last outline that was corrected
        ImagePlus image = Segment.target(again);
        Segment.run(image, again, new StatusProgress());
    }

    private static final class Esc implements EngineClient.Watcher {
        private final TrainingRun run;
        private final StatusProgress status = new StatusProgress();

        private Esc(TrainingRun run) {
            this.run = run;
        }

        @Override
        public boolean isCancelled() {
            return status.isCancelled();
        }

        @Override
        public void progress(Response update) {
            status.show("training, " + run.stage(), run.done(), run.secondsLeft());
        }
    }
}
