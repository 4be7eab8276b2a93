package dlsegment;

import dlsegment.Evaluation.PlaneResult;
import dlsegment.client.EngineException;
import dlsegment.client.EngineTable;
import dlsegment.client.Json;
import dlsegment.options.EvaluateOptions;
import dlsegment.options.EvaluateOptions.Output;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.macro.Interpreter;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import java.awt.Color;
import java.awt.GraphicsEnvironment;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows and saves an evaluation: tables, and outlines of hits, false and missed objects on an image. */
final class EvaluationShower {
    /** Titles of the windows, by which macros find them. */
    static final String METRICS = "Evaluation";
    static final String MATCHING = "Evaluation by IoU";
    static final String OBJECTS = "Evaluated objects";

    private static final String PROPERTY = "evaluation";
    private static final String[] FATES = {"", "TP", "FP", "FN"};
    // green, magenta, orange: also different for the colour-blind
    private static final Color[] COLOURS = {null, new Color(0, 224, 112), new Color(255, 48, 208), new Color(255, 160, 0)};

    private static final float LINE = 2; // seen on both sides of the manager's lines, when they are shown again

    private EvaluationShower() {
    }

    static void show(Evaluation.Result result, EvaluateOptions options, ImagePlus image) throws EngineException {
        table(options.output.contains(Output.METRICS), METRICS, options.metricsFile, metrics(result.metrics));
        table(options.output.contains(Output.MATCHING), MATCHING, options.matchingFile, matching(result));
        table(options.output.contains(Output.OBJECTS), OBJECTS, options.objectsFile, objects(result));
        if (options.output.contains(Output.OVERLAY) && image != null) {
            overlay(result, image);
            hideRois(image);
            if (image.isVisible() && !Interpreter.isBatchMode()) {
                image.getWindow().toFront(); // the tables would hide it
            }
        }
    }

    /** A number to read: 120, 0.9833, 1.83e-05; counts and small densities stand in one column. */
    static String readable(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, Math.abs(value) < 0.001 ? "%.3e" : "%.4f", value);
    }

    /** Shows a table where it is wanted and there is a display, and saves it where a file is named. */
    static void table(boolean wanted, String title, String file, ResultsTable table) throws EngineException {
        if (file != null && !table.save(ResultShower.checked(file))) {
            throw EngineException.advice("The table cannot be written to " + file + "; choose another path.");
        }
        if (wanted && !GraphicsEnvironment.isHeadless() && !Interpreter.isBatchMode()) {
            table.show(title);
        }
    }

    /** The metrics, one per row, with what they mean and when they mislead. */
    static ResultsTable metrics(List<Object> metrics) {
        ResultsTable table = table();
        for (Object entry : metrics) {
            Map<String, Object> metric = Json.object(entry);
            double value = Json.number(metric.get("value"), Double.NaN);
            String why = text(metric, "why");
            table.incrementCounter();
            table.addValue("Metric", text(metric, "name"));
            table.addValue("Value", Double.isNaN(value) ? "" : readable(value));
            table.addValue("Unit", text(metric, "unit"));
            table.addValue("Meaning", text(metric, "meaning"));
            table.addValue("Misleads", why.isEmpty() ? text(metric, "misleads") : "no value: " + why);
        }
        return table;
    }

    private static ResultsTable matching(Evaluation.Result result) {
        String[][] columns = {{"IoU", "iou"}, {"TP", "truePositives"}, {"FP", "falsePositives"}, {"FN", "falseNegatives"}, {"Precision", "precision"},
            {"Recall", "recall"}, {"F1", "f1"}, {"AP", "averagePrecision"}, {"PQ", "panopticQuality"}, {"Mean matched IoU", "meanMatchedScore"}};
        ResultsTable table = table();
        for (Object row : result.rows) {
            table.incrementCounter();
            for (String[] column : columns) {
                table.addValue(column[0], Json.number(Json.object(row).get(column[1]), Double.NaN));
            }
        }
        return table;
    }

    private static ResultsTable objects(Evaluation.Result result) {
        ResultsTable table = table();
        for (PlaneResult plane : result.planes) {
            EngineTable objects = plane.objects;
            for (int i = 0; i < objects.count(); i++) {
                table.incrementCounter();
                table.addLabel(plane.name);
                table.addValue("Fate", FATES[(int) objects.get(i, 0)]);
                number(table, "True label", objects.get(i, 1) == 0 ? Double.NaN : objects.get(i, 1));
                number(table, "Predicted label", objects.get(i, 2) == 0 ? Double.NaN : objects.get(i, 2));
                String[] names = {"IoU", "True area", "Predicted area", "True mean", "Predicted mean", "Hausdorff", "Hausdorff95", "Surface distance"};
                for (int c = 0; c < names.length; c++) {
                    number(table, names[c], objects.get(i, 3 + c));
                }
                table.addValue("Unit", result.unit);
            }
        }
        return table;
    }

    // An earlier evaluation's outlines go, everything else in the overlay stays.
    private static void overlay(Evaluation.Result result, ImagePlus image) {
        Overlay overlay = new Overlay();
        if (image.getOverlay() != null) {
            for (Roi roi : image.getOverlay().toArray()) {
                if (roi.getProperty(PROPERTY) == null) {
                    overlay.add(roi);
                }
            }
        }
        for (PlaneResult plane : result.planes) {
            for (int i = 0; i < plane.objects.count(); i++) {
                int fate = (int) plane.objects.get(i, 0);
                int label = (int) plane.objects.get(i, fate == 3 ? 1 : 2);
                Roi roi = fate == 3 ? plane.truth.outline(label) : plane.prediction.outline(label);
                roi.setName(FATES[fate] + " " + label);
                roi.setProperty(PROPERTY, FATES[fate]);
                roi.setStrokeColor(COLOURS[fate]);
                roi.setFillColor(null);
                roi.setStrokeWidth(LINE);
                place(roi, image, plane.plane);
                overlay.add(roi);
            }
        }
        image.setOverlay(overlay);
    }

    // ImageJ paints what the manager shows after the overlay: its yellow lines would lie on ours, since they are of the same objects.
    private static void hideRois(ImagePlus image) {
        if (image.getCanvas() != null && image.getCanvas().getShowAllList() != null && RoiManager.getInstance() != null) {
            RoiManager.getInstance().runCommand(image, "Show None");
        }
    }

    private static void place(Roi roi, ImagePlus image, int plane) {
        int slice = plane % image.getNSlices() + 1;
        int frame = plane / image.getNSlices() + 1;
        if (image.getNSlices() * image.getNFrames() == 1) {
            roi.setPosition(0);
        } else if (image.isHyperStack() || image.getNChannels() > 1) {
            roi.setPosition(0, slice, frame);
        } else {
            roi.setPosition(image.getStackIndex(1, slice, frame));
        }
    }

    /** Adds a number, or an empty cell where there is none. */
    static void number(ResultsTable table, String column, double value) {
        if (Double.isNaN(value)) {
            table.addValue(column, "");
        } else {
            table.addValue(column, value);
        }
    }

    /** An empty table with four digits. */
    static ResultsTable table() {
        ResultsTable table = new ResultsTable();
        table.setPrecision(4);
        table.showRowNumbers(false);
        return table;
    }

    private static String text(Map<String, Object> metric, String key) {
        String text = Json.text(metric.get(key));
        return text == null ? "" : text;
    }
}
