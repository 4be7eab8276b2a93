package dlsegment.image;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * ROIs painted into a label image: object ROI number i (from 0) has the label i + 1, what no ROI covers is 0, and ROIs whose
 * names begin with "ignore" become {@link #IGNORE} where no object is.
 *
 * <p>A pixel belongs to the ROIs whose ImageJ mask covers it. Where objects overlap, the smaller one has the pixel (of two of
 * one size the earlier one), so that the order in which they were drawn does not matter and a small object on a large one
 * stays. What lies outside of the image is cut off.
 */
public final class RoiLabels {
    /** Label of pixels that count neither as object nor as background. */
    public static final int IGNORE = -1;

    private static final String MANAGER_NAME = "z\\d+-t\\d+-\\d+"; // as RoiBuilder names ROIs in stacks
    private static final int NAMED = 5;

    /** Columns. */
    public final int width;
    /** Rows. */
    public final int height;
    /** Label of each pixel, row by row. */
    public final int[] labels;
    /** The object ROIs: number i has the label i + 1, also where it has no pixel. */
    public final List<Roi> objects;
    /** Class of each object as {@link #classOf} says, "" where its name tells none. */
    public final List<String> classes;
    /** What the user should know, one sentence each: ROIs that were left out, lie outside or are hidden. */
    public final List<String> notes;

    private RoiLabels(int width, int height, List<Roi> objects, List<String> notes) {
        this.width = width;
        this.height = height;
        this.labels = new int[width * height];
        this.objects = Collections.unmodifiableList(objects);
        this.notes = notes;
        List<String> names = new ArrayList<String>();
        for (Roi roi : objects) {
            names.add(classOf(roi));
        }
        this.classes = Collections.unmodifiableList(names);
    }

    /** Paints the ROIs of one plane; {@link #onPlane} chooses them. */
    public static RoiLabels paint(List<Roi> rois, int width, int height) {
        List<Roi> objects = new ArrayList<Roi>();
        List<Roi> ignored = new ArrayList<Roi>();
        List<Roi> noAreas = new ArrayList<Roi>();
        for (Roi roi : rois) {
            boolean area = roi.isArea() && !(roi instanceof TextRoi) && !(roi instanceof ImageRoi);
            (!area ? noAreas : isIgnore(roi) ? ignored : objects).add(roi);
        }
        List<String> notes = new ArrayList<String>();
        note(notes, noAreas, "no area (a line, point or text) and was left out", "no area (lines, points or texts) and were left out", "has", "have");
        RoiLabels result = new RoiLabels(width, height, objects, notes);
        for (Roi roi : ignored) {
            result.fill(roi, IGNORE);
        }
        result.paintObjects();
        return result;
    }

    /** True for a region that is to be ignored: its name begins with "ignore". */
    public static boolean isIgnore(Roi roi) {
        return roi.getName() != null && roi.getName().trim().toLowerCase(Locale.ROOT).startsWith("ignore");
    }

    /**
     * The class that a ROI's name tells: the name without numbers set off at its end ("mitotic-3" and "mitotic" are one class, "CD4" and "CD8" are
     * two). For the names that ImageJ and Segment give by themselves it is what Segment found (property "class"), or "" where it knows no classes.
     */
    public static String classOf(Roi roi) {
        String name = roi.getName() == null ? "" : roi.getName().trim();
        String told = name.matches(MANAGER_NAME) ? "" : name.replaceAll("(^|[-_ .#]+)\\d+([-_ .#]+\\d+)*$", "");
        String found = roi.getProperty("class");
        return told.isEmpty() && found != null ? found.trim() : told;
    }

    /** The ROIs that ImageJ shows on a plane of an image: those at its slice and frame and those without a position. */
    public static List<Roi> onPlane(List<Roi> rois, ImagePlus image, int z, int t) {
        List<Roi> here = new ArrayList<Roi>();
        for (Roi roi : rois) {
            int slice = roi.getZPosition();
            int frame = roi.getTPosition();
            if (!roi.hasHyperStackPosition() && roi.getPosition() > 0 && roi.getPosition() <= image.getStackSize()) {
                int[] position = image.convertIndexToPosition(roi.getPosition());
                slice = position[1];
                frame = position[2];
            }
            if ((slice == 0 || slice == z) && (frame == 0 || frame == t)) {
                here.add(roi);
            }
        }
        return here;
    }

    /** Number of objects that have pixels. */
    public int count() {
        boolean[] there = new boolean[objects.size() + 1];
        for (int label : labels) {
            if (label > 0) {
                there[label] = true;
            }
        }
        int count = 0;
        for (boolean one : there) {
            count += one ? 1 : 0;
        }
        return count;
    }

    private void paintObjects() {
        final int[] areas = new int[objects.size()];
        Integer[] order = new Integer[areas.length];
        for (int i = 0; i < areas.length; i++) {
            areas[i] = area(objects.get(i));
            order[i] = i;
        }
        // the smallest and earliest is painted last
        Arrays.sort(order, (a, b) -> areas[a] != areas[b] ? Integer.compare(areas[b], areas[a]) : Integer.compare(b, a));
        int[] painted = new int[areas.length];
        for (int i : order) {
            painted[i] = fill(objects.get(i), i + 1);
        }
        int[] left = new int[areas.length];
        for (int label : labels) {
            if (label > 0) {
                left[label - 1]++;
            }
        }
        List<Roi> outside = new ArrayList<Roi>();
        List<Roi> hidden = new ArrayList<Roi>();
        for (int i = 0; i < areas.length; i++) {
            if (left[i] == 0) {
                (painted[i] == 0 ? outside : hidden).add(objects.get(i));
            }
        }
        String size = "no pixel inside of the " + width + " x " + height + " image and was left out";
        note(notes, outside, size, size.replace(" was ", " were "), "has", "have");
        String covered = "wholly covered by smaller ones and was left out";
        note(notes, hidden, covered, covered.replace(" was ", " were "), "is", "are");
    }

    private static int area(Roi roi) {
        Rectangle box = roi.getBounds();
        ImageProcessor mask = roi.getMask();
        if (mask == null) {
            return box.width * box.height;
        }
        int area = 0;
        for (int i = 0; i < mask.getPixelCount(); i++) {
            area += mask.get(i) != 0 ? 1 : 0;
        }
        return area;
    }

    // returns the number of pixels inside of the image
    private int fill(Roi roi, int label) {
        Rectangle box = roi.getBounds();
        ImageProcessor mask = roi.getMask();
        Rectangle part = box.intersection(new Rectangle(width, height));
        int filled = 0;
        for (int y = part.y; y < part.y + part.height; y++) {
            for (int x = part.x; x < part.x + part.width; x++) {
                if (mask == null || mask.get(x - box.x, y - box.y) != 0) {
                    labels[y * width + x] = label;
                    filled++;
                }
            }
        }
        return filled;
    }

    private static void note(List<String> notes, List<Roi> rois, String one, String several, String verb, String verbs) {
        if (rois.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<String>();
        for (Roi roi : rois.subList(0, Math.min(NAMED, rois.size()))) {
            names.add(roi.getName() == null ? "(without a name)" : roi.getName());
        }
        String list = String.join(", ", names) + (rois.size() > NAMED ? ", ..." : "");
        notes.add(rois.size() == 1 ? "The ROI " + list + " " + verb + " " + one + "." : rois.size() + " ROIs " + verbs + " " + several + ": " + list + ".");
    }
}
