package dlsegment.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.client.Json;
import dlsegment.fake.Checkout;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.gui.TextRoi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ROIs become label images. */
class RoiLabelsTest {
    @TempDir
    Path folder;

    @Test
    void Where_rois_overlap_the_smaller_one_has_the_pixel_in_any_order() {
        Roi large = named("large", new Roi(0, 0, 4, 2));
        Roi small = named("small", new Roi(3, 0, 2, 1));
        assertEquals("11122.\n1111..", text(RoiLabels.paint(Arrays.asList(large, small), 6, 2)));
        assertEquals("22211.\n2222..", text(RoiLabels.paint(Arrays.asList(small, large), 6, 2)));
    }

    @Test
    void Of_two_overlapping_rois_of_one_size_the_earlier_one_has_the_pixel() {
        assertEquals("1112.", text(RoiLabels.paint(Arrays.asList(new Roi(0, 0, 3, 1), new Roi(1, 0, 3, 1)), 5, 1)));
    }

    @Test
    void Ignored_regions_stay_where_no_object_is() {
        Roi cell = named("cell", new Roi(1, 0, 2, 1));
        RoiLabels painted = RoiLabels.paint(Arrays.asList(cell, named("Ignore this-2", new Roi(2, 0, 3, 1))), 6, 1);
        assertArrayEquals(new int[] {0, 1, 1, -1, -1, 0}, painted.labels);
        assertEquals(Collections.singletonList(cell), painted.objects);
    }

    @Test
    void Ovals_polygons_and_composites_cover_what_their_masks_cover() {
        Roi ring = new ShapeRoi(new OvalRoi(2, 2, 12, 12)).not(new ShapeRoi(new OvalRoi(5, 5, 6, 6)));
        Roi polygon = new PolygonRoi(new float[] {20.3f, 30.6f, 25.1f}, new float[] {2.2f, 4.4f, 14.9f}, 3, Roi.POLYGON);
        RoiLabels painted = RoiLabels.paint(Arrays.asList(ring, polygon), 40, 20);
        for (int i = 0; i < 2; i++) {
            int pixels = 0;
            for (int label : painted.labels) {
                pixels += label == i + 1 ? 1 : 0;
            }
            ImageProcessor mask = painted.objects.get(i).getMask();
            assertEquals(mask.getHistogram()[255], pixels);
        }
        assertEquals(0, painted.labels[8 * 40 + 8], "the hole of the ring");
        assertEquals(2, painted.count());
    }

    @Test
    void Rois_outside_are_cut_or_left_out_and_named() {
        RoiLabels painted = RoiLabels.paint(Arrays.asList(named("cut", new Roi(-2, 0, 3, 1)), named("far", new Roi(90, 90, 3, 3))), 3, 1);
        assertArrayEquals(new int[] {1, 0, 0}, painted.labels);
        assertEquals(Collections.singletonList("The ROI far has no pixel inside of the 3 x 1 image and was left out."), painted.notes);
        assertEquals(1, painted.count());
        assertEquals(2, painted.objects.size());
    }

    // RegionLabelsTests of the engine reads the same cases
    @Test
    void Regions_become_labels_as_in_the_engine() throws IOException {
        List<Object> cases = Json.list(Json.parse(new String(Files.readAllBytes(Checkout.file("tests/fixtures/labels/regions.json").toPath()), StandardCharsets.UTF_8)));
        assertEquals(8, cases.size());
        for (Object entry : cases) {
            Map<String, Object> sample = Json.object(entry);
            List<Roi> rois = new ArrayList<Roi>();
            for (Object region : Json.list(sample.get("regions"))) {
                rois.add(region(Json.object(region)));
            }
            StringBuilder expected = new StringBuilder();
            List<Object> rows = Json.list(sample.get("labels"));
            for (Object row : rows) {
                expected.append(expected.length() == 0 ? "" : "\n").append(row);
            }
            assertEquals(expected.toString(), text(RoiLabels.paint(rois, String.valueOf(rows.get(0)).length(), rows.size())).replace("-1", "-"), Json.text(sample.get("name")));
        }
    }

    private static Roi region(Map<String, Object> region) {
        List<Object> mask = Json.list(region.get("mask"));
        ByteProcessor pixels = new ByteProcessor(Json.text(mask.get(0)).length(), mask.size());
        for (int i = 0; i < pixels.getPixelCount(); i++) {
            pixels.set(i, Json.text(mask.get(i / pixels.getWidth())).charAt(i % pixels.getWidth()) == '#' ? 255 : 0);
        }
        pixels.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
        Roi roi = new ThresholdToSelection().convert(pixels);
        roi.setLocation((int) Json.number(region.get("x"), 0), (int) Json.number(region.get("y"), 0));
        return named(Json.text(region.get("name")), roi);
    }

    @Test
    void Rois_without_a_pixel_of_their_own_or_without_an_area_are_named() {
        List<Roi> rois = Arrays.asList(named("twin", new Roi(0, 0, 2, 1)), named("other twin", new Roi(0, 0, 2, 1)), named("axis", new Line(0, 0, 3, 0)),
            named("spot", new PointRoi(1, 0)), named("note", new TextRoi(0, 0, "hello")));
        RoiLabels painted = RoiLabels.paint(rois, 3, 1);
        assertArrayEquals(new int[] {1, 1, 0}, painted.labels);
        assertEquals(Arrays.asList("3 ROIs have no area (lines, points or texts) and were left out: axis, spot, note.",
            "The ROI other twin is wholly covered by smaller ones and was left out."), painted.notes);
    }

