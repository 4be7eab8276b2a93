package dlsegment.image;

import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;

/**
 * A 16-bit label plane that repeats the colours of {@link LabelLut} after 255 labels. ImageJ itself spreads the 256 colours
 * over the display range, which shows the lowest of more than 511 labels as background. As soon as the user chooses another
 * look-up table, range or threshold, the plane is shown as ImageJ shows any other.
 */
final class LabelProcessor extends ShortProcessor {
    /** The widest display range in which ImageJ itself shows no label as background. */
    static final int RANGE = 511;

    private Object ours; // the colour model that was found to be that of labels

    /** Joins a plane of labels; the array is used, not copied. */
    LabelProcessor(int width, int height, short[] labels) {
        super(width, height, labels, LabelLut.create());
        setMinAndMax(0, RANGE);
    }

    @Override
    public Image createImage() {
        return repeats() ? picture() : super.createImage();
    }

    @Override
    public BufferedImage getBufferedImage() {
        return repeats() ? picture() : super.getBufferedImage();
    }

    private boolean repeats() {
        if (ours != getColorModel()) {
            ours = LabelLut.isIn(getColorModel()) ? getColorModel() : null;
        }
        return ours != null && getMin() == 0 && getMax() == RANGE && getMinThreshold() == ImageProcessor.NO_THRESHOLD;
    }

    private BufferedImage picture() {
        short[] labels = (short[]) getPixels();
        byte[] indices = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            indices[i] = (byte) LabelLut.index(labels[i] & 0xffff);
        }
        IndexColorModel colours = (IndexColorModel) getColorModel();
        WritableRaster raster = colours.createCompatibleWritableRaster(getWidth(), getHeight());
        raster.setDataElements(0, 0, getWidth(), getHeight(), indices);
        return new BufferedImage(colours, raster, false, null);
    }
}
