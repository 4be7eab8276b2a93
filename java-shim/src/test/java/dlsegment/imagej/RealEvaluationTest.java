package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.fake.Checkout;
import dlsegment.image.RoiFile;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluate and Measure with the real engine in a real ImageJ. */
class RealEvaluationTest {
    private static final File SAMPLE = Checkout.file("samples/images/nuclei-1.tif");
    private static final File TRUTH = Checkout.file("samples/masks/nuclei-1.tif");

    @TempDir
    File folder;

    private ImageJ imageJ;

    @BeforeEach
    void install() throws IOException {
        imageJ = RealEngine.install(folder);
    }

    @Test
    void What_was_found_is_compared_with_the_truth() throws Exception {
        assumeTrue(Checkout.file("models/nuclei").exists() || System.getenv("FIJIBRIDGE_MODELS") != null, "there is no models/nuclei");
        ImageJ.End end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/evaluate.ijm"), SAMPLE.getPath());
        assertTrue(end.output.contains("images=1 true_objects="), end.output);
        double f1 = Double.parseDouble(end.output.replaceAll("(?s).*F1: ([0-9.]+).*", "$1"));
        assertTrue(f1 > 0.9 && f1 <= 1, end.output);
        double truth = IJ.openImage(TRUTH.getPath()).getStatistics().max;
        assertTrue(end.number("outlines") >= truth, end.output);
        assertTrue(end.output.contains("intensity_bias="), end.output);
    }

    @Test
    void Sizes_and_shapes_are_those_that_ImageJ_measures_itself() throws Exception {
        String[] columns = {"Area", "X", "Y", "Perim.", "Major", "Minor", "Angle", "Circ.", "Feret", "MinFeret", "AR", "Round", "Solidity", "Mean", "StdDev", "Min", "Max",
            "IntDen", "RawIntDen", "BX", "Width"};
        StringBuilder names = new StringBuilder();
        for (String column : columns) {
            names.append(names.length() == 0 ? "'" : ",'").append(column).append('\'');
        }
        ImageJ.End end = run("open('" + SAMPLE + "'); open('" + TRUTH + "'); rename('truth'); run('Measure Objects...', 'labels=truth image=nuclei-1.tif');"
            + " names = newArray(" + names + "); worst = newArray(names.length); n = 0;"
            + " for (i = 0; i < nResults; i++) { selectWindow('truth'); x = getResult('X', i); y = getResult('Y', i); toUnscaled(x, y); x = floor(x); y = floor(y);"
            + " if (getPixel(x, y) == getResult('Object', i)) { doWand(x, y, 0, '8-connected'); selectWindow('nuclei-1.tif'); run('Restore Selection'); List.setMeasurements;"
            + " n++; for (k = 0; k < names.length; k++) { d = abs(parseFloat(List.get(names[k])) - getResult(names[k], i)); if (names[k] == 'Angle') d = minOf(d, 180 - d) * (getResult('AR', i) - 1);"
            + " worst[k] = maxOf(worst[k], d); } } }"
            + " print('measured: ' + n); for (k = 0; k < names.length; k++) print('worst ' + names[k] + ': ' + 1000 * worst[k]);");
        assertTrue(end.number("measured") > 50, end.output);
        for (String exact : Arrays.asList("Area", "X", "Y", "Major", "Minor", "Feret", "AR", "Round", "Mean", "StdDev", "Min", "Max", "IntDen", "RawIntDen", "BX", "Width", "Angle")) {
            assertEquals(0, end.number("worst " + exact), 5, end.output);
        }
        assertTrue(end.number("worst Perim.") <= 300, end.output); // a corner, 0.586 pixels of 0.5 um, may be cut or not where a stair begins
        assertTrue(end.number("worst MinFeret") <= 200, end.output); // ImageJ 1.52i turns the object in steps
        assertTrue(end.number("worst Solidity") <= 20, end.output);
    }

