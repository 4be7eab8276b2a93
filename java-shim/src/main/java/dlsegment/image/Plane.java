package dlsegment.image;

import dlsegment.client.EngineException;
import ij.ImagePlus;
import java.util.ArrayList;
import java.util.List;

/** One plane of a stack that is segmented: a slice and frame, with the places of its channels in the stack. */
public final class Plane {
    /** Slice, from 1. */
    public final int z;
    /** Frame, from 1. */
    public final int t;
    /** Place in the stack of each chosen channel, from 1. */
    public final int[] stackIndices;

    private Plane(int z, int t, int[] stackIndices) {
        this.z = z;
        this.t = t;
        this.stackIndices = stackIndices;
    }

    /**
     * The planes to segment.
     *
     * @param image the image
     * @param channels channels from 1
     * @param all every slice and frame, or only the one that is shown
     */
    public static List<Plane> of(ImagePlus image, List<Integer> channels, boolean all) throws EngineException {
        for (int channel : channels) {
            if (channel > image.getNChannels()) {
                throw EngineException.advice("There is no channel " + channel + " in \"" + image.getTitle() + "\"; it has " + image.getNChannels() + ".");
            }
        }
        List<Plane> planes = new ArrayList<Plane>();
        for (int t = all ? 1 : image.getT(); t <= (all ? image.getNFrames() : image.getT()); t++) {
            for (int z = all ? 1 : image.getZ(); z <= (all ? image.getNSlices() : image.getZ()); z++) {
                int[] indices = new int[channels.size()];
                for (int c = 0; c < indices.length; c++) {
                    indices[c] = image.getStackIndex(channels.get(c), z, t);
                }
                planes.add(new Plane(z, t, indices));
            }
        }
        return planes;
    }

    /** " z1 t2" for a plane of a stack, "" for the only one. */
    public String name(ImagePlus image) {
        return (image.getNSlices() > 1 ? " z" + z : "") + (image.getNFrames() > 1 ? " t" + t : "");
    }
}
