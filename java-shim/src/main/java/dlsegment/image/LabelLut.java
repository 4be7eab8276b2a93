package dlsegment.image;

import java.awt.Color;
import ij.process.LUT;

/** Colours for labels: black for the background, then hues a golden section apart, so that neighbours in number differ. */
public final class LabelLut {
    private static final float GOLDEN = 0.618034f;

    private LabelLut() {
    }

    /** The colour of a label above 0. */
    public static Color colour(int label) {
        return ofIndex(1 + (label - 1) % 255);
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

    private static Color ofIndex(int i) {
        float saturation = 0.55f + 0.15f * (i % 4);
        float brightness = 1f - 0.12f * (i % 3);
        return Color.getHSBColor((i * GOLDEN) % 1f, Math.min(1, saturation), brightness);
    }
}
