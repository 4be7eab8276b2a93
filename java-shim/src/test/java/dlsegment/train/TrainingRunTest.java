package dlsegment.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.EngineLocator;
import dlsegment.client.Json;
import dlsegment.fake.FakeEngine;
import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plugin keeps of a training, with the fake engine. */
class TrainingRunTest {
    @TempDir
    File folder;

    private EngineClient engine;

    @BeforeEach
    void start() throws Exception {
        File program = new File(FakeEngine.install(folder, "1"), "fijibridge");
        engine = new EngineClient(new EngineLocator() {
            @Override
            public List<String> command() {
                return Arrays.asList(program.getPath(), "worker");
            }
        });
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void Every_epoch_is_kept_and_the_results_come_at_the_end() throws Exception {
        TrainingRun run = begin("all", 5, false);
        Map<String, Object> outputs = run.await(EngineClient.NOBODY);
        assertEquals("[1, 2, 3, 4, 5] 0.5", run.news().epochs().keySet() + " " + Json.number(run.news().epochs().get(2).get("loss"), 0));
        assertEquals(5, Json.number(outputs.get("epochs"), 0));
        assertEquals(0.75, run.accuracy());
        assertEquals("Device: fake.", run.news().notices().get(0));
        assertEquals(TrainingRun.State.DONE, run.state());
        assertTrue(run.stage().startsWith("Done: the model all has the weights of epoch 5."), run.stage());
        assertEquals("AP at IoU .5 on the validation images: 0.750.", run.verdict());
    }

    @Test
    void A_model_that_gives_pixels_classes_is_judged_by_their_IoU() throws Exception {
        TrainingRun run = begin("classes", 2, false);
        run.await(EngineClient.NOBODY);
        assertTrue(Double.isNaN(run.accuracy()));
        assertEquals(0.625, run.classIou()); // the third class does not occur
        assertEquals("Mean IoU of the classes on the validation images: 0.625.", run.verdict());
        CurveCanvas canvas = new CurveCanvas();
        canvas.show(run.news().epochs(), run.news().maxEpoch());
        assertEquals("IoU of the classes", canvas.legendOfAccuracy());
    }

    @Test
    void A_resumed_training_shows_the_epochs_from_before() throws Exception {
        TrainingRun run = begin("resumed", 3, true);
        run.await(EngineClient.NOBODY);
        assertEquals("2.5", String.valueOf(run.news().epochs().get(1).get("val_loss")));
        assertEquals(3, run.news().epochs().size());
        assertEquals("/no/folder/preview.png before it was resumed 1", run.news().picture() + " " + run.news().pictureOf() + " " + run.news().pictures());
    }

    @Test
    void Cancel_keeps_the_state_and_says_so() throws Exception {
        TrainingRun run = begin("long", 500, false);
        waitForEpoch(run, 2);
        run.cancel();
        EngineException end = assertThrows(EngineException.class, () -> run.await(EngineClient.NOBODY));
        assertEquals(EngineException.Kind.CANCELLED, end.kind());
        assertTrue(end.getMessage().matches("Cancelled; the state after epoch \\d+ is kept. Resume Training... goes on from there."), end.getMessage());
        assertEquals(TrainingRun.State.CANCELLED, run.state());
    }

    @Test
    void Finish_ends_with_results() throws Exception {
        TrainingRun run = begin("long", 500, false);
        waitForEpoch(run, 2);
        run.finish();
        assertTrue(Json.number(run.await(EngineClient.NOBODY).get("epochs"), 500) < 100);
    }

    @Test
    void A_crash_says_what_is_kept_and_the_next_training_works() throws Exception {
        TrainingRun run = begin("crash", 500, false);
        EngineException end = assertThrows(EngineException.class, () -> run.await(EngineClient.NOBODY));
        assertEquals(EngineException.Kind.CRASHED, end.kind());
        assertTrue(end.getMessage().endsWith("Of the training, the state after epoch 3 is kept. Resume Training... goes on from there."), end.getMessage());
        assertEquals(TrainingRun.State.FAILED, run.state());
        begin("again", 1, false).await(EngineClient.NOBODY);
    }

    @Test
    void Only_one_training_runs_at_a_time() throws Exception {
        TrainingRun run = begin("first", 500, false);
        EngineException refused = assertThrows(EngineException.class, () -> begin("second", 1, false));
        assertTrue(refused.getMessage().startsWith("The training of first is running"), refused.getMessage());
        run.cancel();
        assertThrows(EngineException.class, () -> run.await(EngineClient.NOBODY));
    }

    private TrainingRun begin(String name, int epochs, boolean resume) throws EngineException {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("name", name);
        inputs.put("epochs", epochs);
        inputs.put("resume", String.valueOf(resume));
        return TrainingRun.start(engine, inputs, name);
    }

    private static void waitForEpoch(TrainingRun run, int epoch) throws InterruptedException {
        for (int i = 0; i < 600 && (run.news().epochs().isEmpty() || run.news().epochs().lastKey() < epoch); i++) {
            Thread.sleep(50);
        }
        assertTrue(run.news().epochs().lastKey() >= epoch);
    }
}
