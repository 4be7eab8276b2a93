package dlsegment.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import dlsegment.client.SharedBlock;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Labels and grey values on their way to the engine. */
class LabelPlaneTest {
    @Test
    void Label_images_of_all_depths_are_read() throws Exception {
        assertArrayEquals(new int[] {0, 60000}, LabelPlane.of(new ShortProcessor(2, 1, new short[] {0, (short) 60000}, null), "s").labels);
        assertArrayEquals(new int[] {-1, 70000}, LabelPlane.of(new FloatProcessor(2, 1, new float[] {-7, 70000}), "f").labels);
    }

    @Test
    void What_is_no_label_image_is_named() {
        String rgb = message(new ColorProcessor(2, 2));
        assertTrue(rgb.startsWith("\"cells\" is an RGB picture, but a label image has one number per pixel"), rgb);
        String probability = message(new FloatProcessor(2, 2, new float[] {0, 0, 0, 0.25f}));
        assertEquals("\"cells\" has the value 0.25 at x=1 y=1, but labels are whole numbers; is it a probability map or the image itself?", probability);
        assertTrue(message(new FloatProcessor(1, 1, new float[] {Float.NaN})).contains("the value NaN"));
        ImagePlus channels = IJ.createHyperStack("two", 4, 4, 2, 1, 1, 8);
        assertTrue(assertThrows(EngineException.class, () -> LabelSource.of(channels)).getMessage().contains("\"two\" has 2 channels"));
        assertFalse(LabelPlane.isPossible(new ImagePlus("x", new FloatProcessor(1, 1, new float[] {0.5f}))));
        assertFalse(LabelPlane.isPossible(channels));
        assertTrue(LabelPlane.isPossible(new ImagePlus("x", new FloatProcessor(1, 1, new float[] {5}))));
    }

    @Test
    void The_outline_of_an_object_covers_its_pixels() throws Exception {
        ShortProcessor labels = new ShortProcessor(30, 30);
        labels.setValue(7);
        labels.fill(new OvalRoi(5, 8, 12, 9));
        labels.set(25, 25, 7); // a second part
        LabelPlane plane = LabelPlane.of(labels, "l");
        int[] again = RoiLabels.paint(Collections.singletonList(plane.outline(7)), 30, 30).labels;
        for (int i = 0; i < again.length; i++) {
            assertEquals(labels.get(i) == 7 ? 1 : 0, again[i], "pixel " + i);
        }
    }

    @Test
    void Painted_rois_keep_their_own_outlines() {
        Roi oval = new OvalRoi(1, 1, 5, 5);
        LabelPlane plane = LabelPlane.of(RoiLabels.paint(Arrays.asList(new Roi(0, 0, 9, 9), oval), 9, 9));
        assertEquals(Roi.OVAL, plane.outline(2).getType());
    }

    @Test
    void Planes_of_a_stack_are_labels_of_their_own() throws Exception {
        ImagePlus stack = IJ.createHyperStack("s", 2, 1, 1, 2, 2, 16);
        stack.getStack().getProcessor(3).set(1, 0, 9);
        LabelSource source = LabelSource.of(stack);
        assertEquals(4, source.planes());
        assertArrayEquals(new int[] {0, 9}, source.plane(2).labels);
        assertEquals(" z1 t2", source.planeName(2));
    }

    @Test
    void Grey_values_are_those_that_ImageJ_measures() throws Exception {
        ImagePlus colours = new ImagePlus("c", new ColorProcessor(1, 1, new int[] {0x102040}));
        assertEquals((0x10 + 0x20 + 0x40) / 3f, grey(colours, 1)[0], 1e-4);
        ImagePlus calibrated = new ImagePlus("b", new ij.process.ByteProcessor(1, 1, new byte[] {10}));
        calibrated.getCalibration().setFunction(ij.measure.Calibration.STRAIGHT_LINE, new double[] {5, 2}, "OD");
        assertEquals(25f, grey(calibrated, 1)[0], 1e-4);
        ImagePlus two = IJ.createHyperStack("h", 1, 1, 2, 1, 2, 16);
        two.getStack().getProcessor(4).set(0, 0, 40000);
        SharedBlock block = GreyPlanes.share(two, 1, 2);
        assertEquals(40000f, block.buffer().asFloatBuffer().get(1));
        assertEquals("[2, 1, 1]", GreyPlanes.toMessage(two, block).get("shape").toString());
        block.close();
    }

    private static float[] grey(ImagePlus image, int count) throws Exception {
        SharedBlock block = GreyPlanes.share(image, 1, 1);
        FloatBuffer values = block.buffer().asFloatBuffer();
        float[] result = new float[count];
        values.get(result);
        block.close();
        return result;
    }

    private static String message(ImageProcessor plane) {
        return assertThrows(EngineException.class, () -> LabelPlane.of(plane, "cells")).getMessage();
    }

    @Test
    void Labels_look_like_labels_and_noisy_grey_values_do_not() {
        ij.process.ShortProcessor labels = new ij.process.ShortProcessor(64, 64);
        ij.process.ShortProcessor grey = new ij.process.ShortProcessor(64, 64);
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 64 * 64; i++) {
            labels.set(i, i % 64 % 8 < 6 && i / 64 % 8 < 6 ? 1 + i % 64 / 8 + i / 64 / 8 * 8 : 0);
            grey.set(i, 500 + random.nextInt(50));
        }
        assertTrue(LabelPlane.looksLikeLabels(new ij.ImagePlus("labels", labels)));
        assertTrue(LabelPlane.looksLikeLabels(new ij.ImagePlus("empty", new ij.process.ByteProcessor(8, 8))));
        assertFalse(LabelPlane.looksLikeLabels(new ij.ImagePlus("grey", grey)));
        assertFalse(LabelPlane.looksLikeLabels(new ij.ImagePlus("rgb", new ij.process.ColorProcessor(8, 8))));
    }
}
