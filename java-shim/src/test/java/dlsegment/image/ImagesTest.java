package dlsegment.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.SharedBlock;
import dlsegment.client.Workspaces;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images out, labels and ROIs back, without an engine. */
class ImagesTest {
    private static final List<Integer> FIRST = Collections.singletonList(1);

    @TempDir
    Path folder;

    private final Workspaces workspaces = new Workspaces();

    @Test
    void Planes_of_all_types_arrive_as_they_are() throws Exception {
        ByteBuffer bytes = encode(new ImagePlus("b", new ij.process.ByteProcessor(2, 2, new byte[] {0, 1, (byte) 200, 3})), FIRST, "uint8", 1);
        assertEquals((byte) 200, bytes.get(2));
        ByteBuffer shorts = encode(new ImagePlus("s", new ShortProcessor(2, 2, new short[] {1, 2, (short) 60000, 4}, null)), FIRST, "uint16", 1);
        assertEquals((short) 60000, shorts.getShort(4));
        ByteBuffer floats = encode(new ImagePlus("f", new FloatProcessor(2, 2, new float[] {1, 2, -3.5f, 4})), FIRST, "float32", 1);
        assertEquals(-3.5f, floats.getFloat(8));
        workspaces.close();
    }

    @Test
    void Colours_arrive_as_three_planes_one_colour_or_grey() throws Exception {
        ImagePlus image = new ImagePlus("c", new ColorProcessor(2, 2, new int[] {0x102030, 0x405060, 0, 0xffffff}));
        ByteBuffer three = encode(image, Arrays.asList(1, 2, 3), "uint8", 3);
        assertArrayEquals(new byte[] {0x10, 0x40, 0, (byte) 0xff, 0x20, 0x50, 0, (byte) 0xff, 0x30, 0x60, 0, (byte) 0xff}, copy(three, 12));
        assertArrayEquals(new byte[] {0x20, 0x50, 0, (byte) 0xff}, copy(encode(image, Arrays.asList(2), "uint8", 1), 4));
        ByteBuffer grey = encode(image, Collections.<Integer>emptyList(), "uint8", 1);
        assertEquals((byte) 0xff, grey.get(3));
        workspaces.close();
    }

    @Test
    void Channels_are_found_in_a_hyperstack() throws Exception {
        ImagePlus image = hyperstack();
        List<Plane> planes = Plane.of(image, Arrays.asList(2), true);
        assertEquals(6, planes.size());
        assertEquals(image.getStackIndex(2, 3, 1), planes.get(2).stackIndices[0]);
        image.setPosition(1, 2, 2);
        List<Plane> current = Plane.of(image, Arrays.asList(2), false);
        assertEquals(1, current.size());
        assertEquals(2, current.get(0).z);
        assertEquals(2, current.get(0).t);
    }

    @Test
    void The_usual_channel_is_the_one_that_is_shown() throws Exception {
        ImagePlus image = hyperstack();
        image.setC(2);
        assertEquals(Arrays.asList(2), Channels.choose(image, Collections.<Integer>emptyList(), 1));
        assertEquals(Arrays.asList(1, 2), Channels.choose(image, Collections.<Integer>emptyList(), 2));
        assertEquals(Collections.emptyList(), Channels.choose(new ImagePlus("c", new ColorProcessor(2, 2)), Collections.<Integer>emptyList(), 1));
    }

    @Test
    void Channels_that_do_not_fit_are_refused() {
        ImagePlus image = hyperstack();
        assertMessage("There is no channel 5 in \"h\"; it has 2.", () -> Channels.choose(image, Arrays.asList(5), 1));
        assertMessage("The model takes 1 channel, but channel=1,2 names 2.", () -> Channels.choose(image, Arrays.asList(1, 2), 1));
        assertMessage("The model takes 3 channels, but \"h\" has 2", () -> Channels.choose(image, Collections.<Integer>emptyList(), 3));
    }

    @Test
    void A_roi_has_sub_pixel_vertices_half_a_pixel_off_and_keeps_its_probability() {
        Roi roi = new RoiBuilder(new ImagePlus("i", new ShortProcessor(20, 20))).build(objects(plane(new ImagePlus("i", new ShortProcessor(20, 20))))).get(0);
        assertEquals(Roi.POLYGON, roi.getType());
        assertArrayEquals(new float[] {12.75f, 10.5f, 8.25f, 10.5f}, roi.getFloatPolygon().xpoints);
        assertArrayEquals(new float[] {5.5f, 7.75f, 5.5f, 3.25f}, roi.getFloatPolygon().ypoints);
        assertEquals("0001", roi.getName());
        assertEquals("0.9000", roi.getProperty("probability"));
        assertEquals("1", roi.getProperty("label"));
        assertNull(roi.getProperty("class"));
        assertEquals(0, roi.getPosition());
    }

