package dlsegment.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.TrainingSet;
import dlsegment.client.EngineException;
import dlsegment.fake.SmallDisk;
import dlsegment.image.RoiFile;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From outlines to pairs of image and mask on disk, without a display. */
class TrainingSetTest {
    @TempDir
    File folder;

    @Test
    void Outlines_become_a_mask_beside_the_pixels_of_their_image() throws Exception {
        ImagePlus image = image("cells.tif", "16-bit ramp");
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().pixelHeight = 0.5;
        image.getCalibration().setUnit("micron");
        IJ.saveAsTiff(image, file("cells.tif").getPath());
        assertEquals("pairs=1 objects=2 all=1 set=" + set(), add("cells.tif", new Roi(2, 3, 10, 8), new OvalRoi(20, 20, 9, 9)));
        ImagePlus mask = open("masks/cells.tif");
        assertEquals(16, mask.getBitDepth());
        assertEquals("0 1 1 2", at(mask, 0, 0) + " " + at(mask, 2, 3) + " " + at(mask, 11, 10) + " " + at(mask, 24, 24));
        assertEquals(0.5, mask.getCalibration().pixelWidth);
        assertArrayEquals((short[]) image.getProcessor().getPixels(), (short[]) open("images/cells.tif").getProcessor().getPixels());
        assertEquals(0.5, open("images/cells.tif").getCalibration().pixelWidth);
    }

    @Test
    void A_corrected_image_replaces_its_mask_and_another_one_of_the_same_name_is_kept_apart() throws Exception {
        IJ.saveAsTiff(image("cells.tif", "8-bit ramp"), file("cells.tif").getPath());
        add("cells.tif", new Roi(2, 2, 9, 9));
        assertTrue(add("cells.tif", new Roi(20, 20, 9, 9)).contains("all=1"));
        assertEquals("0 1", at(open("masks/cells.tif"), 3, 3) + " " + at(open("masks/cells.tif"), 25, 25));
        IJ.saveAsTiff(image("cells.tif", "8-bit white"), file("cells.tif").getPath());
        assertTrue(add("cells.tif", new Roi(2, 2, 9, 9)).contains("all=2"));
        assertTrue(new File(set(), "masks/cells-2.tif").exists());
    }

    @Test
    void Overlapping_outside_and_ignored_outlines_are_told_and_trained_on_as_far_as_they_go() throws Exception {
        IJ.saveAsTiff(image("cells.tif", "8-bit ramp"), file("cells.tif").getPath());
        Roi ignored = new Roi(30, 0, 10, 10);
        ignored.setName("ignore-debris");
        Roi outside = new Roi(100, 100, 5, 5);
        outside.setName("lost");
        String answer = add("cells.tif", new Roi(0, 0, 20, 20), new Roi(15, 15, 6, 6), new Roi(-4, 30, 8, 8), ignored, outside);
        assertTrue(answer.contains("objects=3"), answer);
        ImagePlus mask = open("masks/cells.tif");
        assertEquals(32, mask.getBitDepth(), "16-bit pixels have no sign");
        assertEquals("1 2 3 -1", at(mask, 1, 1) + " " + at(mask, 16, 16) + " " + at(mask, 1, 33) + " " + at(mask, 35, 5));
    }

    @Test
    void Sparse_annotation_leaves_only_a_rim_and_marked_background_known() throws Exception {
        IJ.saveAsTiff(image("cells.tif", "8-bit ramp"), file("cells.tif").getPath());
        Roi background = new Roi(0, 30, 8, 8);
        background.setName("background");
        write(new Roi(10, 10, 10, 10), background);
        TrainingSet.run("set=" + set() + " file=[" + file("cells.tif") + "] rois=[" + file("rois.zip") + "] outside=ignore");
        ImagePlus mask = open("masks/cells.tif");
        assertEquals("1 0 -1 0", at(mask, 12, 12) + " " + at(mask, 9, 12) + " " + at(mask, 30, 12) + " " + at(mask, 3, 33));
    }

