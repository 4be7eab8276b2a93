package dlsegment;

import dlsegment.client.EngineException;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The files of two folders that belong together: NAME.tif is the truth of NAME.tif, NAME-labels.tif, NAME_labels.tif,
 * NAME-rois.zip or NAME_RoiSet.zip, and where classes of pixels are compared of NAME_classes.tif.
 */
final class EvaluationPairs {
    private static final String CLASS_SUFFIX = "_classes";
    private static final List<String> SUFFIXES = Arrays.asList("-labels", "_labels", "-rois", "_roiset", CLASS_SUFFIX);
    private static final String OME_TIFF = ".ome.tif";
    private static final List<String> LABELS = Arrays.asList(".tif", ".tiff", ".png", ".zip");
    private static final List<String> CLASSES = Arrays.asList(".tif", ".tiff", ".png");
    private static final List<String> IMAGES = Arrays.asList(".tif", ".tiff", ".png", ".jpg", ".jpeg");

    /** Path of the truth. */
    final String truth;
    /** Path of the prediction. */
    final String prediction;
    /** Path of the image, or null. */
    final String image;

    private EvaluationPairs(String truth, String prediction, String image) {
        this.truth = truth;
        this.prediction = prediction;
        this.image = image;
    }

    /** Pairs the label images and ROIs of folders; images may be null. What is left out is told. */
    static List<EvaluationPairs> of(File truths, File predictions, File images, Consumer<String> tell) throws EngineException {
        return of(truths, predictions, images, new Kind("label image", LABELS, "no label image and no ROI zip", false), tell);
    }

    /** Pairs the class images of two folders: of what the command line's segment wrote NAME_classes, not NAME_labels. */
    static List<EvaluationPairs> ofClasses(File truths, File predictions, Consumer<String> tell) throws EngineException {
        return of(truths, predictions, null, new Kind("class image", CLASSES, "no class image (" + String.join(", ", CLASSES) + ")", true), tell);
    }

    /** Pairs the images of two folders, for a comparison of grey values. */
    static List<EvaluationPairs> ofImages(File truths, File predictions, Consumer<String> tell) throws EngineException {
        return of(truths, predictions, null, new Kind("image", IMAGES, "no image (" + String.join(", ", IMAGES) + ")", false), tell);
    }

    private static List<EvaluationPairs> of(File truths, File predictions, File images, Kind kind, Consumer<String> tell) throws EngineException {
        Map<String, String> trueFiles = byName(truths, kind);
        Map<String, String> predictedFiles = byName(predictions, kind);
        Map<String, String> imageFiles = images == null ? null : byName(images, new Kind("image", IMAGES, "", false));
        if (trueFiles.isEmpty()) {
            throw EngineException.advice("The folder " + truths + " holds " + kind.nothing + ".");
        }
        List<EvaluationPairs> pairs = new ArrayList<EvaluationPairs>();
        for (Map.Entry<String, String> truth : trueFiles.entrySet()) {
            String prediction = predictedFiles.get(truth.getKey());
            String image = imageFiles == null ? null : imageFiles.get(truth.getKey());
            if (prediction == null || imageFiles != null && image == null) {
                throw EngineException.advice("There is no file for " + truth.getKey() + " in " + (prediction == null ? predictions : images)
                    + "; each file of the truth " + truths + " needs one of its name.");
            }
            pairs.add(new EvaluationPairs(truth.getValue(), prediction, image));
        }
        TreeSet<String> extra = new TreeSet<String>(predictedFiles.keySet());
        extra.removeAll(trueFiles.keySet());
        if (!extra.isEmpty()) {
            tell.accept(extra.size() + " of " + predictedFiles.size() + " " + kind.name + "s in " + predictions + " have no truth in " + truths + ", first " + extra.first() + "; they are left out.");
        }
        return pairs;
    }

    private static Map<String, String> byName(File folder, Kind kind) throws EngineException {
        File[] files = folder.listFiles();
        if (files == null) {
            throw EngineException.advice("There is no folder " + folder + ".");
        }
        Arrays.sort(files);
        Map<String, String> found = new TreeMap<String, String>();
        for (File file : files) {
            String name = file.getName().toLowerCase(Locale.ROOT);
            int dot = name.lastIndexOf('.');
            if (dot <= 0 || !kind.endings.contains(name.substring(dot)) || name.endsWith("_overlay.png")) {
                continue;
            }
            String base = base(file.getName());
            String other = found.get(base);
            if (other == null) {
                found.put(base, file.getPath());
            } else if (isClasses(file.getPath()) != isClasses(other)) { // segment wrote both
                found.put(base, isClasses(file.getPath()) == kind.classes ? file.getPath() : other);
            } else if (rank(file.getPath()) == rank(other)) {
                throw EngineException.advice("Both " + other + " and " + file + " could belong to " + base + "; move one of them away.");
            } else if (rank(file.getPath()) < rank(other)) {
                found.put(base, file.getPath());
            }
        }
        return found;
    }

    private static String base(String name) {
        String base = name.substring(0, name.length() - (isOmeLabels(name) ? OME_TIFF.length() : name.length() - name.lastIndexOf('.')));
        for (String suffix : SUFFIXES) {
            if (base.toLowerCase(Locale.ROOT).endsWith(suffix)) {
                return base.substring(0, base.length() - suffix.length());
            }
        }
        return base;
    }

    private static boolean isClasses(String path) {
        return path.substring(0, path.lastIndexOf('.')).toLowerCase(Locale.ROOT).endsWith(CLASS_SUFFIX);
    }

    // NAME_labels.ome.tif is what segment writes of NAME; NAME.ome.tif is an image
    private static boolean isOmeLabels(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return name.endsWith("_labels" + OME_TIFF) || name.endsWith("-labels" + OME_TIFF);
    }

    // labels say more than ROIs, and an OME-TIFF of them says the same
    private static int rank(String path) {
        return LabelSources.isRoiFile(path) ? 2 : isOmeLabels(path) ? 1 : 0;
    }

    /** What is paired. */
    private static final class Kind {
        private final String name;
        private final List<String> endings;
        private final String nothing;
        private final boolean classes;

        private Kind(String name, List<String> endings, String nothing, boolean classes) {
            this.name = name;
            this.endings = endings;
            this.nothing = nothing;
            this.classes = classes;
        }
    }
}
