package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.EngineTable;
import dlsegment.client.Json;
import dlsegment.client.SharedBlocks;
import dlsegment.image.GreyPlanes;
import dlsegment.image.LabelPlane;
import dlsegment.image.LabelSource;
import dlsegment.options.MeasureOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.Interpreter;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures objects: one row each in ImageJ's Results table, and one row per plane in the table "Image summary". For macros:
 * {@code call("dlsegment.Measure.run", "labels=cells-labels image=cells.tif")}.
 */
public final class Measure {
    /** Title of the summary's window. */
    static final String SUMMARY = "Image summary";
    private static final String[][] SUMMED = {{"Count", "count"}, {"Image area", "imageArea"}, {"Density", "density"}, {"%Area", "areaFraction"}, {"Mean area", "meanArea"},
        {"Median area", "medianArea"}, {"Mean diameter", "meanDiameter"}, {"Mean Circ.", "meanCircularity"}, {"Mean NNDist", "meanNearestDistance"}};

    private final MeasureOptions options;
    private final Segmentation.Progress progress;
    private final ResultsTable objects;
    private final ResultsTable summary = EvaluationShower.table();
    private int count;

    private Measure(MeasureOptions options, Segmentation.Progress progress) {
        this.options = options;
        this.progress = progress;
        objects = options.table ? ResultsTable.getResultsTable() : new ResultsTable();
        objects.setPrecision(4);
    }

    /**
     * Measures objects.
     *
     * @param options as for run("Measure Objects...", options), see docs/macros.md
     * @return "count=120 planes=1 density=0.0018 ...", or "error: " and one sentence
     */
    public static String run(String options) {
        try {
            return run(MeasureOptions.parse(options), new StatusProgress());
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        } catch (RuntimeException e) {
            return "error: " + Reporter.logFault(e);
        }
    }

    /** Measures, shows the results and returns them as {@link #run(String)} does. */
    public static String run(MeasureOptions options, Segmentation.Progress progress) throws EngineException {
        ImagePlus image = options.image == null ? null : LabelSources.image(options.image);
        LabelSource labels = options.labels != null ? LabelSources.open(options.labels, image) : LabelSource.of(current());
        if (image == null && labels.isRois()) {
            image = labels.layout;
        }
        if (image != null) {
            GreyPlanes.require(image, labels);
        }
        try {
            return new Measure(options, progress).measure(labels, image);
        } finally {
            IJ.showProgress(1.0);
        }
    }

    private static ImagePlus current() throws EngineException {
        ImagePlus image = WindowManager.getCurrentImage();
        if (image == null) {
            throw EngineException.advice("There is no image open; open a label image, or name one with labels=...");
        }
        return image;
    }

    private String measure(LabelSource labels, ImagePlus image) throws EngineException {
        int shownPlane = (image != null ? (image.getT() - 1) * image.getNSlices() + image.getZ() - 1 : labels.current());
        List<Map<String, Object>> results = new ArrayList<Map<String, Object>>();
        List<EngineTable> tables = new ArrayList<EngineTable>();
        List<Integer> planes = new ArrayList<Integer>();
        for (int plane = 0; plane < labels.planes(); plane++) {
            if (options.allFrames || plane == shownPlane) {
                progress.show("measuring " + labels.name + labels.planeName(plane), plane / (double) labels.planes(), Double.NaN);
                Map<String, Object> outputs = measure(labels, image, plane);
                tables.add(EngineTable.take(EngineClient.shared(), Json.object(outputs.get("objects"))));
                results.add(outputs);
                planes.add(plane);
            }
        }
        // nothing is shown before everything is measured
        if (options.clear) {
            objects.reset();
        }
        for (int i = 0; i < results.size(); i++) {
            add(labels, image, planes.get(i), results.get(i), tables.get(i));
        }
        show();
        for (String note : labels.notes) {
            IJ.log("Measure: " + note);
        }
        IJ.showStatus(count + " objects measured");
        Map<String, Object> first = results.isEmpty() ? new LinkedHashMap<String, Object>() : Json.object(results.get(0).get("summary"));
        StringBuilder line = new StringBuilder("count=" + count + " planes=" + results.size());
        for (String[] column : SUMMED) {
            double value = Json.number(first.get(column[1]), Double.NaN);
            if (results.size() == 1 && !column[1].equals("count") && !Double.isNaN(value)) {
                line.append(' ').append(column[1]).append('=').append(Evaluate.number(value));
            }
        }
        return line.toString();
    }

