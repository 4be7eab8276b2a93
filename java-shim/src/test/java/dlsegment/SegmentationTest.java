package dlsegment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.EngineLocator;
import dlsegment.fake.FakeEngine;
import dlsegment.image.LabelSource;
import dlsegment.image.NetworkMaps;
import dlsegment.options.EvaluateOptions;
import dlsegment.options.SegmentOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.process.ColorProcessor;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole segmentations with the fake engine, without a display. */
class SegmentationTest {
    private static final Segmentation.Progress QUIET = new Segmentation.Progress() {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void show(String message, double done, double secondsLeft) {
        }
    };

    @TempDir
    File folder;

    private EngineClient engine;

    @BeforeEach
    void start() throws Exception {
        List<String> command = new ArrayList<String>(EngineLocator.in(FakeEngine.install(folder, "1")));
        command.add("worker");
        engine = new EngineClient(new EngineLocator() {
            @Override
            public List<String> command() {
                return command;
            }
        });
    }

    @AfterEach
    void stop() {
        engine.close();
        String[] left = new File("/dev/shm").list((f, name) -> name.startsWith("ij" + Long.toHexString(pid()) + "_"));
        assertEquals(0, left == null ? 0 : left.length, "shared memory left behind");
    }

    @Test
    void Spots_of_all_bit_depths_are_found() throws Exception {
        for (String type : new String[] {"8-bit black", "16-bit black", "32-bit black"}) {
            Segmentation.Result result = run(spots(type, 1), "model=nuclei");
            assertEquals(3, result.count(), type);
            assertEquals(1, result.planes.get(0).labels()[10 * 64 + 10]);
            assertEquals(10.5, result.planes.get(0).centreX(0), 1e-4);
            assertTrue(result.notes.contains("No network was harmed."));
            assertEquals("fake CPU", result.device);
        }
    }

    @Test
    void A_collection_of_the_evaluation_ends_with_its_last_plane() throws Exception {
        for (int onlyPlane : new int[] {-1, 1}) {
            Evaluation evaluation = new Evaluation(engine, new EvaluateOptions(), QUIET);
            LabelSource labels = LabelSource.of(spots("8-bit black", 3));
            for (int image = 0; image < 2; image++) {
                assertEquals(0, ended(evaluation));
                evaluation.add(labels, labels, null, onlyPlane, 0, 1, image == 1);
            }
            assertEquals(1, ended(evaluation));
            assertEquals(onlyPlane < 0 ? 6 : 2, evaluation.finish().metric("images"));
        }
    }

    private static double ended(Evaluation evaluation) {
        double ended = evaluation.finish().metric("ended");
        return Double.isNaN(ended) ? 0 : ended;
    }

    @Test
    void All_planes_of_a_series_or_only_the_shown_one() throws Exception {
        ImagePlus series = spots("8-bit black", 4);
        assertEquals(12, run(series, "model=nuclei").count());
        series.setSlice(3);
        Segmentation.Result one = run(series, "model=nuclei frames=current");
        assertEquals(3, one.count());
        assertEquals(3, one.planes.get(0).plane.stackIndices[0]);
    }

    @Test
    void A_selection_restricts_the_area_unless_told_otherwise() throws Exception {
        ImagePlus image = spots("8-bit black", 1);
        image.setRoi(new OvalRoi(0, 0, 24, 24));
        assertEquals(1, run(image, "model=nuclei").count());
        assertEquals(3, run(image, "model=nuclei selection=false").count());
        image.setRoi(new ij.gui.Line(0, 0, 10, 10));
        assertEquals(3, run(image, "model=nuclei").count());
    }

    @Test
    void Grey_values_of_colours_are_told() throws Exception {
        ColorProcessor colours = (ColorProcessor) spots("8-bit black", 1).getProcessor().convertToRGB();
        Segmentation.Result result = run(new ImagePlus("c", colours), "model=nuclei");
        assertEquals(3, result.count());
        assertTrue(result.notes.toString().contains("turned into grey values"), result.notes.toString());
        assertTrue(run(new ImagePlus("c", colours), "model=nuclei channel=1").notes.size() == 1);
        assertEquals(3, run(new ImagePlus("c", colours), "model=colour").count());
    }

    @Test
    void Maps_of_a_series_become_a_hyperstack_with_a_channel_for_each() throws Exception {
        ImagePlus series = spots("8-bit black", 3);
        series.setDimensions(1, 1, 3);
        series.getCalibration().pixelWidth = 0.25;
        series.getCalibration().setUnit("micron");
        assertNull(run(series, "model=nuclei").maps);
        Segmentation.Result result = run(series, "model=nuclei output=maps selection=false");
        assertEquals(3, result.maps.planes());
        ImagePlus maps = result.maps.build("m", series, result.planes);
        assertEquals("2 1 3 32", maps.getNChannels() + " " + maps.getNSlices() + " " + maps.getNFrames() + " " + maps.getBitDepth());
        assertEquals("dist_0 z:1 t:2", maps.getStack().getSliceLabel(maps.getStackIndex(2, 1, 2)));
        assertEquals(400, maps.getStack().getProcessor(maps.getStackIndex(2, 1, 2)).getf(10, 10));
        assertEquals(0.25, maps.getCalibration().pixelWidth);
        maps.setPosition(2, 1, 1);
        assertEquals(400, maps.getDisplayRangeMax());
        maps.setPosition(1, 1, 1);
        assertEquals(200, maps.getDisplayRangeMax());
        // nothing is left of what the engine lent
        String[] left = new File("/dev/shm").list((f, name) -> name.startsWith("fakemaps"));
        assertEquals(0, left == null ? 0 : left.length);
    }

