package dlsegment.image;

import ij.process.LUT;
import java.awt.Color;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/** Colours for labels: black for the background, then hues a golden section apart, so that neighbours in number differ. */
public final class LabelLut {
    private static final float GOLDEN = 0.618034f;
    private static final int COLOURS = 255;

    private LabelLut() {
    }

    /** The colour of a label above 0. */
    public static Color colour(int label) {
        return ofIndex(index(label));
    }

    /** Place of a label's colour in the table, 1..255; colours come again after 255 labels. 0 for the background. */
    static int index(int label) {
        return label == 0 ? 0 : 1 + (label - 1) % COLOURS;
    }

    /** The look-up table. */
    public static LUT create() {
        byte[] reds = new byte[256];
        byte[] greens = new byte[256];
        byte[] blues = new byte[256];
        for (int i = 1; i < 256; i++) {
            Color colour = ofIndex(i);
            reds[i] = (byte) colour.getRed();
            greens[i] = (byte) colour.getGreen();
            blues[i] = (byte) colour.getBlue();
        }
        return new LUT(reds, greens, blues);
    }

    /** True where a colour model is this look-up table. */
    static boolean isIn(ColorModel model) {
        if (!(model instanceof IndexColorModel) || ((IndexColorModel) model).getMapSize() != 256) {
            return false;
        }
        for (int i = 0; i < 256; i++) {
            int expected = i == 0 ? 0 : ofIndex(i).getRGB() & 0xffffff;
            if ((((IndexColorModel) model).getRGB(i) & 0xffffff) != expected) {
                return false;
            }
        }
        return true;
    }

    private static Color ofIndex(int i) {
        float saturation = 0.55f + 0.15f * (i % 4);
        float brightness = 1f - 0.12f * (i % 3);
        return Color.getHSBColor((i * GOLDEN) % 1f, Math.min(1, saturation), brightness);
    }
}
