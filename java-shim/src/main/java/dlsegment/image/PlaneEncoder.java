package dlsegment.image;

import dlsegment.client.Messages;
import dlsegment.client.SharedBlock;
import dlsegment.client.Workspaces.Workspace;
import ij.ImageStack;
import ij.process.ColorProcessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Writes planes of an ImageJ stack into shared memory: 8-bit as uint8, 16-bit as uint16, 32-bit as float32, colours as three
 * uint8 planes or as their grey value. Axes are C, Y, X.
 */
public final class PlaneEncoder {
    private final ImageStack stack;
    private final List<Integer> channels;
    private final int width;
    private final int height;

    /**
     * Creates an encoder.
     *
     * @param stack the pixels; held, so that they stay when the image is closed
     * @param channels the channels from 1; empty for the grey value of RGB pixels
     */
    public PlaneEncoder(ImageStack stack, List<Integer> channels) {
        this.stack = stack;
        this.channels = channels;
        this.width = stack.getWidth();
        this.height = stack.getHeight();
    }

    /** Writes one plane. Returns the array for the message. */
    public Map<String, Object> encode(Plane plane, Workspace workspace) throws IOException {
        Object first = stack.getPixels(plane.stackIndices[0]);
        if (first instanceof int[]) {
            return encodeColours(plane, workspace);
        }
        int count = plane.stackIndices.length;
        int size = first instanceof byte[] ? 1 : first instanceof short[] ? 2 : 4;
        SharedBlock block = workspace.pixels((long) count * width * height * size);
        ByteBuffer out = block.buffer();
        for (int c = 0; c < count; c++) {
            Object pixels = stack.getPixels(plane.stackIndices[c]);
            out.position(c * width * height * size);
            if (pixels instanceof byte[]) {
                out.put((byte[]) pixels);
            } else if (pixels instanceof short[]) {
                out.asShortBuffer().put((short[]) pixels);
            } else {
                out.asFloatBuffer().put((float[]) pixels);
            }
        }
        String dtype = size == 1 ? "uint8" : size == 2 ? "uint16" : "float32";
        return Messages.ndarray(dtype, block.toMessage(), count, height, width);
    }

    private Map<String, Object> encodeColours(Plane plane, Workspace workspace) throws IOException {
        ColorProcessor colours = (ColorProcessor) stack.getProcessor(plane.stackIndices[0]);
        int count = Math.max(1, channels.size());
        SharedBlock block = workspace.pixels((long) count * width * height);
        ByteBuffer out = block.buffer();
        if (channels.isEmpty()) {
            out.put((byte[]) colours.convertToByteProcessor().getPixels());
        } else {
            for (int channel : channels) {
                out.put(colours.getChannel(channel));
            }
        }
        return Messages.ndarray("uint8", block.toMessage(), count, height, width);
    }
}