    private Map<String, Object> measure(LabelSource labels, ImagePlus image, int plane) throws EngineException {
        try (SharedBlocks blocks = new SharedBlocks()) {
            Map<String, Object> inputs = new LinkedHashMap<String, Object>();
            LabelPlane pixels = labels.plane(plane);
            inputs.put("labels", pixels.toMessage(blocks.keep(pixels.share())));
            if (image != null) {
                inputs.put("image", GreyPlanes.toMessage(image, blocks.keep(GreyPlanes.share(image, plane % image.getNSlices() + 1, plane / image.getNSlices() + 1))));
            }
            Evaluation.calibrate(inputs, calibration(labels, image));
            return EngineClient.shared().call("measure", inputs, new EscStops(progress));
        } catch (IOException e) {
            throw EngineException.advice("The labels cannot be handed to the engine: " + e.getMessage() + ".");
        }
    }

    private static Calibration calibration(LabelSource labels, ImagePlus image) {
        Calibration own = labels.layout.getCalibration();
        return own.scaled() || image == null ? own : image.getCalibration();
    }

    private void add(LabelSource labels, ImagePlus image, int plane, Map<String, Object> outputs, EngineTable table) {
        Calibration calibration = calibration(labels, image);
        List<Object> columns = Json.list(outputs.get("columns"));
        String title = image == null ? labels.name : image.getTitle();
        for (int row = 0; row < table.count(); row++) {
            begin(objects, title, labels, plane);
            for (int c = 0; c < columns.size(); c++) {
                String name = String.valueOf(Json.object(columns.get(c)).get("name"));
                double value = table.get(row, c);
                // ImageJ's coordinates count from the calibration's origin
                value -= name.equals("X") || name.equals("BX") ? calibration.xOrigin * calibration.pixelWidth : 0;
                value -= name.equals("Y") || name.equals("BY") ? calibration.yOrigin * calibration.pixelHeight : 0;
                EvaluationShower.number(objects, name, value);
            }
        }
        count += table.count();
        Map<String, Object> summed = Json.object(outputs.get("summary"));
        begin(summary, title, labels, plane);
        for (String[] column : SUMMED) {
            double value = Json.number(summed.get(column[1]), Double.NaN);
            EvaluationShower.number(summary, column[0], column[0].equals("%Area") ? 100 * value : value);
        }
        summary.addValue("Unit", String.valueOf(summed.get("unit")));
    }

    private static void begin(ResultsTable table, String title, LabelSource labels, int plane) {
        table.incrementCounter();
        table.addLabel(title);
        if (labels.layout.getNSlices() > 1) {
            table.addValue("Slice", labels.slice(plane));
        }
        if (labels.layout.getNFrames() > 1) {
            table.addValue("Frame", labels.frame(plane));
        }
    }

    private void show() throws EngineException {
        if (options.tableFile != null && !objects.save(ResultShower.checked(options.tableFile))) {
            throw EngineException.advice("The table cannot be written to " + options.tableFile + "; choose another path.");
        }
        if (options.table && !Interpreter.isBatchMode() && !GraphicsEnvironment.isHeadless()) {
            objects.show("Results");
        }
        int density = summary.getColumnIndex("Density");
        if (density >= 0) {
            summary.setDecimalPlaces(density, -4); // a few cells per million pixels: 6.98E-5
        }
        EvaluationShower.table(options.summary, SUMMARY, options.summaryFile, summary);
    }
}
