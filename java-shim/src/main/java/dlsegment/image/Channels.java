package dlsegment.image;

import dlsegment.client.EngineException;
import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Which channels of an image a model sees. The colours of an RGB image count as channels 1, 2 and 3. */
public final class Channels {
    private Channels() {
    }

    /** Number of channels to choose from. */
    public static int count(ImagePlus image) {
        return isRgb(image) ? 3 : image.getNChannels();
    }

    /** True for an image of colour pixels. */
    public static boolean isRgb(ImagePlus image) {
        return image.getType() == ImagePlus.COLOR_RGB;
    }

    /**
     * The channels to send.
     *
     * @param image the image
     * @param wanted the user's choice from 1, or empty for the usual one: the channel that is shown for a model of one
     *     channel, the first ones for a model of several
     * @param needed channels of the model
     * @return channels from 1; empty for "the grey value of an RGB image"
     */
    public static List<Integer> choose(ImagePlus image, List<Integer> wanted, int needed) throws EngineException {
        int there = count(image);
        for (int channel : wanted) {
            if (channel > there) {
                throw EngineException.advice("There is no channel " + channel + " in \"" + image.getTitle() + "\"; it has " + there + ".");
            }
        }
        if (!wanted.isEmpty()) {
            if (wanted.size() != needed) {
                throw EngineException.advice("The model takes " + needed + (needed == 1 ? " channel" : " channels") + ", but channel="
                    + wanted.toString().replaceAll("[\\[\\] ]", "") + " names " + wanted.size() + ".");
            }
            return wanted;
        }
        if (needed == 1) {
            return isRgb(image) ? Collections.<Integer>emptyList() : Arrays.asList(image.getC());
        }
        if (there < needed) {
            throw EngineException.advice("The model takes " + needed + " channels, but \"" + image.getTitle() + "\" has " + there
                + "; choose another model, or make an image with " + needed + " channels.");
        }
        List<Integer> first = new ArrayList<Integer>();
        for (int c = 1; c <= needed; c++) {
            first.add(c);
        }
        return first;
    }
}
