package dlsegment.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.LUT;
import ij.process.ShortProcessor;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What label images look like on the screen: each label in a colour of its own, and only the background black. */
class LabelLutTest {
    private static final int WIDTH = 400;

    @TempDir
    Path folder;

    @Test
    void No_label_looks_like_the_background_however_many_there_are() {
        for (int count : new int[] {1, 2, 200, 255, 256, 511, 512, 1000, 10000, 65535, 65536, 120000}) {
            ImagePlus labels = labels(count, 1);
            assertColoured(labels, count);
            assertEquals(count <= 65535 ? 16 : 32, labels.getBitDepth());
        }
    }

    @Test
    void Labels_that_follow_each_other_differ_and_all_colours_are_used() {
        for (int count : new int[] {300, 10000}) {
            BufferedImage picture = labels(count, 1).getBufferedImage();
            for (int label = 1; label < count; label++) {
                assertNotEquals(colour(picture, label), colour(picture, label + 1), count + ": " + label);
            }
            assertEquals(LabelLut.colour(count).getRGB() & 0xffffff, colour(picture, count), "as in the overlay");
        }
        assertTrue(colours(labels(120000, 1).getBufferedImage(), 120000).size() > 250);
    }

    @Test
    void Every_plane_of_a_stack_is_coloured() {
        ImagePlus labels = labels(3000, 3);
        for (int n = 1; n <= 3; n++) {
            labels.setSlice(n);
            assertColoured(labels, 3000);
        }
    }

    @Test
    void A_saved_or_duplicated_image_still_shows_every_object() {
        ImagePlus labels = labels(10000, 1);
        String path = folder.resolve("labels.tif").toString();
        assertTrue(new FileSaver(labels).saveAsTiff(path));
        assertColoured(ij.IJ.openImage(path), 10000);
        assertColoured(labels.duplicate(), 10000);
    }

    @Test
    void A_duplicate_or_a_copy_from_a_file_gets_its_colours_back_when_it_is_opened() throws Exception {
        LabelColours.watch();
        ImagePlus labels = labels(3000, 2);
        String path = folder.resolve("labels.tif").toString();
        assertTrue(new FileSaver(labels).saveAsTiffStack(path));
        for (ImagePlus copy : new ImagePlus[] {ij.IJ.openImage(path), labels.duplicate()}) {
            assertEquals(colour(copy.getBufferedImage(), 2000), colour(copy.getBufferedImage(), 2001), "ImageJ's own mapping");
            open(copy);
            for (int n = 1; n <= 2; n++) {
                copy.setSlice(n);
                assertColoured(copy, 3000);
                assertEquals(LabelLut.colour(2000).getRGB() & 0xffffff, colour(copy.getBufferedImage(), 2000));
                assertNotEquals(colour(copy.getBufferedImage(), 2000), colour(copy.getBufferedImage(), 2001));
            }
        }
    }

    @Test
    void Label_images_of_others_are_coloured_whatever_their_bit_depth() throws EngineException {
        for (int count : new int[] {200, 3000, 70000}) {
            ImagePlus labels = labels(count, 1);
            labels.setProcessor(count == 200 ? labels.getProcessor().convertToByte(false) : count == 3000 ? labels.getProcessor().convertToShort(false) : labels.getProcessor());
            labels.getProcessor().setLut(LUT.createLutFromColor(java.awt.Color.WHITE));
            labels.resetDisplayRange();
            LabelColours.apply(labels);
            assertColoured(labels, count);
            assertTrue(colours(labels.getBufferedImage(), count).size() >= Math.min(200, count));
        }
        ImagePlus colours = new ImagePlus("photo", new ij.process.ColorProcessor(4, 4));
        assertTrue(org.junit.jupiter.api.Assertions.assertThrows(EngineException.class, () -> LabelColours.apply(colours)).getMessage().startsWith("\"photo\" is no label image"));
    }

    // what ImageJ does with listeners when a window opens, without a display
    private static void open(ImagePlus image) throws Exception {
        java.lang.reflect.Field listeners = ImagePlus.class.getDeclaredField("listeners");
        listeners.setAccessible(true);
        for (Object listener : (Iterable<?>) listeners.get(null)) {
            ((ij.ImageListener) listener).imageOpened(image);
        }
    }

    @Test
    void Another_table_or_range_is_shown_as_ImageJ_shows_it() {
        ImagePlus labels = labels(10000, 1);
        labels.setDisplayRange(0, 10000);
        assertEquals(0, colour(labels.getBufferedImage(), 1), "ImageJ's own mapping");
        labels.setDisplayRange(0, 511);
        assertNotEquals(0, colour(labels.getBufferedImage(), 1));
        byte[] ramp = new byte[256];
        for (int i = 0; i < 256; i++) {
            ramp[i] = (byte) i;
        }
        labels.setLut(new LUT(ramp, new byte[256], new byte[256]));
        labels.setDisplayRange(0, LabelProcessor.RANGE);
        assertEquals(0xff0000, colour(labels.getBufferedImage(), 10000));
        assertEquals(0x800000, colour(labels.getBufferedImage(), 256), "a ramp of red");
    }

    private static void assertColoured(ImagePlus labels, int count) {
        BufferedImage picture = labels.getBufferedImage();
        assertEquals(0, colour(picture, 0), "the background of " + count + " labels");
        for (int label = 1; label <= count; label++) {
            assertNotEquals(0, colour(picture, label), "label " + label + " of " + count);
        }
    }

    private static Set<Integer> colours(BufferedImage picture, int count) {
        Set<Integer> colours = new HashSet<Integer>();
        for (int label = 1; label <= count; label++) {
            colours.add(colour(picture, label));
        }
        return colours;
    }

    // pixel i of each plane has label i
    private static int colour(BufferedImage picture, int label) {
        return picture.getRGB(label % WIDTH, label / WIDTH) & 0xffffff;
    }

    private static ImagePlus labels(int count, int planes) {
        int height = count / WIDTH + 1;
        int[] pixels = new int[WIDTH * height];
        for (int i = 0; i <= count; i++) {
            pixels[i] = i;
        }
        ij.ImageStack stack = new ij.ImageStack(WIDTH, height);
        for (int n = 0; n < planes; n++) {
            stack.addSlice(new ShortProcessor(WIDTH, height));
        }
        ImagePlus source = new ImagePlus("s", stack);
        List<FoundObjects> found = new ArrayList<FoundObjects>();
        try {
            for (Plane plane : Plane.of(source, Collections.singletonList(1), true)) {
                found.add(new FoundObjects(plane, WIDTH, ByteBuffer.allocate(count * 14 * 4), 14, pixels));
            }
        } catch (EngineException e) {
            throw new IllegalStateException(e);
        }
        return LabelImageBuilder.build("l", source, planes == 1 ? Arrays.asList(found.get(0)) : found);
    }
}
