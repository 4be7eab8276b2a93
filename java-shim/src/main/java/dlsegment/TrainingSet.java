package dlsegment;

import dlsegment.client.EngineException;
import dlsegment.options.MacroOptions;
import dlsegment.options.TrainOptions;
import dlsegment.train.AnnotatedImages;
import dlsegment.train.TrainingSetFolder;
import ij.IJ;
import java.util.Arrays;
import java.util.List;

/** Training sets for macros and scripts: {@code call("dlsegment.TrainingSet.run", "set=/data/my-set file=cells.tif rois=cells_RoiSet.zip")}. */
public final class TrainingSet {
    private static final List<String> KEYS = Arrays.asList("set", "rois", "outside", "classes", "image", "file", "channel", "name");

    private TrainingSet() {
    }

    /**
     * Adds an image and its outlines to a training set.
     *
     * @param options as for run("Add to Training Set...", options), see docs/macros.md
     * @return "pairs=1 objects=15 all=6 set=[/data/my-set]" or "error: " and one sentence
     */
    public static String run(String options) {
        try {
            return add(parse(options));
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        } catch (RuntimeException e) {
            return "error: " + Reporter.logFault(e);
        }
    }

    /** Reads macro options; keys of the training itself are refused. */
    public static TrainOptions parse(String text) throws EngineException {
        MacroOptions.refuseUnknown(MacroOptions.parse(text), KEYS);
        return TrainOptions.parse(text);
    }

    /** Adds; returns what {@link #run(String)} does. */
    public static String add(TrainOptions options) throws EngineException {
        if (options.set == null) {
            throw EngineException.advice("Name the folder of the training set with set=FOLDER.");
        }
        AnnotatedImages images = new AnnotatedImages(options, options.engine.get("name"));
        TrainingSetFolder folder = new TrainingSetFolder(options.set);
        List<String> names = images.addOne(folder);
        for (String note : images.notes()) {
            IJ.log("DL Segment: " + note);
        }
        IJ.showStatus(images.objects() + " objects added; the training set has " + folder.count() + " images now");
        return "pairs=" + names.size() + " objects=" + images.objects() + " all=" + folder.count() + " set=" + MacroOptions.quoted(options.set.getPath());
    }
}