    @Test
    void A_roi_knows_its_place_in_a_stack_and_in_a_hyperstack() throws Exception {
        ImagePlus image = hyperstack();
        Plane plane = Plane.of(image, Arrays.asList(2), true).get(4);
        Roi roi = new RoiBuilder(image).build(objects(plane)).get(0);
        assertTrue(roi.hasHyperStackPosition());
        assertEquals("0 2 2", roi.getCPosition() + " " + roi.getZPosition() + " " + roi.getTPosition());
        assertEquals("z2-t2-0001", roi.getName());
        ImagePlus stack = IJ.createImage("s", "8-bit black", 20, 20, 5);
        Roi inStack = new RoiBuilder(stack).build(objects(Plane.of(stack, FIRST, true).get(3))).get(0);
        assertEquals(4, inStack.getPosition());
    }

    @Test
    void Names_of_rois_have_the_same_digits_in_every_language() throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            ImagePlus image = hyperstack();
            assertEquals("z2-t2-0001", new RoiBuilder(image).build(objects(Plane.of(image, Arrays.asList(2), true).get(4))).get(0).getName());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void Labels_become_a_calibrated_16_bit_image_with_a_black_background() {
        ImagePlus source = new ImagePlus("i", new ShortProcessor(20, 20));
        source.getCalibration().setUnit("\u00b5m");
        source.getCalibration().pixelWidth = 0.25;
        ImagePlus labels = LabelImageBuilder.build("l", source, Arrays.asList(objects(plane(source))));
        assertEquals(ImagePlus.GRAY16, labels.getType());
        assertEquals(1, labels.getProcessor().get(10, 5));
        assertEquals(0.25, labels.getCalibration().pixelWidth);
        assertEquals("\u00b5m", labels.getCalibration().getUnit());
        assertEquals(0, labels.getProcessor().getCurrentColorModel().getRGB((byte) 0) & 0xffffff);
        assertTrue((labels.getBufferedImage().getRGB(10, 5) & 0xffffff) != 0, "label 1 must not look like background");
    }

    @Test
    void Labels_of_a_hyperstack_keep_slices_and_frames() throws Exception {
        ImagePlus image = hyperstack();
        List<FoundObjects> planes = new java.util.ArrayList<FoundObjects>();
        for (Plane plane : Plane.of(image, Arrays.asList(1), true)) {
            planes.add(objects(plane));
        }
        ImagePlus labels = LabelImageBuilder.build("l", image, planes);
        assertEquals("1 3 2", labels.getNChannels() + " " + labels.getNSlices() + " " + labels.getNFrames());
    }

    @Test
    void More_than_65535_objects_become_32_bit_float() {
        ImagePlus source = new ImagePlus("i", new ShortProcessor(300, 300));
        int count = 70000;
        ByteBuffer table = ByteBuffer.allocate(count * 14 * 4).order(ByteOrder.LITTLE_ENDIAN);
        int[] labels = new int[300 * 300];
        labels[7] = count;
        ImagePlus image = LabelImageBuilder.build("l", source, Arrays.asList(new FoundObjects(plane(source), 300, table, 14, labels)));
        assertEquals(ImagePlus.GRAY32, image.getType());
        assertEquals(70000f, image.getProcessor().getf(7, 0));
    }

    @Test
    void Objects_outside_an_area_go_and_the_rest_is_numbered_anew() {
        FoundObjects all = objects(plane(new ImagePlus("i", new ShortProcessor(20, 20))));
        FoundObjects left = all.inside(new Roi(0, 10, 8, 10));
        assertEquals(1, left.count());
        assertEquals(0.8f, left.probability(0));
        assertEquals(0, left.labels()[5 * 20 + 10]);
        assertEquals(1, left.labels()[15 * 20 + 4]);
        assertEquals(2, all.labels()[15 * 20 + 4]);
    }

