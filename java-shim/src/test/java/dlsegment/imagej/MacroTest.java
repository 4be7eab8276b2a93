package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.fake.Checkout;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.Rectangle;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Macros in a real, plain ImageJ, with the fake engine: the examples of docs/macros.md and what can go wrong. */
class MacroTest {
    @TempDir
    File folder;

    private ImageJ imageJ;

    @BeforeEach
    void install() throws IOException {
        imageJ = new ImageJ(new File(folder, "ImageJ"));
    }

    @Test
    void The_document_shows_every_example() throws IOException {
        String document = text(Checkout.file("docs/macros.md"));
        for (File macro : Checkout.file("tests/fixtures/macros").listFiles()) {
            assertTrue(document.contains(text(macro)), macro.getName());
        }
    }

    // ImageJ greets its users with an error message at every start when two commands have one name.
    @Test
    void No_command_has_a_name_that_ImageJ_uses_itself() throws IOException {
        String menus;
        try (java.util.zip.ZipFile jar = new java.util.zip.ZipFile(ImageJ.ij())) {
            java.util.Scanner scanner = new java.util.Scanner(jar.getInputStream(jar.getEntry("IJ_Props.txt")), "UTF-8").useDelimiter("\\A");
            menus = scanner.next();
        }
        for (String line : text(Checkout.file("plugins.config/plugins.config")).split("\n")) {
            if (line.startsWith("Plugins>")) {
                String command = line.split(", ")[1];
                assertFalse(menus.contains("=" + command + ","), command);
            }
        }
    }

    @Test
    void A_single_image() throws Exception {
        display();
        ImageJ.End end = imageJ.onDisplay(example("single-image"), spots("a.tif", 1, 3));
        assertEquals(3, end.number("objects"), end.output);
    }

    @Test
    void A_folder_in_batch_mode() throws Exception {
        display();
        File images = new File(folder, "Bilder \u00b5 \u7d30\u80de");
        assertTrue(images.mkdirs());
        spots(images.getName() + "/one.tif", 1, 3);
        spots(images.getName() + "/two.tif", 1, 2);
        ImageJ.End end = imageJ.onDisplay(example("folder"), images.getPath() + "/");
        ImagePlus labels = IJ.openImage(new File(images, "two-labels.tif").getPath());
        assertEquals(2, labels.getStatistics().max, end.output);
        assertTrue(new File(images, "one-rois.zip").length() > 100);
    }

    @Test
    void A_time_lapse() throws Exception {
        display();
        ImageJ.End end = imageJ.onDisplay(example("time-lapse"), spots("series.tif", 4, 3));
        assertEquals(3, end.number("frame 4"), end.output);
    }

    @Test
    void Objects_of_one_channel_measured_in_another() throws Exception {
        display();
        ImagePlus composite = IJ.createHyperStack("c", 64, 64, 2, 1, 1, 8);
        draw(composite.getStack().getProcessor(1), 3);
        String path = new File(folder, "c.tif").getPath();
        IJ.saveAsTiff(composite, path);
        ImageJ.End end = imageJ.onDisplay(example("measure"), path);
        assertEquals(3, end.number("measured"), end.output);
    }

    @Test
    void Maps_of_the_network() throws Exception {
        display();
        String series = spots("series.tif", 4, 3);
        ImageJ.End end = imageJ.onDisplay(example("maps"), series);
        assertTrue(end.output.contains("maps: 2 for each of 4 planes, the first is prob z:1 t:1\n"), end.output);
        assertTrue(end.output.contains("current: series-labels"), end.output);
    }

    @Test
    void A_model_that_restores_images_gives_its_image_without_a_display() throws Exception {
        String path = spots("a.tif", 1, 3);
        ImageJ.End end = imageJ.headless(macro("print(call('dlsegment.Segment.run', 'model=restore file=[" + path + "] maps_file=[" + path + "-restored.tif]'));"), "");
        assertTrue(end.output.contains("count=0 planes=1 image=0 title=[] seconds="), end.output);
        assertTrue(end.output.contains(" maps=1 maps_image=-") && end.output.contains(" maps_title=a-maps"), end.output);
        assertTrue(end.output.contains("gives an image and no objects: its maps are the result."), end.output);
        assertEquals(200, IJ.openImage(path + "-restored.tif").getStatistics().max, end.output);
    }

