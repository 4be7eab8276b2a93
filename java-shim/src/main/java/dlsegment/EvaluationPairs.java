package dlsegment;

import dlsegment.client.EngineException;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of two folders that belong together: NAME.tif is the truth of NAME.tif, NAME-labels.tif, NAME_labels.tif,
 * NAME-rois.zip or NAME_RoiSet.zip.
 */
final class EvaluationPairs {
    private static final List<String> SUFFIXES = Arrays.asList("-labels", "_labels", "-rois", "_roiset");
    private static final List<String> LABELS = Arrays.asList(".tif", ".tiff", ".png", ".zip");
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

    /** Pairs the label images and ROIs of folders; images may be null. */
    static List<EvaluationPairs> of(File truths, File predictions, File images) throws EngineException {
        return of(truths, predictions, images, LABELS, "no label image and no ROI zip");
    }

    /** Pairs the images of two folders, for a comparison of grey values. */
    static List<EvaluationPairs> ofImages(File truths, File predictions) throws EngineException {
        return of(truths, predictions, null, IMAGES, "no image (" + String.join(", ", IMAGES) + ")");
    }

    private static List<EvaluationPairs> of(File truths, File predictions, File images, List<String> kinds, String nothing) throws EngineException {
        Map<String, String> trueFiles = byName(truths, kinds);
        Map<String, String> predictedFiles = byName(predictions, kinds);
        Map<String, String> imageFiles = images == null ? null : byName(images, IMAGES);
        if (trueFiles.isEmpty()) {
            throw EngineException.advice("The folder " + truths + " holds " + nothing + ".");
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
        return pairs;
    }

    private static Map<String, String> byName(File folder, List<String> kinds) throws EngineException {
        File[] files = folder.listFiles();
        if (files == null) {
            throw EngineException.advice("There is no folder " + folder + ".");
        }
        Arrays.sort(files);
        Map<String, String> found = new TreeMap<String, String>();
        for (File file : files) {
            String name = file.getName();
            int dot = name.lastIndexOf('.');
            if (dot <= 0 || !kinds.contains(name.substring(dot).toLowerCase(Locale.ROOT))) {
                continue;
            }
            String base = name.substring(0, dot);
            for (String suffix : SUFFIXES) {
                if (base.toLowerCase(Locale.ROOT).endsWith(suffix)) {
                    base = base.substring(0, base.length() - suffix.length());
                    break;
                }
            }
            String other = found.get(base);
            boolean rois = LabelSources.isRoiFile(name);
            if (other != null && rois == LabelSources.isRoiFile(other)) {
                throw EngineException.advice("Both " + other + " and " + file + " could belong to " + base + "; move one of them away.");
            }
            if (other == null || !rois) { // labels say more than ROIs
                found.put(base, file.getPath());
            }
        }
        return found;
    }
}