    @Test
    void Names_tell_the_class_and_the_names_that_programs_give_tell_none() {
        String[][] cases = {{"mitotic", "mitotic"}, {"mitotic-12", "mitotic"}, {"T cell 3", "T cell"}, {"mitotic-0012-0034", "mitotic"}, {"0012-0034", ""},
            {"0001", ""}, {"z1-t3-0001", ""}, {null, ""}, {"CD4_2", "CD4"}, {"CD8", "CD8"}};
        for (String[] c : cases) {
            assertEquals(c[1], RoiLabels.classOf(named(c[0], new Roi(0, 0, 1, 1))), c[0]);
        }
        Roi roi = named("0001", new Roi(0, 0, 1, 1));
        roi.setProperty("class", "2");
        assertEquals(Collections.singletonList("2"), RoiLabels.paint(Collections.singletonList(roi), 2, 2).classes);
        roi.setName("mitotic"); // the user knows better
        assertEquals("mitotic", RoiLabels.classOf(roi));
    }

    @Test
    void Rois_belong_to_the_plane_that_shows_them() {
        ImagePlus series = IJ.createHyperStack("s", 8, 8, 2, 3, 2, 8);
        Roi everywhere = named("everywhere", new Roi(0, 0, 1, 1));
        Roi placed = named("placed", new Roi(0, 0, 1, 1));
        placed.setPosition(0, 2, 1);
        Roi indexed = named("indexed", new Roi(0, 0, 1, 1));
        indexed.setPosition(series.getStackIndex(2, 3, 2));
        Roi frame = named("frame", new Roi(0, 0, 1, 1));
        frame.setPosition(0, 0, 2);
        List<Roi> all = Arrays.asList(everywhere, placed, indexed, frame);
        assertEquals(Arrays.asList(everywhere, placed), RoiLabels.onPlane(all, series, 2, 1));
        assertEquals(Arrays.asList(everywhere, indexed, frame), RoiLabels.onPlane(all, series, 3, 2));
        assertEquals(Arrays.asList(everywhere), RoiLabels.onPlane(all, series, 1, 1));
    }

    @Test
    void A_zip_of_rois_comes_back_as_it_was_written() throws Exception {
        File file = folder.resolve("rois.zip").toFile();
        Roi one = named("eins \u00b5", new OvalRoi(1, 2, 5, 6));
        one.setPosition(3);
        RoiFile.write(Arrays.asList(one, named("zwei", new Roi(0, 0, 2, 2))), file);
        List<Roi> read = RoiFile.read(file);
        assertEquals("eins \u00b5", read.get(0).getName());
        assertEquals(one.getBounds(), read.get(0).getBounds());
        assertEquals(3, read.get(0).getPosition());
        assertEquals("zwei", read.get(1).getName());
    }

    @Test
    void A_zip_without_rois_and_a_damaged_roi_are_named() throws Exception {
        File empty = zip("empty.zip", "readme.txt", "no ROIs");
        assertTrue(assertThrows(IOException.class, () -> RoiFile.read(empty)).getMessage().endsWith("empty.zip holds no ROIs; save them with More > Save... in the ROI Manager."));
        File damaged = zip("damaged.zip", "cell.roi", "This is not a ROI but it has more than sixty-four bytes, as ROIs have.");
        assertTrue(assertThrows(IOException.class, () -> RoiFile.read(damaged)).getMessage().contains("The ROI cell.roi is damaged"));
    }

    @Test
    void Rois_that_people_drew_give_the_published_masks() throws Exception {
        File rois = Checkout.shared("t98g-phase/test/rois/set46_RoiSet.zip");
        assumeTrue(rois.exists(), "there is no ../shared/data/t98g-phase");
        ImageProcessor truth = IJ.openImage(Checkout.shared("t98g-phase/test/masks/set46.tif").getPath()).getProcessor();
        RoiLabels painted = RoiLabels.paint(RoiFile.read(rois), truth.getWidth(), truth.getHeight());
        assertEquals((int) truth.getStatistics().max, painted.count());
        Map<Integer, int[]> hits = new HashMap<Integer, int[]>();
        int same = 0;
        int either = 0;
        for (int i = 0; i < painted.labels.length; i++) {
            boolean t = truth.get(i) > 0;
            boolean p = painted.labels[i] > 0;
            same += t && p ? 1 : 0;
            either += t || p ? 1 : 0;
            if (t && p) {
                hits.computeIfAbsent(truth.get(i), k -> new int[painted.objects.size() + 1])[painted.labels[i]]++;
            }
        }
        assertTrue(same > 0.97 * either, same + " of " + either);
        assertEquals(painted.count(), hits.values().stream().map(RoiLabelsTest::best).distinct().count());
    }

    private static int best(int[] counts) {
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return best;
    }

    private File zip(String name, String entry, String content) throws IOException {
        File file = folder.resolve(name).toFile();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file.toPath()))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return file;
    }

    private static Roi named(String name, Roi roi) {
        roi.setName(name);
        return roi;
    }

    private static String text(RoiLabels painted) {
        List<String> rows = new ArrayList<String>();
        for (int y = 0; y < painted.height; y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < painted.width; x++) {
                int label = painted.labels[y * painted.width + x];
                row.append(label == 0 ? "." : Integer.toString(label));
            }
            rows.add(row.toString());
        }
        return String.join("\n", rows);
    }
}
