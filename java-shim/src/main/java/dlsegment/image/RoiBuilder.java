package dlsegment.image;

import ij.ImagePlus;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Objects as ImageJ polygons with sub-pixel vertices. Each carries its position in the stack, its label and its probability
 * (properties "label", "probability" and, where the model knows classes, "class"), and is named after its label.
 */
public final class RoiBuilder {
    private final boolean stack;
    private final boolean hyperstack;
    private final List<String> classNames;

    /** Creates a builder for ROIs on an image of these dimensions, of a model whose classes have no names. */
    public RoiBuilder(ImagePlus image) {
        this(image, Collections.<String>emptyList());
    }

    /** Creates a builder for ROIs on an image of these dimensions and of classes with these names, class 1 first. */
    public RoiBuilder(ImagePlus image, List<String> classNames) {
        this.classNames = classNames;
        stack = image.getStackSize() > 1;
        hyperstack = image.isHyperStack() || image.getNChannels() > 1 && image.getStackSize() > 1;
    }

    /** The ROIs of one plane, best first. */
    public List<Roi> build(FoundObjects objects) {
        List<Roi> rois = new ArrayList<Roi>(objects.count());
        for (int i = 0; i < objects.count(); i++) {
            float[] xs = objects.xs(i);
            Roi roi = new PolygonRoi(xs, objects.ys(i), xs.length, Roi.POLYGON);
            roi.setName(name(objects.plane, i + 1));
            roi.setProperty("label", Integer.toString(i + 1));
            roi.setProperty("probability", String.format(Locale.ROOT, "%.4f", objects.probability(i)));
            if (objects.classOf(i) > 0) {
                roi.setProperty("class", className(classNames, objects.classOf(i)));
            }
            place(roi, objects.plane);
            rois.add(roi);
        }
        return rois;
    }

    /** The name of a class, or its number where it has none. */
    static String className(List<String> names, int number) {
        return number <= names.size() ? names.get(number - 1) : Integer.toString(number);
    }

    // A channel of 0 lets a ROI appear on every channel of its plane: the object is there, whichever one is looked at.
    private void place(Roi roi, Plane plane) {
        if (hyperstack) {
            roi.setPosition(0, plane.z, plane.t);
        } else if (stack) {
            roi.setPosition(plane.stackIndices[0]);
        }
    }

    private String name(Plane plane, int label) {
        // in every language with the digits that RoiLabels and macros look for
        return stack ? String.format(Locale.ROOT, "z%d-t%d-%04d", plane.z, plane.t, label) : String.format(Locale.ROOT, "%04d", label);
    }
}