    @Test
    void Without_a_display() throws Exception {
        String path = spots("a.tif", 1, 3);
        ImageJ.End end = imageJ.headless(example("headless"), path);
        assertTrue(end.output.contains("count=3 planes=1"), end.output);
        assertEquals(3, IJ.openImage(path + "-labels.tif").getStatistics().max, end.output);
        assertTrue(text(new File(path + "-objects.csv")).contains("Probability"));
        assertTrue(new File(path + "-rois.zip").length() > 100);
    }

    @Test
    void On_every_Java_of_this_machine() throws Exception {
        String path = spots("a.tif", 1, 3);
        for (String java : ImageJ.javas()) {
            ImageJ.End end = imageJ.on(java).headless(example("headless"), path);
            assertTrue(end.output.contains("count=3 planes=1"), java + "\n" + end.output);
            assertTrue(new File(path + "-rois.zip").delete(), java);
        }
    }

    @Test
    void An_old_StarDist_macro() throws Exception {
        display();
        ImageJ.End end = imageJ.onDisplay(example("stardist"), spots("a.tif", 1, 3));
        assertEquals(3, end.number("objects"), end.output);
        assertTrue(end.output.contains("was replaced by \"nuclei\""), end.output);
    }

    @Test
    void Nothing_is_wiped_and_the_image_stays_as_it_is() throws Exception {
        display();
        ImageJ.End end = run("makeRectangle(0, 0, 5, 5); roiManager('add'); run('Select None'); getStatistics(a, m1);"
            + " run('Segment...', 'model=nuclei output=all'); selectWindow('a.tif'); getStatistics(a, m2); print('manager: ' + roiManager('count'));"
            + " print('mean: ' + (m1 - m2)); print('overlay: ' + Overlay.size); print('rows: ' + nResults);"
            + " run('Segment...', 'model=nuclei output=rois,table replace=true'); print('replaced: ' + roiManager('count')); print('all rows: ' + nResults);");
        assertEquals("4 0 3 3 3 6", end.number("manager") + " " + end.number("mean") + " " + end.number("overlay") + " " + end.number("rows") + " "
            + end.number("replaced") + " " + end.number("all rows"), end.output);
    }

    @Test
    void Label_images_are_called_after_the_image() throws Exception {
        display();
        ImageJ.End end = runOn(spots("my cells 1.5.tif", 1, 3), "id = getImageID(); for (i = 0; i < 2; i++) { selectImage(id); run('Segment...', 'model=nuclei output=labels');"
            + " print('title ' + i + ' is ' + getTitle()); }");
        assertTrue(end.output.contains("title 0 is my cells 1.5-labels\n"), end.output);
        assertTrue(end.output.contains("title 1 is my cells 1.5-labels-1\n"), end.output);
    }

    @Test
    void In_batch_mode_no_window_opens() throws Exception {
        display();
        ImageJ.End end = run("setBatchMode(true); run('Segment...', 'model=nuclei output=all'); print('windows: ' + call('dlsegment.imagej.Windows.visible'));"
            + " print('rois: ' + roiManager('count')); print('rows: ' + nResults); getStatistics(a, m, min, max); print('labels: ' + max);");
        assertEquals("0 3 3 3", end.number("windows") + " " + end.number("rois") + " " + end.number("rows") + " " + end.number("labels"), end.output);
    }

    @Test
    void Sub_pixel_rois_know_their_probability_and_place() throws Exception {
        display();
        ImageJ.End end = runOn(spots("s.tif", 3, 2), "run('Segment...', 'model=nuclei output=rois'); roiManager('select', 3); print('slice: ' + getSliceNumber());"
            + " print('probability: ' + 1000 * parseFloat(Roi.getProperty('probability')));");
        assertEquals(2, end.number("slice"), end.output);
        assertEquals(1000, end.number("probability"), 1);
    }