    @Test
    void The_table_has_areas_and_means_in_the_units_of_the_image() {
        ImagePlus image = new ImagePlus("cells.tif", new ShortProcessor(20, 20));
        image.getProcessor().set(10, 5, 700);
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().pixelHeight = 0.5;
        ResultsTable table = new ResultsTable();
        ObjectTable.append(table, image, image.getStack(), objects(plane(image)), Collections.<String>emptyList());
        assertEquals(2, table.size());
        assertEquals("cells.tif", table.getLabel(0));
        assertEquals(0.9, table.getValue("Probability", 0), 1e-6);
        assertEquals(5.25, table.getValue("X", 0), 1e-6);
        assertEquals(0.25, table.getValue("Area", 0), 1e-9);
        assertEquals(700, table.getValue("Mean", 0), 1e-9);
    }

    @Test
    void A_file_of_rois_is_read_back_by_ImageJ() throws IOException {
        List<Roi> rois = new RoiBuilder(new ImagePlus("i", new ShortProcessor(20, 20))).build(objects(plane(new ImagePlus("i", new ShortProcessor(20, 20)))));
        File file = folder.resolve("Kerne \u00b5.zip").toFile();
        RoiFile.write(rois, file);
        try (ZipInputStream zip = new ZipInputStream(new FileInputStream(file))) {
            ZipEntry entry = zip.getNextEntry();
            assertEquals("0001.roi", entry.getName());
            byte[] bytes = new byte[10000];
            int length = 0;
            for (int n = zip.read(bytes); n > 0; n = zip.read(bytes, length, bytes.length - length)) {
                length += n;
            }
            Roi roi = RoiDecoder.openFromByteArray(Arrays.copyOf(bytes, length));
            assertEquals(12.75f, roi.getFloatPolygon().xpoints[0]);
            assertEquals("0.9000", roi.getProperty("probability"));
        }
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void Pixel_sizes_are_told_in_micrometres_where_they_are_known() {
        Calibration calibration = new Calibration();
        assertNull(MicronSize.of(calibration));
        calibration.pixelWidth = 250;
        calibration.pixelHeight = 500;
        calibration.setUnit("nm");
        assertEquals(Arrays.asList(0.25, 0.5), MicronSize.of(calibration));
        calibration.setUnit("parsec");
        assertNull(MicronSize.of(calibration));
    }

    private ByteBuffer encode(ImagePlus image, List<Integer> channels, String dtype, int planes) throws Exception {
        Plane plane = Plane.of(image, Channels.isRgb(image) ? FIRST : channels, true).get(0);
        Map<String, Object> array = new PlaneEncoder(image.getStack(), channels).encode(plane, workspaces.borrow());
        assertEquals(dtype, array.get("dtype"));
        assertEquals(Arrays.<Object>asList(planes, 2, 2), array.get("shape"));
        int size = dtype.equals("uint8") ? 1 : dtype.equals("uint16") ? 2 : 4;
        return SharedBlock.read(Json.object(array.get("shm")), planes * 4 * size);
    }

    private static byte[] copy(ByteBuffer buffer, int count) {
        byte[] bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }

    private static ImagePlus hyperstack() {
        ImagePlus image = IJ.createHyperStack("h", 20, 20, 2, 3, 2, 16);
        return image;
    }

    private static Plane plane(ImagePlus image) {
        try {
            return Plane.of(image, FIRST, true).get(0);
        } catch (EngineException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two diamonds: at (10, 5) with radius 2.25 and probability 0.9, at (4, 15) with radius 1 and probability 0.8. */
    private static FoundObjects objects(Plane plane) {
        ByteBuffer table = ByteBuffer.allocate(2 * 14 * 4).order(ByteOrder.LITTLE_ENDIAN);
        diamond(table, 1, 0.9f, 10, 5, 2.25f);
        diamond(table, 2, 0.8f, 4, 15, 1);
        table.flip();
        int[] labels = new int[400];
        labels[5 * 20 + 10] = 1;
        labels[15 * 20 + 4] = 2;
        return new FoundObjects(plane, 20, table, 14, labels);
    }

    private static void diamond(ByteBuffer table, int label, float probability, float x, float y, float radius) {
        for (float value : new float[] {0, label, probability, 0, x, y, x + radius, y, x, y + radius, x - radius, y, x, y - radius}) {
            table.putFloat(value);
        }
    }

    private interface Action {
        void run() throws EngineException;
    }

    private static void assertMessage(String words, Action action) {
        String message = assertThrows(EngineException.class, action::run).getMessage();
        assertTrue(message.contains(words), message);
    }
}