    @Test
    void Folders_of_rois_and_labels_are_compared_without_a_display() throws Exception {
        for (String name : new String[] {"truth", "found", "images"}) {
            assertTrue(new File(folder, "set/" + name).mkdirs());
        }
        Files.copy(SAMPLE.toPath(), new File(folder, "set/images/a.tif").toPath());
        List<Roi> rois = Arrays.asList(named("one", new Roi(10, 10, 20, 10)), named("two", new Roi(50, 50, 10, 10)), named("ignore", new Roi(200, 200, 40, 40)));
        RoiFile.write(rois, new File(folder, "set/truth/a.zip"));
        RoiFile.write(Arrays.asList(named("x", new Roi(10, 10, 20, 8)), named("y", new Roi(210, 210, 10, 10))), new File(folder, "set/found/a_RoiSet.zip"));
        ImageJ.End end = imageJ.headless(Checkout.file("tests/fixtures/macros/evaluate-folder.ijm"), folder + "/set/");
        assertTrue(end.output.contains("images=1 true_objects=2 predicted_objects=1 tp=1 fp=0 fn=1"), end.output);
        assertTrue(end.output.contains(" area_bias=-10"), end.output); // 40 pixels of 0.25 um2
        assertTrue(imageJ.headless(call("dlsegment.Evaluate.run", "truth=[" + folder + "/set/truth] prediction=[" + folder + "/set/found]"), "").output
            .contains("a.zip do not tell how large their image is; name the folder of the images with image=..."));
        String metrics = new String(Files.readAllBytes(new File(folder, "set/metrics.csv").toPath()), StandardCharsets.UTF_8);
        assertTrue(metrics.contains("\nTrue objects,2,") && metrics.contains("\nRecall,0.5000,"), metrics);
        String objects = new String(Files.readAllBytes(new File(folder, "set/objects.csv").toPath()), StandardCharsets.UTF_8);
        assertTrue(objects.contains(",TP,") && objects.contains(",FN,"), objects);
    }

    @Test
    void The_grey_values_of_two_folders_are_compared_without_a_display() throws Exception {
        for (String name : new String[] {"a", "b"}) {
            ImagePlus image = IJ.createImage(name, "16-bit ramp", 32, 32, 1);
            IJ.saveAsTiff(image, file("truth/" + name + ".tif"));
            image.getProcessor().add(name.equals("a") ? 0 : 3);
            IJ.saveAsTiff(image, file("restored/" + name + ".tif"));
        }
        String options = "compare=grey_values truth=[" + folder + "/truth] prediction=[" + folder + "/restored] output=none metrics_file=[" + folder + "/grey.csv]";
        ImageJ.End end = imageJ.headless(call("dlsegment.Evaluate.run", options), "");
        assertTrue(end.output.contains("images=2 mse=4.50000 rmse=1.50000 ssim="), end.output);
        String table = new String(Files.readAllBytes(new File(folder, "grey.csv").toPath()), StandardCharsets.UTF_8);
        assertTrue(table.contains("a.tif,0,0,1.0000,") && table.contains("b.tif,9,3,"), table);
    }

