package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.fake.Checkout;
import dlsegment.image.Plane;
import dlsegment.image.RoiFile;
import dlsegment.image.RoiLabels;
import dlsegment.train.TrainingSetFolder;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training inside a real ImageJ with the real engine: from outlines to a model that segments, in the window and in one macro. */
class TrainingGuiTest {
    private static final int SIDE = 96;

    @TempDir
    File folder;

    private ImageJ imageJ;

    @BeforeEach
    void install() throws IOException {
        imageJ = RealEngine.installAtHome(folder);
    }

    @Test
    void Outlines_are_trained_on_cancelled_resumed_finished_used_corrected_and_trained_on_again() throws Exception {
        List<String> words = new ArrayList<String>(Arrays.asList(Checkout.file("artifacts/screenshots/training").getPath(), "whole-way", "64", "a new StarDist network"));
        for (int i = 0; i < 3; i++) {
            words.addAll(scene(i));
        }
        ImageJ.End end = imageJ.driver(TrainingDriver.class, words.toArray(new String[0]));
        assertEquals(1, end.number("window"), end.output);
        assertEquals(1, end.number("reopened"), end.output);
        assertTrue(end.number("kept") >= 4, end.output);
        assertEquals(1, end.number("resumed"), end.output);
        assertTrue(end.output.contains("finished: Done: the model window test has the weights of epoch"), end.output);
        assertEquals(2, end.number("refused"), end.output);
        assertTrue(end.output.contains("exported: window test\n"), end.output);
        assertTrue(end.number("judged") >= 16, end.output);
        assertTrue(end.output.contains("tuned: Done: the model window test-tuned has the weights of epoch"), end.output);
        assertTrue(new File(imageJ.home, ".fijibridge/models/window test/config.json").exists(), end.output);
        assertTrue(new File(imageJ.home, ".fijibridge/models/window test-tuned/config.json").exists(), end.output);
    }

    @Test
    void One_macro_without_a_display_trains_uses_corrects_and_trains_on() throws Exception {
        assumeTrue(Checkout.file("models/nuclei").exists(), "there is no models/nuclei");
        File data = new File(folder, "Bilder \u00b5");
        assertTrue(data.mkdir());
        for (int i = 0; i < 2; i++) {
            for (String file : scene(i)) {
                Files.move(new File(file).toPath(), new File(data, new File(file).getName()).toPath());
            }
        }
        ImageJ.End end = imageJ.headless(quick("train-from-rois"), data.getPath());
        assertTrue(end.output.contains("pairs=1 objects=16 all=2"), end.output);
        assertTrue(end.output.contains("model=[" + data + "/better] epochs=1"), end.output);
        assertTrue(new File(data, "better/config.json").exists(), end.output);
    }

    @Test
    void Names_of_rois_become_classes_that_are_trained_and_found() throws Exception {
        assumeTrue(Checkout.file("models/nuclei").exists(), "there is no models/nuclei");
        File data = new File(folder, "data");
        assertTrue(data.mkdir());
        for (int i = 0; i < 2; i++) {
            List<String> files = scene(i);
            List<Roi> rois = RoiFile.read(new File(files.get(1)));
            for (int k = 0; k < rois.size(); k++) {
                rois.get(k).setName(k % 2 == i ? "T cell-" + k : "B cell-" + k); // the sets meet the classes in another order
            }
            RoiFile.write(rois, new File(data, "cells " + i + ".zip"));
            Files.move(new File(files.get(0)).toPath(), new File(data, "cells " + i + ".tif").toPath());
        }
        ImageJ.End end = imageJ.headless(quick("train-classes"), data.getPath());
        assertEquals(Arrays.asList("T cell", "B cell"), Files.readAllLines(new File(data, "set/classes.txt").toPath()), end.output);
        ImagePlus classes = IJ.openImage(new File(data, "set/classes/cells 1.tif").getPath());
        ImagePlus mask = IJ.openImage(new File(data, "set/masks/cells 1.tif").getPath());
        for (int i = 0; i < SIDE * SIDE; i++) {
            int label = mask.getProcessor().get(i);
            assertEquals(label == 0 ? 0 : label % 2 == 0 ? 1 : 2, classes.getProcessor().get(i), "label " + label);
        }
        assertTrue(new String(Files.readAllBytes(new File(data, "model/config.json").toPath()), StandardCharsets.UTF_8).contains("\"n_classes\": 2"), end.output);
        String table = new String(Files.readAllBytes(new File(data, "objects.csv").toPath()), StandardCharsets.UTF_8);
        assertTrue(table.contains(",Class,") && table.contains(" cell,"), table + end.output);
        assertTrue(RoiFile.read(new File(data, "found.roi.zip")).get(0).getProperty("class").endsWith(" cell"), end.output);
    }

