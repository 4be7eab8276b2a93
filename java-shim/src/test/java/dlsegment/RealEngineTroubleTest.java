package dlsegment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.EngineLocator;
import dlsegment.client.Json;
import dlsegment.fake.Checkout;
import dlsegment.options.SegmentOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What can happen in the middle of a real segmentation, with the real engine and the bundled model: 9 tiles of 256 pixels. */
class RealEngineTroubleTest {
    private static final File ENGINE = Checkout.file("src/Bridge/bin/Release/net10.0/fijibridge");
    private static final int TILES = 9;
    // mirrored copies make each tile slow enough to be met in the middle
    private static final String SLOW = "model=nuclei device=cpu tile=256 flips=true rescale=false";
    private static final String QUICK = "model=nuclei device=cpu rescale=false";

    private static EngineClient engine;

    @BeforeAll
    static void start() {
        assumeTrue(ENGINE.exists(), "the engine is not built: ./build.sh build");
        assumeTrue(Checkout.file("models/nuclei").exists(), "there is no models/nuclei");
        engine = new EngineClient(new EngineLocator() {
            @Override
            public List<String> command() {
                return Arrays.asList(ENGINE.getPath(), "worker", "--models", Checkout.file("models").getPath());
            }
        });
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void A_worker_that_is_killed_in_the_middle_is_told_and_the_next_run_works() throws Exception {
        long process = worker();
        Watch watch = new Watch(2.0 / TILES) {
            @Override
            boolean reached() throws Exception {
                assertEquals(0, new ProcessBuilder("kill", "-9", Long.toString(process)).start().waitFor());
                return false;
            }
        };
        EngineException crash = assertThrows(EngineException.class, () -> run(sample(), SLOW, watch));
        assertEquals(EngineException.Kind.CRASHED, crash.kind());
        assertTrue(crash.getMessage().startsWith("The engine ended unexpectedly (exit code 137: it was killed, as happens when memory runs out); it starts again"), crash.getMessage());
        assertTrue(watch.last < 1, "it was in the middle: " + watch.last);
        assertTrue(run(sample(), QUICK, new Watch(2)).count() > 0);
        assertNotEquals(process, worker());
    }

    @Test
    void Esc_in_tile_2_of_9_stops_within_a_tile_and_keeps_the_engine() throws Exception {
        long process = worker();
        Watch watch = new Watch(1.0 / TILES) {
            @Override
            boolean reached() {
                return true;
            }
        };
        EngineException end = assertThrows(EngineException.class, () -> run(sample(), SLOW, watch));
        assertEquals(EngineException.Kind.CANCELLED, end.kind());
        assertEquals("Cancelled.", end.getMessage());
        assertTrue(watch.last < 4.0 / TILES, "stopped after " + watch.last);
        assertEquals(process, worker());
        assertTrue(run(sample(), QUICK, new Watch(2)).count() > 0);
    }

    @Test
    void An_image_that_is_closed_in_the_middle_gives_the_same_result() throws Exception {
        ImagePlus image = sample();
        int[] expected = run(sample(), QUICK + " tile=256", new Watch(2)).planes.get(0).labels();
        Watch watch = new Watch(2.0 / TILES) {
            @Override
            boolean reached() {
                image.changes = false;
                image.close();
                return false;
            }
        };
        Segmentation.Result result = run(image, QUICK + " tile=256", watch);
        assertTrue(watch.met, "it was closed in the middle");
        assertArrayEquals(expected, result.planes.get(0).labels());
        assertEquals(image.getWidth(), result.pixels.getWidth());
    }

    private static Segmentation.Result run(ImagePlus image, String options, Segmentation.Progress progress) throws EngineException {
        return new Segmentation(engine, image, SegmentOptions.parse(options), progress).run();
    }

    private static long worker() throws EngineException {
        return (long) Json.number(engine.describe().get("processId"), 0);
    }

    /** The sample three times in each direction. */
    private static ImagePlus sample() {
        ImageProcessor one = IJ.openImage(Checkout.file("samples/images/nuclei-1.tif").getPath()).getProcessor();
        one = one.resize(256, 256);
        ImageProcessor nine = one.createProcessor(768, 768);
        for (int i = 0; i < TILES; i++) {
            nine.insert(one, i % 3 * 256, i / 3 * 256);
        }
        return new ImagePlus("nine", nine);
    }

    /** Does something once, when a part of the work is done. */
    private static class Watch implements Segmentation.Progress {
        private final double when;
        private boolean cancelled;
        boolean met;
        double last;

        Watch(double when) {
            this.when = when - 1e-6;
        }

        boolean reached() throws Exception {
            throw new IllegalStateException("not expected");
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void show(String message, double done, double secondsLeft) {
            if (!message.contains("tiles")) {
                return;
            }
            last = done;
            if (!met && done >= when) {
                met = true;
                try {
                    cancelled = reached();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