    @Test
    void Each_failure_is_one_sentence_and_stops_the_macro() throws Exception {
        display();
        String[][] cases = {
            {"run('Segment...', 'model=nukleus');", "There is no model \"nukleus\"; installed are nuclei"},
            {"run('Segment...', 'model=crash');", "The engine ended unexpectedly (exit code 134)"},
            {"run('Segment...', 'model=advice');", "Water the plants."},
            {"run('Segment...', 'model=fault');", "The fake engine failed with"},
            {"run('Segment...', 'model=nuclei prob=7');", "prob=7 must be a number from 0 to 1"},
            {"run('Segment...', 'model=nuclei colour=blue');", "There is no option \"colour\""},
            {"run('Segment...', 'image=[other.tif]');", "There is no image \"other.tif\" open; open images are a.tif"},
            {"close('*'); run('Segment...', 'model=nuclei');", "There is no image open; open one first."},
            {"run('Segment...', 'model=nuclei rois_file=/no/such/folder/x.zip');", "There is no folder /no/such/folder"},
            {"run('Models...', 'delete=nuclei');", "There is no operation 'delete-model'"},
        };
        for (String[] c : cases) {
            ImageJ.End end = run(c[0] + " print('the macro went on');");
            assertTrue(end.output.contains(c[1]), c[0] + "\n" + end.output);
            assertFalse(end.output.contains("the macro went on"), c[0] + "\n" + end.output);
        }
    }

    @Test
    void Without_an_engine_the_message_says_where_it_belongs() throws Exception {
        display();
        assertTrue(new File(imageJ.home, "plugins/fijibridge/fijibridge").delete());
        ImageJ.End end = run("run('Segment...', 'model=nuclei'); print('the macro went on');");
        assertTrue(end.output.contains("The segmentation engine was not found; unpack the DL Segment zip into this ImageJ's folder"), end.output);
        assertFalse(end.output.contains("the macro went on"), end.output);
    }

    @Test
    void A_call_returns_the_error_as_a_text() throws Exception {
        ImageJ.End end = imageJ.headless(macro("setBatchMode(true); newImage('a', '8-bit black', 9, 9, 1); print(call('dlsegment.Segment.run', 'model=crash'));"
            + " print(call('dlsegment.Segment.run', 'model=nuclei')); print(call('dlsegment.Models.run', '')); print(call('dlsegment.Settings.run', ''));"), "");
        assertTrue(end.output.contains("error: The engine ended unexpectedly"), end.output);
        assertTrue(end.output.contains("count=0 planes=1"), end.output);
        assertTrue(end.output.contains("nuclei\tchannels=1\tprob=0.5\tnms=0.4"), end.output);
        assertTrue(end.output.contains("libtorch: none needed"), end.output);
    }

    @Test
    void Two_ImageJ_at_once_do_not_disturb_each_other() throws Exception {
        display();
        File macro = macro("open(getArgument()); for (i = 0; i < 5; i++) run('Segment...', 'model=nuclei output=rois replace=true'); print('objects: ' + roiManager('count'));");
        Process one = imageJ.begin(true, "ij.ImageJ", "-batch", macro.getPath(), spots("one.tif", 1, 3));
        Process two = imageJ.begin(true, "ij.ImageJ", "-batch", macro.getPath(), spots("two.tif", 1, 2));
        String[] outputs = {ImageJ.finish(one), ImageJ.finish(two)};
        assertTrue(outputs[0].contains("objects: 3"), outputs[0]);
        assertTrue(outputs[1].contains("objects: 2"), outputs[1]);
    }

    private ImageJ.End run(String body) throws IOException, InterruptedException {
        return runOn(spots("a.tif", 1, 3), body);
    }

    private ImageJ.End runOn(String image, String body) throws IOException, InterruptedException {
        return imageJ.onDisplay(macro("open(getArgument()); " + body), image);
    }

    private File macro(String body) throws IOException {
        File file = new File(folder, "macro.ijm");
        Files.write(file.toPath(), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private static void display() {
        assumeTrue(ImageJ.hasDisplay(), "Xvfb is not installed");
    }

    private static File example(String name) {
        return Checkout.file("tests/fixtures/macros/" + name + ".ijm");
    }

    private static String text(File file) throws IOException {
        return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8);
    }

    private String spots(String name, int planes, int count) {
        ImageStack stack = new ImageStack(64, 64);
        for (int n = 0; n < planes; n++) {
            ImageProcessor ip = planes == 1 ? new ShortProcessor(64, 64) : new ByteProcessor(64, 64);
            draw(ip, count);
            stack.addSlice(ip);
        }
        String path = new File(folder, name).getPath();
        IJ.saveAsTiff(new ImagePlus(name, stack), path);
        return path;
    }

    private static void draw(ImageProcessor ip, int count) {
        int[][] centres = {{10, 10}, {40, 20}, {30, 50}};
        for (int i = 0; i < count; i++) {
            ip.setValue(200);
            ip.setRoi(new Rectangle(centres[i][0] - 2, centres[i][1] - 2, 5, 5));
            ip.fill();
        }
    }
}
