package dlsegment.train;

import dlsegment.Segment;
import dlsegment.client.EngineException;
import dlsegment.image.Plane;
import dlsegment.image.RoiFile;
import dlsegment.image.RoiLabels;
import dlsegment.options.SegmentOptions;
import dlsegment.options.TrainOptions;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Images with hand-drawn or corrected outlines, as training pairs: each plane that has an object ROI becomes one. Outlines come from the
 * ROI Manager (for one image), from overlays (of any number of open images) or from a file of ROIs.
 */
public final class AnnotatedImages {
    private static final String EXTENSION = "(?i)\\.(tiff?|png|jpe?g|gif|bmp)$";

    private final TrainOptions options;
    private final String pairName;
    private final Set<String> notes = new LinkedHashSet<String>();
    private int objects;

    /**
     * Prepares it.
     *
     * @param pairName name of the pair, or null for the image's title
     */
    public AnnotatedImages(TrainOptions options, String pairName) {
        this.options = options;
        this.pairName = pairName;
    }

    /** What the user should know, one sentence each. */
    public List<String> notes() {
        return new ArrayList<String>(notes);
    }

    /** Objects that were added. */
    public int objects() {
        return objects;
    }

    /** Adds the one image that the options mean: the current one, image=TITLE or file=PATH. Returns the names of the pairs. */
    public List<String> addOne(TrainingSetFolder set) throws EngineException {
        ImagePlus image = target();
        return add(image, rois(image), set);
    }

    /** Adds all open images that have outlines. Returns the names of the pairs. */
    public List<String> addOpen(TrainingSetFolder set) throws EngineException {
        if (options.image != null || options.file != null || "manager".equals(options.rois) || isFile(options.rois)) {
            return addOne(set);
        }
        List<String> names = new ArrayList<String>();
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            ImagePlus image = WindowManager.getImage(id);
            if (image.getOverlay() != null && hasObject(Arrays.asList(image.getOverlay().toArray()))) {
                names.addAll(add(image, Arrays.asList(image.getOverlay().toArray()), set));
            }
        }
        if (names.isEmpty() && !"overlay".equals(options.rois)) {
            return addOne(set);
        }
        if (names.isEmpty()) {
            throw EngineException.advice("None of the open images has an overlay with outlines of objects; draw them and press B, or use the ROI Manager.");
        }
        return names;
    }

    private ImagePlus target() throws EngineException {
        SegmentOptions which = new SegmentOptions();
        which.image = options.image;
        which.file = options.file;
        return Segment.target(which);
    }

    private List<Roi> rois(ImagePlus image) throws EngineException {
        String source = options.rois == null ? "auto" : options.rois;
        if (isFile(source)) {
            if (!new File(source).isFile()) {
                throw EngineException.advice("There is no file of ROIs at " + source + "; correct rois=FILE.");
            }
            try {
                return RoiFile.read(new File(source));
            } catch (IOException e) {
                throw EngineException.advice("The ROIs " + source + " cannot be read: " + e.getMessage() + (e.getMessage().endsWith(".") ? "" : "."));
            }
        }
        if (!Arrays.asList("auto", "manager", "overlay").contains(source)) {
            throw EngineException.advice("rois=" + source + " must be manager, overlay, auto or a file of ROIs (.zip or .roi).");
        }
        RoiManager manager = GraphicsEnvironment.isHeadless() || source.equals("overlay") ? null : RoiManager.getInstance2();
        if (manager != null && manager.getCount() > 0) {
            return Arrays.asList(manager.getRoisAsArray());
        }
        if (source.equals("manager")) {
            throw EngineException.advice("The ROI Manager has no ROIs; outline the objects of \"" + image.getTitle() + "\" and add each with T.");
        }
        if (image.getOverlay() == null || image.getOverlay().size() == 0) {
            throw EngineException.advice("\"" + image.getTitle() + "\" has no ROIs in the ROI Manager or its overlay; outline the objects and add each with T.");
        }
        return Arrays.asList(image.getOverlay().toArray());
    }

    private static boolean isFile(String source) {
        String name = source == null ? "" : source.toLowerCase(Locale.ROOT);
        return name.endsWith(".zip") || name.endsWith(".roi");
    }

    private List<String> add(ImagePlus image, List<Roi> rois, TrainingSetFolder set) throws EngineException {
        List<String> names = new ArrayList<String>();
        List<Plane> planes = Plane.of(image, TrainingSetFolder.channels(image, options.channel), true);
        for (Plane plane : planes) {
            List<Roi> here = RoiLabels.onPlane(rois, image, plane.z, plane.t);
            // a ROI without a position belongs to the plane that is shown, not to all
            if (planes.size() > 1 && (plane.z != image.getZ() || plane.t != image.getT())) {
                here.removeIf(roi -> roi.getPosition() == 0 && !roi.hasHyperStackPosition());
            }
            if (hasObject(here)) {
                String place = planes.size() > 1 ? String.format(Locale.ROOT, "-z%d-t%d", plane.z, plane.t) : "";
                RoiLabels truth = truth(image, here);
                boolean classes = options.classes || set.hasClasses();
                if (classes) {
                    noteClasses(image, truth);
                }
                names.add(set.add(image, plane, truth, (pairName == null ? image.getTitle().replaceAll(EXTENSION, "") : pairName) + place, classes));
            }
        }
        if (names.isEmpty()) {
            throw EngineException.advice("None of the " + rois.size() + " ROIs is the outline of an object in \"" + image.getTitle() + "\"; outline objects with an area tool.");
        }
        return names;
    }

    private RoiLabels truth(ImagePlus image, List<Roi> rois) throws EngineException {
        List<Roi> drawn = new ArrayList<Roi>(rois);
        drawn.removeIf(AnnotatedImages::isBackground);
        RoiLabels truth = RoiLabels.paint(drawn, image.getWidth(), image.getHeight());
        notes.addAll(truth.notes);
        int count = truth.count();
        if (count == 0) {
            throw EngineException.advice("None of the ROIs covers a pixel of \"" + image.getTitle() + "\" (" + image.getWidth() + " x " + image.getHeight()
                + "); are they those of another image?");
        }
        objects += count;
        if (options.sparse) {
            List<Roi> marked = new ArrayList<Roi>(rois);
            marked.removeIf(roi -> !isBackground(roi));
            RoiLabels background = marked.isEmpty() ? null : RoiLabels.paint(marked, image.getWidth(), image.getHeight());
            boolean[] known = new boolean[truth.labels.length];
            for (int i = 0; i < known.length; i++) {
                known[i] = background != null && background.labels[i] > 0;
            }
            SparseTruth.apply(truth, known);
        }
        return truth;
    }

    private void noteClasses(ImagePlus image, RoiLabels truth) throws EngineException {
        int unknown = 0;
        for (String name : truth.classes) {
            unknown += name.isEmpty() ? 1 : 0;
        }
        if (unknown == truth.classes.size() && options.classes) {
            throw EngineException.advice("None of the ROIs of \"" + image.getTitle() + "\" has a name that tells a class; name them, for example mitotic-1, mitotic-2, resting-1.");
        }
        if (unknown > 0) {
            notes.add(unknown + " of " + truth.classes.size() + " ROIs of \"" + image.getTitle() + "\" have no name that tells a class; what they are is not learnt from them.");
        }
    }

    private static boolean hasObject(List<Roi> rois) {
        for (Roi roi : rois) {
            if (roi.isArea() && !RoiLabels.isIgnore(roi) && !isBackground(roi)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBackground(Roi roi) {
        return roi.getName() != null && roi.getName().trim().toLowerCase(Locale.ROOT).startsWith("background");
    }
}
