package dlsegment;

import dlsegment.client.EngineException;
import dlsegment.image.LabelSource;
import dlsegment.image.RoiFile;
import dlsegment.options.EvaluateOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.macro.Interpreter;
import ij.plugin.frame.RoiManager;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Finds the labels that an option names: an open image, a file, the ROI Manager or an overlay. */
final class LabelSources {
    private LabelSources() {
    }

    /**
     * Finds labels.
     *
     * @param what title of an open image, path of a label image or of ROIs, roi_manager or overlay
     * @param image the image that ROIs belong to; the current one when null
     */
    static LabelSource open(String what, ImagePlus image) throws EngineException {
        if (what.equals(EvaluateOptions.MANAGER)) {
            return LabelSource.of("ROI Manager", managed(), imageOfRois(what, image));
        }
        if (what.equals(EvaluateOptions.OVERLAY)) {
            ImagePlus owner = imageOfRois(what, image);
            Overlay overlay = owner.getOverlay();
            if (overlay == null || overlay.size() == 0) {
                throw EngineException.advice("\"" + owner.getTitle() + "\" has no overlay; choose another image or other labels.");
            }
            return LabelSource.of("overlay of " + owner.getTitle(), Arrays.asList(overlay.toArray()), owner);
        }
        if (isRoiFile(what)) {
            try {
                return LabelSource.of(new File(what).getName(), RoiFile.read(existing(what)), imageOfRois(what, image));
            } catch (IOException e) {
                throw EngineException.advice(e.getMessage());
            }
        }
        return LabelSource.of(image(what));
    }

    /** An open image by its title, or one that is read from a file. */
    static ImagePlus image(String titleOrPath) throws EngineException {
        ImagePlus open = WindowManager.getImage(titleOrPath);
        if (open != null) {
            return open;
        }
        if (new File(titleOrPath).isFile()) {
            ImagePlus read = IJ.openImage(titleOrPath);
            if (read == null) {
                throw EngineException.advice("ImageJ cannot read " + titleOrPath + "; convert it to TIFF.");
            }
            return read;
        }
        String[] titles = WindowManager.getImageTitles();
        throw EngineException.advice("There is no image \"" + titleOrPath + "\" open and no such file; "
            + (titles.length == 0 ? "no image is open." : "open images are " + String.join(", ", titles) + "."));
    }

    /** True for the name of a file of ROIs. */
    static boolean isRoiFile(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return (name.endsWith(".zip") || name.endsWith(".roi")) && WindowManager.getImage(path) == null;
    }

    private static File existing(String path) throws EngineException {
        File file = new File(path);
        if (!file.isFile()) {
            throw EngineException.advice("There is no file " + path + ".");
        }
        return file;
    }

    private static List<Roi> managed() throws EngineException {
        RoiManager manager = null;
        if (!GraphicsEnvironment.isHeadless()) {
            manager = Interpreter.isBatchMode() ? RoiManager.getInstance2() : RoiManager.getInstance();
        }
        if (manager == null || manager.getCount() == 0) {
            throw EngineException.advice("The ROI Manager holds no ROIs; add some, or choose other labels.");
        }
        return Arrays.asList(manager.getRoisAsArray());
    }

    private static ImagePlus imageOfRois(String what, ImagePlus image) throws EngineException {
        ImagePlus owner = image != null ? image : WindowManager.getCurrentImage();
        if (owner == null) {
            throw EngineException.advice("ROIs (" + what + ") need the image that they belong to; open it, or name it with image=...");
        }
        return owner;
    }
}