    @Test
    void Each_annotated_plane_of_a_stack_is_a_pair_of_its_own() throws Exception {
        IJ.saveAsTiff(IJ.createImage("stack", "8-bit ramp", 40, 40, 5), file("stack.tif").getPath());
        Roi second = new Roi(1, 1, 9, 9);
        second.setPosition(2);
        Roi fourth = new Roi(20, 20, 9, 9);
        fourth.setPosition(4);
        assertTrue(add("stack.tif", second, fourth).startsWith("pairs=2 objects=2"));
        assertArrayEquals(new String[] {"stack-z2-t1.tif", "stack-z4-t1.tif"}, sorted("masks"));
        assertEquals(1, open("images/stack-z2-t1.tif").getStackSize());
    }

    @Test
    void Colour_images_keep_their_colours() throws Exception {
        IJ.saveAsTiff(IJ.createImage("he", "RGB ramp", 40, 40, 1), file("he.tif").getPath());
        add("he.tif", new Roi(2, 2, 9, 9));
        assertEquals(ImagePlus.COLOR_RGB, open("images/he.tif").getType());
    }

    @Test
    void What_cannot_be_trained_on_is_one_sentence_and_nothing_is_written() throws Exception {
        IJ.saveAsTiff(image("cells.tif", "8-bit ramp"), file("cells.tif").getPath());
        write(new Roi(100, 100, 5, 5));
        String where = "set=" + set() + " file=[" + file("cells.tif") + "] rois=[" + file("rois.zip") + "]";
        assertEquals("error: None of the ROIs covers a pixel of \"cells.tif\" (40 x 40); are they those of another image?", TrainingSet.run(where));
        write(new ij.gui.Line(1, 1, 20, 20));
        assertTrue(TrainingSet.run(where).startsWith("error: None of the 1 ROIs is the outline of an object"), TrainingSet.run(where));
        assertTrue(TrainingSet.run("set=" + set() + " file=[" + file("cells.tif") + "]").startsWith("error: \"cells.tif\" has no ROIs in the ROI Manager or its overlay"));
        assertTrue(TrainingSet.run("set=" + set() + " file=[" + file("cells.tif") + "] rois=nonsense").startsWith("error: rois=nonsense must be manager, overlay, auto or a file"));
        assertTrue(TrainingSet.run("set=" + set() + " file=[" + file("cells.tif") + "] rois=[" + file("none.zip") + "]").startsWith("error: There is no file of ROIs at "));
        assertTrue(TrainingSet.run("set=" + set() + " epochs=3").startsWith("error: There is no option \"epochs\""));
        assertTrue(TrainingSet.run("file=[" + file("cells.tif") + "]").startsWith("error: Name the folder of the training set"));
        assertFalse(set().exists());
    }

    @Test
    void A_place_that_cannot_be_written_is_named() throws Exception {
        IJ.saveAsTiff(image("cells.tif", "8-bit ramp"), file("cells.tif").getPath());
        Files.write(set().toPath(), new byte[1]);
        assertTrue(add("cells.tif", new Roi(2, 2, 9, 9)).startsWith("error: The training set " + set() + " cannot be written"));
    }

    @Test
    void Names_of_rois_become_class_images_and_numbers_that_stay() throws Exception {
        IJ.saveAsTiff(image("cells.tif", "8-bit ramp"), file("cells.tif").getPath());
        Roi cell = named("mitotic-1", new Roi(2, 2, 3, 3));
        Roi unknown = named("0001-0002", new Roi(8, 2, 3, 3));
        write(cell, unknown);
        assertTrue(TrainingSet.run("set=" + set() + " classes=roi_names name=a file=[" + file("cells.tif") + "] rois=[" + file("rois.zip") + "]").startsWith("pairs=1"));
        write(named("resting", new Roi(2, 2, 3, 3)), named("mitotic-7", new Roi(8, 2, 3, 3)));
        IJ.saveAsTiff(image("other.tif", "8-bit white"), file("other.tif").getPath());
        // a set that knows classes goes on with them
        assertTrue(TrainingSet.run("set=" + set() + " name=b file=[" + file("other.tif") + "] rois=[" + file("rois.zip") + "]").startsWith("pairs=1"));
        assertEquals(Arrays.asList("mitotic", "resting"), new TrainingSetFolder(set()).classNames());
        assertEquals("1 0", classAt("a", 3, 3) + " " + classAt("a", 9, 3));
        assertEquals("2 1", classAt("b", 3, 3) + " " + classAt("b", 9, 3));
    }