    @Test
    void A_macro_fine_tunes_from_folders_and_waits() throws Exception {
        assumeTrue(Checkout.file("models/nuclei").exists(), "there is no models/nuclei");
        TrainingSetFolder set = new TrainingSetFolder(new File(folder, "data"));
        for (int i = 0; i < 2; i++) {
            List<String> files = scene(i);
            ImagePlus image = IJ.openImage(files.get(0));
            RoiLabels truth = RoiLabels.paint(RoiFile.read(new File(files.get(1))), SIDE, SIDE);
            set.add(image, Plane.of(image, Arrays.asList(1), true).get(0), truth, "scene " + i);
        }
        ImageJ.End end = imageJ.onDisplay(quick("train"), new File(folder, "data").getPath());
        assertEquals(1, end.number("trained"), end.output);
        end = imageJ.onDisplay(quick("train"), new File(folder, "data").getPath());
        assertTrue(end.output.contains("add resume to go on or overwrite to start anew"), end.output);
        File macro = new File(folder, "again.ijm");
        Files.write(macro.toPath(), ("folder = getArgument(); open(folder + \"/images/scene 0.tif\"); makeRectangle(0, 0, 4, 4);" // the last outline that was corrected
            + " run(\"Train...\", \"set=[\" + folder + \"] start-from=nuclei out=[\" + folder + \"/again] segment=true window=false epochs=1 steps=1 patch=32 batch=1 threads=2 full-validation=0\");"
            + " getStatistics(area, mean, min, max); print(\"found again: \" + max);").getBytes(StandardCharsets.UTF_8));
        end = imageJ.onDisplay(macro, new File(folder, "data").getPath());
        assertTrue(end.number("found again") > 5, end.output);
    }

    @Test
    void The_whole_way_on_hand_drawn_phase_contrast_cells() throws Exception {
        File data = Checkout.shared("t98g-phase/train");
        assumeTrue(data.isDirectory(), "there is no ../shared/data/t98g-phase");
        assumeTrue(Checkout.file("models/phase-contrast").exists(), "there is no models/phase-contrast");
        for (String name : new String[] {"set20", "set21", "set22"}) {
            for (String file : new String[] {"images/" + name + ".tif", "rois/" + name + "_RoiSet.zip"}) {
                File copy = new File(folder, file);
                copy.getParentFile().mkdirs();
                Files.copy(new File(data, file).toPath(), copy.toPath());
            }
        }
        ImageJ.End end = imageJ.headless(quick("whole-way"), folder.getPath());
        assertEquals(2, end.output.split(" f1=0\\.", -1).length - 1, end.output);
        assertTrue(end.output.contains(" all=3 set="), end.output);
        assertTrue(new File(folder, "better/config.json").exists() && new File(folder, "better.csv").length() > 1000, end.output);
    }

    // the example of the documentation, with a training that is too short to be of use
    private File quick(String name) throws IOException {
        String text = new String(Files.readAllBytes(Checkout.file("tests/fixtures/macros/" + name + ".ijm").toPath()), StandardCharsets.UTF_8);
        String usual = text.contains("patch=256") ? "epochs=30 steps=20 patch=256" : "epochs=30 steps=20 patch=128";
        assertTrue(text.contains(usual));
        File macro = new File(folder, name + ".ijm");
        Files.write(macro.toPath(), text.replace(usual, "epochs=1 steps=1 patch=32 batch=1 threads=2 full-validation=0").getBytes(StandardCharsets.UTF_8));
        return macro;
    }

    // image and ROI zip of bright discs
    private List<String> scene(int seed) throws IOException {
        Random random = new Random(seed);
        ByteProcessor pixels = new ByteProcessor(SIDE, SIDE);
        List<Roi> rois = new ArrayList<Roi>();
        for (int i = 0; i < SIDE * SIDE; i++) {
            pixels.set(i, 20 + random.nextInt(30));
        }
        for (int y = 6; y + 14 < SIDE; y += 22) {
            for (int x = 6; x + 14 < SIDE; x += 22) {
                OvalRoi disc = new OvalRoi(x + random.nextInt(5), y + random.nextInt(5), 14, 14);
                disc.setName("cell-" + rois.size());
                pixels.setValue(160 + random.nextInt(60));
                pixels.fill(disc);
                rois.add(disc);
            }
        }
        File image = new File(folder, "cells " + seed + ".tif");
        File zip = new File(folder, "cells " + seed + ".zip");
        IJ.saveAsTiff(new ImagePlus(image.getName(), pixels), image.getPath());
        RoiFile.write(rois, zip);
        return Arrays.asList(image.getPath(), zip.getPath());
    }
}