    @Test
    void The_classes_of_pixels_of_two_folders_are_compared_without_a_display() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            ImagePlus image = IJ.createImage(name, "8-bit black", 10, 10, 1);
            image.setRoi(0, 0, 10, 2); // class 1: 20 pixels, of which a finds 10
            image.getProcessor().setValue(1);
            image.getProcessor().fill(image.getRoi());
            if (!name.equals("c")) {
                IJ.saveAsTiff(image, file("truth/" + name + ".tif"));
            }
            image.setRoi(0, 0, 10, 1);
            image.getProcessor().setValue(name.equals("a") ? 2 : 1);
            image.getProcessor().fill(image.getRoi());
            IJ.saveAsTiff(image, file("found/" + name + "_classes.tif"));
        }
        String options = "compare=classes truth=[" + folder + "/truth] prediction=[" + folder + "/found] output=none metrics_file=[" + folder + "/m.csv] matching_file=[" + folder + "/c.csv]";
        ImageJ.End end = imageJ.headless(call("dlsegment.Evaluate.run", options), "");
        assertTrue(end.output.contains("images=2 accuracy=0.950000 mean_iou=0.375000 mean_dice=0.428571 iou_1=0.750000 dice_1=0.857143 iou_2=0 dice_2=0"), end.output);
        assertTrue(end.output.contains("Evaluate: 1 of 3 class images in "), end.output);
        String table = new String(Files.readAllBytes(new File(folder, "c.csv").toPath()), StandardCharsets.UTF_8);
        assertTrue(table.contains("a_classes.tif,1,0.5000,0.6667,20") && table.contains("b_classes.tif,1,1.0000,1.0000,20") && table.contains("(pooled),1,0.7500,0.8571,40"), table);
        assertTrue(new String(Files.readAllBytes(new File(folder, "m.csv").toPath()), StandardCharsets.UTF_8).contains("IoU of class 1,0.7500,"));
    }

    @Test
    void Nothing_in_overlay_and_manager_is_lost_and_bad_input_is_one_sentence() throws Exception {
        ImageJ.End end = run("newImage('image', '8-bit black', 64, 64, 1); makeRectangle(5, 5, 9, 9); Overlay.addSelection; roiManager('add'); run('Select None');"
            + " newImage('truth', '16-bit black', 64, 64, 1); makeRectangle(5, 5, 10, 9); run('Set...', 'value=3'); run('Select None');"
            + " for (i = 0; i < 2; i++) { run('Evaluate...', 'truth=truth prediction=roi_manager image=image output=all'); }"
            + " selectWindow('image'); print('overlay: ' + Overlay.size); print('manager: ' + roiManager('count'));"
            + " print(call('dlsegment.Evaluate.run', 'truth=truth prediction=nowhere'));"
            + " newImage('rgb', 'RGB black', 64, 64, 1); print(call('dlsegment.Evaluate.run', 'truth=rgb prediction=truth'));"
            + " newImage('small', '8-bit black', 32, 64, 1); print(call('dlsegment.Evaluate.run', 'truth=truth prediction=small'));"
            + " newImage('empty', '8-bit black', 64, 64, 1); print(call('dlsegment.Evaluate.run', 'truth=empty prediction=empty output=none'));"
            + " print(call('dlsegment.Measure.run', 'labels=empty')); print(call('dlsegment.Measure.run', 'labels=overlay image=empty'));"
            + " print(call('dlsegment.Evaluate.run', 'compare=grey_values truth=truth prediction=truth output=none'));"
            + " print(call('dlsegment.Evaluate.run', 'compare=classes truth=truth prediction=truth'));"
            + " print(call('dlsegment.Evaluate.run', 'compare=classes truth=truth prediction=/some/where.zip'));");
        assertEquals(2, end.number("overlay"), end.output);
        assertEquals(1, end.number("manager"), end.output);
        String[] sentences = {
            "error: There is no image \"nowhere\" open and no such file; open images are image, truth.",
            "error: \"rgb\" is an RGB picture, but a label image has one number per pixel",
            "error: The truth \"truth\" is 64 x 64 pixels and the prediction \"small\" 32 x 64 pixels; both must be of the same image.",
            "Neither truth nor prediction has an object",
            "images=1 true_objects=0 predicted_objects=0",
            "count=0 planes=1 imageArea=4096 density=0 areaFraction=0",
            "error: \"empty\" has no overlay; choose another image or other labels.",
            "images=1 mse=0 rmse=0 ssim=1",
            "images=1 accuracy=1 mean_iou=1 mean_dice=1 iou_3=1 dice_3=1", // classes 1 and 2 do not occur
            "error: /some/where.zip holds ROIs, which are objects",
        };
        for (String sentence : sentences) {
            assertTrue(end.output.contains(sentence), sentence + "\n" + end.output);
        }
        assertFalse(end.output.contains("NaN"), end.output);
    }

    @Test
    void Measured_objects_are_in_the_results_table() throws Exception {
        assumeTrue(Checkout.file("models/nuclei").exists() || System.getenv("FIJIBRIDGE_MODELS") != null, "there is no models/nuclei");
        ImageJ.End end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/measure-objects.ijm"), SAMPLE.getPath());
        double truth = IJ.openImage(TRUTH.getPath()).getStatistics().max;
        assertEquals(truth, end.number("objects"), truth * 0.15, end.output);
        assertEquals(124, end.number("mean area"), 15, end.output);
        assertTrue(end.number("single") >= 0, end.output);
    }

    @Test
    void The_dialogs_propose_what_belongs_together_and_the_recorder_writes_macros() throws Exception {
        assumeTrue(Checkout.file("models/nuclei").exists() || System.getenv("FIJIBRIDGE_MODELS") != null, "there is no models/nuclei");
        ImageJ.End end = imageJ.driver(EvaluationDriver.class, SAMPLE.getPath(), TRUTH.getPath(), Checkout.file("artifacts/screenshots/evaluation").getPath());
        double truth = IJ.openImage(TRUTH.getPath()).getStatistics().max;
        assertEquals(truth, end.number("rows"), truth * 0.15, end.output);
        assertTrue(end.number("outlines") >= truth, end.output);
        assertEquals(2 * truth, end.number("rows by class"), end.output); // of the image and (pooled)
        assertTrue(end.number("shown before") > 50, end.output);
        assertEquals(0, end.number("shown after"), "the manager's lines would hide the coloured ones");
        assertTrue(end.output.contains("run(\"Evaluate...\", \"truth=truth.tif prediction=nuclei-1-labels image=nuclei-1.tif output=metrics,matching,overlay\")"), end.output);
        assertTrue(end.output.contains("run(\"Measure Objects...\", \"labels=nuclei-1-labels image=nuclei-1.tif\")"), end.output);
    }

    private static Roi named(String name, Roi roi) {
        roi.setName(name);
        return roi;
    }

    private String file(String name) {
        File file = new File(folder, name);
        file.getParentFile().mkdirs();
        return file.getPath();
    }

    private File call(String name, String options) throws IOException {
        File file = new File(folder, "call.ijm");
        Files.write(file.toPath(), ("print(call(\"" + name + "\", \"" + options + "\"));").getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private ImageJ.End run(String body) throws IOException, InterruptedException {
        File file = new File(folder, "macro.ijm");
        Files.write(file.toPath(), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return imageJ.onDisplay(file, "");
    }
}
