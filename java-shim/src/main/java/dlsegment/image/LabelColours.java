package dlsegment.image;

import dlsegment.client.EngineException;
import ij.ImageListener;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;

/**
 * The colours of label images: every label in one of 255, neighbours in number in different ones, and only the background black. For 16-bit images
 * with more than 255 labels that needs a {@link LabelProcessor}, which ImageJ does not save or duplicate: such images then show pairs of labels
 * in one colour, and all above 511 in the last one. Where the plugin is at work in a session it puts the colours back when they are opened.
 */
public final class LabelColours implements ImageListener {
    private static final int LARGEST_16_BIT = 65535;
    private static final int COLOURS = 255;
    private static boolean watching;

    private LabelColours() {
    }

    /** Puts the colours back on label images that are opened or duplicated from now on. */
    public static synchronized void watch() {
        if (!watching) {
            watching = true;
            ImagePlus.addImageListener(new LabelColours());
        }
    }

    /**
     * Colours a label image.
     *
     * @throws EngineException it is no label image
     */
    public static void apply(ImagePlus labels) throws EngineException {
        if (!LabelPlane.isPossible(labels) || labels.getNChannels() > 1) {
            throw EngineException.advice("\"" + labels.getTitle() + "\" is no label image, which has one number per pixel (8-bit, 16-bit or 32-bit) and one channel.");
        }
        double largest = 0;
        for (int n = 1; n <= labels.getStackSize(); n++) {
            ImageProcessor plane = labels.getStack().getProcessor(n);
            for (int i = 0; i < plane.getPixelCount(); i++) {
                largest = Math.max(largest, plane.getf(i));
            }
        }
        colour(labels, (int) largest);
        labels.updateAndDraw();
    }

    /** Colours an image of labels up to a largest one. ImageJ maps the display range to the 256 colours of the table; index 0 must hold the background and nothing else. */
    static void colour(ImagePlus labels, int largest) {
        boolean shorts = labels.getProcessor() instanceof ShortProcessor;
        if (shorts && largest > COLOURS) {
            repeat(labels);
        }
        labels.getProcessor().setLut(LabelLut.create());
        labels.getStack().setColorModel(LabelLut.create());
        if (!shorts && largest > COLOURS) {
            // index = round(255 (label - minimum) / (largest - minimum)); this minimum puts its first step at label 0.5
            double step = (largest - 0.5) / (COLOURS - 0.5);
            labels.setDisplayRange(0.5 - step / 2, largest);
        } else {
            labels.setDisplayRange(0, shorts && largest > COLOURS ? LabelProcessor.RANGE : COLOURS);
        }
    }

    @Override
    public void imageOpened(ImagePlus image) {
        ImageProcessor shown = image.getProcessor();
        if (shown instanceof ShortProcessor && !(shown instanceof LabelProcessor) && shown.getMin() == 0 && shown.getMax() == LabelProcessor.RANGE
            && LabelLut.isIn(shown.getColorModel())) {
            colour(image, LARGEST_16_BIT);
            image.updateAndDraw();
        }
    }

    @Override
    public void imageClosed(ImagePlus image) {
    }

    @Override
    public void imageUpdated(ImagePlus image) {
    }

    private static void repeat(ImagePlus labels) {
        if (!(labels.getProcessor() instanceof LabelProcessor)) {
            labels.setProcessor(new LabelProcessor(labels.getWidth(), labels.getHeight(), (short[]) labels.getStack().getPixels(labels.getCurrentSlice())));
        }
    }
}