    @Test
    void Pairs_from_before_there_were_classes_tell_none() throws Exception {
        IJ.saveAsTiff(image("cells.tif", "8-bit ramp"), file("cells.tif").getPath());
        assertTrue(add("cells.tif", new Roi(2, 2, 9, 9)).startsWith("pairs=1"));
        assertEquals(1, new TrainingSetFolder(set()).fillClasses());
        assertEquals(0, new TrainingSetFolder(set()).fillClasses());
        assertEquals(0, classAt("cells", 3, 3));
        write(named("0003", new Roi(2, 2, 3, 3)));
        String answer = TrainingSet.run("set=" + set() + " classes=roi_names file=[" + file("cells.tif") + "] rois=[" + file("rois.zip") + "]");
        assertTrue(answer.startsWith("error: None of the ROIs of \"cells.tif\" has a name that tells a class"), answer);
    }

    @Test
    void A_class_that_is_named_by_a_number_is_that_class() throws Exception {
        ClassNames names = new ClassNames(folder);
        assertEquals("0 2 1 3 3 2", names.number("") + " " + names.number("2") + " " + names.number("1") + " " + names.number("dead, or so") + " "
            + names.number("dead  or so") + " " + names.number("2"));
        names.save();
        assertEquals(Arrays.asList("1", "2", "dead  or so"), new ClassNames(folder).names());
        assertEquals(3, new ClassNames(folder).number("3"));
    }

    private int classAt(String name, int x, int y) {
        return IJ.openImage(new File(set(), "classes/" + name + ".tif").getPath()).getProcessor().get(x, y);
    }

    private static Roi named(String name, Roi roi) {
        roi.setName(name);
        return roi;
    }

    @Test
    void A_full_disk_is_named_and_the_set_stays_as_it_was() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(new File(folder, "disk"), 64)) {
            IJ.saveAsTiff(image("a", "8-bit ramp"), file("a.tif").getPath());
            IJ.saveAsTiff(IJ.createImage("b", "8-bit ramp", 400, 400, 1), file("b.tif").getPath());
            write(new Roi(5, 5, 9, 9));
            String options = "set=" + disk.folder + "/set rois=[" + file("rois.zip") + "] file=";
            assertEquals("pairs=1 objects=1 all=1 set=" + disk.folder + "/set", TrainingSet.run(options + file("a.tif")));
            String answer = TrainingSet.run(options + file("b.tif"));
            assertTrue(answer.matches("error: The training set .*/set cannot be written \\(No space left on device\\); choose another folder or make room on the disk\\."), answer);
            for (String part : new String[] {"images", "masks"}) {
                assertArrayEquals(new String[] {"a.tif"}, new File(disk.folder, "set/" + part).list());
            }
        }
    }

    @Test
    void A_channel_that_is_no_number_is_refused() {
        ImagePlus image = image("a", "8-bit ramp");
        assertThrows(EngineException.class, () -> TrainingSetFolder.channels(image, "red"));
    }

    private String add(String name, Roi... rois) throws IOException {
        write(rois);
        return TrainingSet.run("set=" + set() + " file=[" + file(name) + "] rois=[" + file("rois.zip") + "]");
    }

    private void write(Roi... rois) throws IOException {
        for (int i = 0; i < rois.length; i++) {
            if (rois[i].getName() == null) {
                rois[i].setName("cell-" + i);
            }
        }
        RoiFile.write(Arrays.asList(rois), file("rois.zip"));
    }

    private static ImagePlus image(String title, String type) {
        return IJ.createImage(title, type, 40, 40, 1);
    }

    private File set() {
        return new File(folder, "set");
    }

    private File file(String name) {
        return new File(folder, name);
    }

    private ImagePlus open(String name) {
        return IJ.openImage(new File(set(), name).getPath());
    }

    private String[] sorted(String name) {
        String[] names = new File(set(), name).list();
        Arrays.sort(names);
        return names;
    }

    private static int at(ImagePlus mask, int x, int y) {
        ImageProcessor pixels = mask.getProcessor();
        return Math.round(pixels.getf(x, y));
    }
}
