package dlsegment;

import dlsegment.client.EngineException;
import dlsegment.image.FoundObjects;
import dlsegment.image.LabelColours;
import dlsegment.image.LabelImageBuilder;
import dlsegment.image.LabelLut;
import dlsegment.image.ObjectTable;
import dlsegment.image.RoiBuilder;
import dlsegment.image.RoiFile;
import dlsegment.image.TiffFile;
import dlsegment.options.SegmentOptions;
import dlsegment.options.SegmentOptions.Output;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.macro.Interpreter;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shows and saves what was found: label image, ROI Manager, overlay, table, the network's maps, and files of them. */
public final class ResultShower {
    /** The images that were made. */
    public static final class Shown {
        /** The label image, or null where none was asked for. */
        public ImagePlus labels;
        /** The network's maps, or null. */
        public ImagePlus maps;
    }

    private final ImagePlus image;
    private final SegmentOptions options;

    /** Creates one for an image and the user's choices. */
    public ResultShower(ImagePlus image, SegmentOptions options) {
        this.image = image;
        this.options = options;
    }

    /** Makes everything that was asked for. The label image, where there is one, is the current image afterwards. */
    public Shown show(Segmentation.Result result) throws EngineException {
        Shown shown = new Shown();
        if (result.maps != null) {
            shown.maps = maps(result);
        }
        if (result.findsObjects) {
            shown.labels = objects(result);
        }
        return shown;
    }

    private ImagePlus maps(Segmentation.Result result) throws EngineException {
        ImagePlus maps = result.maps.build(title(options.mapsTitle, "-maps"), image, result.planes);
        save(maps, options.mapsFile, "maps");
        if (wants(Output.MAPS) || !result.findsObjects) {
            show(maps, "maps", options.mapsFile, result);
        }
        return maps;
    }

    private ImagePlus objects(Segmentation.Result result) throws EngineException {
        List<Roi> rois = new ArrayList<Roi>();
        RoiBuilder builder = new RoiBuilder(image, result.classNames);
        for (FoundObjects objects : result.planes) {
            rois.addAll(builder.build(objects));
        }
        ImagePlus labels = null;
        if (wants(Output.LABELS) || options.labelsFile != null) {
            labels = LabelImageBuilder.build(title(options.title, "-labels"), image, result.planes);
        }
        if (wants(Output.OVERLAY)) {
            addOverlay(rois, result);
        }
        if (wants(Output.TABLE) || options.tableFile != null) {
            table(result);
        }
        saveFiles(labels, rois);
        if (wants(Output.LABELS)) {
            LabelColours.watch(); // duplicates and saved copies too
            show(labels, "labels", options.labelsFile, result);
        }
        if (wants(Output.ROIS)) {
            addToManager(rois, result);
        }
        return wants(Output.LABELS) ? labels : null;
    }

    private boolean wants(Output output) {
        return options.output.contains(output);
    }

    private String title(String wanted, String ending) {
        if (wanted != null) {
            return wanted;
        }
        String title = image.getTitle().replaceFirst("\\.[A-Za-z][A-Za-z0-9]{0,4}$", "") + ending;
        return WindowManager.getImage(title) == null ? title : WindowManager.getUniqueName(title); // that one always adds a number
    }

    private static void show(ImagePlus made, String what, String file, Segmentation.Result result) {
        if (GraphicsEnvironment.isHeadless() && !Interpreter.isBatchMode()) {
            if (file != null) {
                return;
            }
            result.notes.add("There is no display for the " + what + "; " + what + "_file=PATH saves them.");
            return;
        }
        made.show();
    }

    private void addToManager(List<Roi> rois, Segmentation.Result result) {
        if (GraphicsEnvironment.isHeadless()) {
            // ImageJ's manager is a window even when it is hidden
            result.notes.add("Without a display there is no ROI Manager; rois_file=PATH.zip saves the ROIs for it.");
            return;
        }
        RoiManager manager = RoiManager.getInstance2(); // in batch mode the macro's hidden one
        if (manager == null) {
            manager = RoiManager.getRoiManager();
        }
        if (options.replace) {
            manager.reset();
        }
        ManagerFiller.add(manager, image, rois);
        if (image.isVisible() && !Interpreter.isBatchMode()) {
            manager.runCommand(image, "Show All without labels");
        }
    }

    private void addOverlay(List<Roi> rois, Segmentation.Result result) {
        if (!image.isVisible() && image.getProcessor() == null) {
            result.notes.add("\"" + image.getTitle() + "\" was closed in the meantime, so it got no overlay.");
            return;
        }
        Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay().duplicate();
        outline(overlay, rois);
        image.setOverlay(overlay);
    }

    /** Adds the outlines of one plane to an overlay, in the colours of the label image. */
    public static void outline(Overlay overlay, ImagePlus image, FoundObjects objects) {
        outline(overlay, new RoiBuilder(image).build(objects));
    }

    private static void outline(Overlay overlay, List<Roi> rois) {
        for (Roi roi : rois) {
            Roi coloured = (Roi) roi.clone();
            coloured.setStrokeColor(LabelLut.colour(Integer.parseInt(roi.getProperty("label"))));
            overlay.add(coloured);
        }
    }

    // The rows go to ImageJ's own Results table, where macros find them with nResults and getResult, also in batch mode.
    private void table(Segmentation.Result result) throws EngineException {
        if (options.tableFile != null && !tableOf(result, new ResultsTable()).save(checked(options.tableFile))) {
            throw EngineException.advice("The table cannot be written to " + options.tableFile + "; choose another path.");
        }
        if (wants(Output.TABLE)) {
            ResultsTable results = tableOf(result, ResultsTable.getResultsTable());
            if (!Interpreter.isBatchMode() && !GraphicsEnvironment.isHeadless()) {
                results.show("Results");
            }
        }
    }

    private ResultsTable tableOf(Segmentation.Result result, ResultsTable table) {
        table.setPrecision(4);
        for (FoundObjects objects : result.planes) {
            ObjectTable.append(table, image, result.pixels, objects, result.classNames);
        }
        return table;
    }

    private void saveFiles(ImagePlus labels, List<Roi> rois) throws EngineException {
        save(labels, options.labelsFile, "label image");
        if (options.roisFile != null) {
            try {
                RoiFile.write(rois, new File(checked(options.roisFile)));
            } catch (IOException e) {
                throw EngineException.advice("The ROIs cannot be written to " + options.roisFile + " (" + e.getMessage() + "); choose another path.");
            }
        }
    }

    private static void save(ImagePlus made, String file, String what) throws EngineException {
        if (file == null) {
            return;
        }
        String path = checked(file);
        try {
            TiffFile.write(made, new File(path));
        } catch (IOException e) {
            throw EngineException.advice("The " + what + " cannot be written to " + path + " (" + e.getMessage() + "); choose another path or make room on the disk.");
        }
    }

    // a sentence before the work in place of a Java exception after it
    static String checked(String path) throws EngineException {
        File folder = new File(path).getAbsoluteFile().getParentFile();
        if (folder == null || !folder.isDirectory()) {
            throw EngineException.advice("There is no folder " + folder + " for " + path + "; create it first.");
        }
        IJ.showStatus("Saving " + path);
        return path;
    }
}
