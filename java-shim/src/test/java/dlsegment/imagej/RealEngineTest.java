package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.fake.Checkout;
import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with the real engine and the bundled model: a real ImageJ, a macro, the worker, the network. */
class RealEngineTest {
    private static final File SAMPLE = Checkout.file("samples/images/nuclei-1.tif");
    private static final File TRUTH = Checkout.file("samples/masks/nuclei-1.tif");

    @TempDir
    File folder;

    private ImageJ imageJ;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Checkout.file("models/nuclei").exists() || System.getenv("FIJIBRIDGE_MODELS") != null, "there is no models/nuclei");
        imageJ = RealEngine.install(folder);
    }

    @Test
    void The_plugin_finds_what_the_command_line_finds() throws Exception {
        File image = new File(folder, "Kerne \u00b5.tif");
        Files.copy(SAMPLE.toPath(), image.toPath(), StandardCopyOption.REPLACE_EXISTING);
        ImageJ.End end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/headless.ijm"), image.getPath());
        assertTrue(end.output.contains("count="), end.output);
        ImageProcessor ours = labels(image.getPath() + "-labels.tif");

        Process line = new ProcessBuilder(RealEngine.PROGRAM.getPath(), "segment", image.getPath(), "--model", "nuclei", "--out", folder.getPath(), "--outputs", "labels")
            .redirectErrorStream(true).start();
        String output = ImageJ.finish(line);
        assertTrue(line.waitFor(10, TimeUnit.SECONDS) && line.exitValue() == 0, output);
        File[] written = folder.listFiles((f, name) -> name.endsWith(".tif") && !name.startsWith("Kerne \u00b5.tif"));
        assertEquals(1, written.length, output);
        assertArrayEquals((float[]) labels(written[0].getPath()).getPixels(), (float[]) ours.getPixels());

        double truth = labels(TRUTH.getPath()).getStatistics().max;
        assertEquals(truth, ours.getStatistics().max, truth * 0.15, "the sample is easy");
    }

    @Test
    void From_the_menu_to_labels_and_rois() throws Exception {
        ImageJ.End end = imageJ.driver(GuiDriver.class, SAMPLE.getPath(), Checkout.file("artifacts/screenshots/engine").getPath(), "segment");
        assertEquals(end.number("labels"), end.number("rois"), end.output);
        double truth = labels(TRUTH.getPath()).getStatistics().max;
        assertEquals(truth, end.number("rois"), truth * 0.15, end.output);
        end = imageJ.driver(GuiDriver.class, SAMPLE.getPath(), Checkout.file("artifacts/screenshots/engine").getPath(), "settings");
        assertEquals(1, end.number("shown"), end.output);
    }

    @Test
    void A_hyperstack_is_segmented_plane_by_plane() throws Exception {
        ImagePlus one = IJ.openImage(SAMPLE.getPath());
        ImagePlus series = IJ.createHyperStack("series", 128, 128, 2, 1, 3, one.getBitDepth());
        one.setRoi(0, 0, 128, 128);
        for (int t = 1; t <= 3; t++) {
            series.getStack().setProcessor(one.getProcessor().crop(), series.getStackIndex(2, 1, t));
        }
        String path = new File(folder, "series.tif").getPath();
        IJ.saveAsTiff(series, path);
        File macro = new File(folder, "macro.ijm");
        Files.write(macro.toPath(), ("open(getArgument()); run(\"Segment...\", \"model=nuclei channel=2\"); getDimensions(w, h, c, z, t);"
            + " print(\"frames: \" + t); for (i = 1; i <= 3; i++) { setSlice(i); getStatistics(a, m, min, max); print(\"found \" + i + \": \" + max); }"
            + " roiManager(\"select\", roiManager(\"count\") - 1); print(\"last: \" + Roi.getProperty(\"label\"));").getBytes(StandardCharsets.UTF_8));
        ImageJ.End end = imageJ.onDisplay(macro, path);
        assertEquals(3, end.number("frames"), end.output);
        assertTrue(end.number("found 1") > 0, end.output);
        assertEquals(end.number("found 1"), end.number("found 3"), end.output);
        assertEquals(end.number("found 3"), end.number("last"), end.output);
    }

    @Test
    void A_folder_of_real_images_runs_through() throws Exception {
        File data = Checkout.shared("dsb2018/test/images");
        assumeTrue(data.isDirectory(), "there is no ../shared/data/dsb2018");
        File images = new File(folder, "images");
        assertTrue(images.mkdirs());
        File[] all = data.listFiles((f, name) -> name.endsWith(".tif"));
        java.util.Arrays.sort(all);
        for (int i = 0; i < 3; i++) {
            Files.copy(all[i].toPath(), new File(images, i + ".tif").toPath());
        }
        ImageJ.End end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/folder.ijm"), images.getPath() + "/");
        for (int i = 0; i < 3; i++) {
            assertTrue(labels(new File(images, i + "-labels.tif").getPath()).getStatistics().max > 0, end.output);
            assertTrue(new File(images, i + "-rois.zip").length() > 0, end.output);
        }
    }

    @Test
    void An_image_that_cannot_be_segmented_is_named() throws Exception {
        File macro = new File(folder, "macro.ijm");
        Files.write(macro.toPath(), ("newImage(\"broken\", \"32-bit black\", 64, 64, 3); setSlice(2); setPixel(3, 3, NaN);"
            + " print(call(\"dlsegment.Segment.run\", \"model=nuclei output=none\"));").getBytes(StandardCharsets.UTF_8));
        ImageJ.End end = imageJ.headless(macro, "");
        assertTrue(end.output.contains("error: Image \"broken z2\" has 1 pixels that are not numbers"), end.output);
    }

    @Test
    void A_call_without_a_display_tells_the_state_of_the_engine() throws Exception {
        File macro = new File(folder, "macro.ijm");
        Files.write(macro.toPath(), "print(call(\"dlsegment.Settings.run\", \"report\"));".getBytes(StandardCharsets.UTF_8));
        ImageJ.End end = imageJ.headless(macro, "");
        assertTrue(end.output.contains("libtorch: "), end.output);
        assertTrue(end.output.contains("log file: "), end.output);
    }

    private static ImageProcessor labels(String path) {
        return IJ.openImage(path).getProcessor().convertToFloatProcessor();
    }
}