    @Test
    void A_model_that_gives_an_image_gives_its_maps_and_says_so() throws Exception {
        Segmentation.Result result = run(spots("16-bit black", 1), "model=restore");
        assertFalse(result.findsObjects);
        assertEquals("[restored]", result.maps.names().toString());
        assertEquals("[This model gives an image and no objects: its maps are the result.]", result.notes.toString());
        ImagePlus restored = result.maps.build("r", spots("16-bit black", 1), result.planes);
        assertEquals("1 1 32", restored.getStackSize() + " " + restored.getNChannels() + " " + restored.getBitDepth());
        assertEquals(200, restored.getDisplayRangeMax());
        EngineException refused = assertThrows(EngineException.class, () -> run(spots("8-bit black", 1), "model=restore rois_file=/tmp/r.zip"));
        assertTrue(refused.getMessage().contains("nothing for labels_file, rois_file and table_file; maps_file saves the image"), refused.getMessage());
    }

    @Test
    void Maps_larger_than_Javas_memory_are_refused_before_the_network_runs() {
        EngineException refused = assertThrows(EngineException.class, () -> new NetworkMaps(30000, 20000, 10).require(33));
        assertTrue(refused.getMessage().startsWith("The 33 maps of 30000 x 20000 x 10 pixels need 792.0 GB, and ImageJ has "), refused.getMessage());
        assertTrue(refused.getMessage().contains("segment only the plane that is shown (frames=current)"), refused.getMessage());
    }

    @Test
    void Garbage_from_the_worker_does_no_harm() throws Exception {
        assertEquals(3, run(spots("8-bit black", 1), "model=garbage").count());
    }

    @Test
    void A_missing_model_is_told_with_the_installed_ones() {
        EngineException failure = assertThrows(EngineException.class, () -> run(spots("8-bit black", 1), "model=nukleus"));
        assertTrue(failure.getMessage().startsWith("There is no model \"nukleus\"; installed are nuclei, crash"), failure.getMessage());
    }

    @Test
    void After_a_crash_the_next_run_works() throws Exception {
        assertEquals(EngineException.Kind.CRASHED, assertThrows(EngineException.class, () -> run(spots("8-bit black", 1), "model=crash")).kind());
        assertEquals(3, run(spots("8-bit black", 1), "model=nuclei").count());
    }

    @Test
    void An_image_closed_in_the_middle_keeps_its_result() throws Exception {
        ImagePlus image = spots("8-bit black", 2);
        assertEquals(6, new Segmentation(engine, image, SegmentOptions.parse("model=slow"), new Segmentation.Progress() {
            @Override
            public boolean isCancelled() {
                image.close();
                return false;
            }

            @Override
            public void show(String message, double done, double secondsLeft) {
            }
        }).run().count());
    }

    @Test
    void Progress_runs_over_all_planes_and_never_back() throws Exception {
        List<Double> seen = new ArrayList<Double>();
        new Segmentation(engine, spots("8-bit black", 2), SegmentOptions.parse("model=slow"), new Segmentation.Progress() {
            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public void show(String message, double done, double secondsLeft) {
                assertTrue(seen.isEmpty() || done >= seen.get(seen.size() - 1) - 1e-9, seen + " then " + done);
                seen.add(done);
            }
        }).run();
        assertTrue(seen.get(seen.size() - 1) > 0.8, seen.toString());
    }

    @Test
    void Ten_thousand_objects_arrive() throws Exception {
        ImagePlus image = IJ.createImage("m", "8-bit black", 500, 500, 1);
        assertEquals(10000, run(image, "model=many").count());
    }

    private Segmentation.Result run(ImagePlus image, String options) throws EngineException {
        return new Segmentation(engine, image, SegmentOptions.parse(options), QUIET).run();
    }

    /** Three squares of 5 x 5 pixels around (10, 10), (40, 20) and (30, 50). */
    private static ImagePlus spots(String type, int planes) {
        ImagePlus image = IJ.createImage("spots", type, 64, 64, planes);
        for (int n = 1; n <= planes; n++) {
            for (int[] centre : new int[][] {{10, 10}, {40, 20}, {30, 50}}) {
                ij.process.ImageProcessor ip = image.getStack().getProcessor(n);
                ip.setValue(200);
                ip.setRoi(new java.awt.Rectangle(centre[0] - 2, centre[1] - 2, 5, 5));
                ip.fill();
            }
        }
        return image;
    }

    private static long pid() {
        return Long.parseLong(java.lang.management.ManagementFactory.getRuntimeMXBean().getName().split("@")[0]);
    }
}
