package dlsegment.train;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training that runs in the engine while ImageJ goes on. What the engine tells is kept here, so that a window can be closed
 * and opened again, or opened late. There is one at a time.
 */
public final class TrainingRun implements EngineClient.Watcher {
    /** How it stands with a training. */
    public enum State {
        RUNNING, DONE, CANCELLED, FAILED
    }

    private static final int CANCEL_MS = 180000; // a step of a large network on few cores takes a while
    private static TrainingRun latest;

    private final EngineClient engine;
    private final Map<String, Object> inputs;
    private final String name;
    private final Thread thread = new Thread(this::train, "DL-Segment-Training");
    private final TreeMap<Integer, Map<String, Object>> epochs = new TreeMap<Integer, Map<String, Object>>();
    private final List<String> notices = new ArrayList<String>();
    private State state = State.RUNNING;
    private boolean cancelled;
    private boolean finishing;
    private String task;
    private String stage = "starting the engine";
    private double done;
    private double secondsLeft = Double.NaN;
    private double elapsed;
    private int maxEpoch;
    private String folder = "";
    private String picture;
    private String pictureOf = "";
    private int pictures;
    private Map<String, Object> outputs = new LinkedHashMap<String, Object>();
    private EngineException failure;

    private TrainingRun(EngineClient engine, Map<String, Object> inputs, String name) {
        this.engine = engine;
        this.inputs = inputs;
        this.name = name;
    }

    /** Starts a training in the background; refused while another one runs. */
    public static synchronized TrainingRun start(EngineClient engine, Map<String, Object> inputs, String name) throws EngineException {
        if (latest != null && latest.state() == State.RUNNING) {
            throw EngineException.advice("The training of " + latest.name + " is running; wait for its end, or finish or cancel it in its window.");
        }
        latest = new TrainingRun(engine, inputs, name);
        latest.thread.setDaemon(true);
        latest.thread.start();
        return latest;
    }

    /** The running training, or the last one of this session, or null. */
    public static synchronized TrainingRun latest() {
        return latest;
    }

    /** Waits for the end; the results, or why there are none. Asks the watcher meanwhile whether to stop. */
    public Map<String, Object> await(EngineClient.Watcher watcher) throws EngineException {
        try {
            for (int i = 0; thread.isAlive(); i++) {
                thread.join(50);
                if (watcher.isCancelled()) {
                    cancel();
                }
                watcher.progress(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new EngineException(EngineException.Kind.CANCELLED, "Cancelled.");
        }
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
            return outputs;
        }
    }

    /** Stops the training within a step; its last checkpoint is kept. */
    public synchronized void cancel() {
        cancelled = true;
    }

    /** Ends the training within a step with a model of the best weights so far. */
    public void finish() throws EngineException {
        String asked;
        synchronized (this) {
            asked = task;
            finishing = true;
        }
        if (asked != null) {
            Map<String, Object> request = new LinkedHashMap<String, Object>();
            request.put("task", asked);
            engine.call("finish-training", request, EngineClient.NOBODY);
        }
    }

    private void train() {
        Map<String, Object> result = null;
        EngineException trouble = null;
        try {
            result = engine.call("train", inputs, this);
        } catch (EngineException e) {
            trouble = e;
        } catch (RuntimeException e) {
            trouble = new EngineException(EngineException.Kind.FAULT, "The plugin failed with " + e + ".");
        }
        synchronized (this) {
            secondsLeft = Double.NaN;
            if (trouble == null) {
                outputs = result;
                done = 1;
                state = State.DONE;
                stage = "Done: the model " + name + " has the weights of epoch " + (int) Json.number(result.get("bestEpoch"), 0) + ".";
            } else {
                state = trouble.kind() == EngineException.Kind.CANCELLED ? State.CANCELLED : State.FAILED;
                failure = epochs.isEmpty() ? trouble : withRemedy(trouble, epochs.lastKey());
                stage = failure.getMessage();
            }
        }
    }

    private static EngineException withRemedy(EngineException trouble, int epoch) {
        String kept = "the state after epoch " + epoch + " is kept. Resume Training... goes on from there.";
        switch (trouble.kind()) {
            case CANCELLED:
                return new EngineException(trouble.kind(), "Cancelled; " + kept);
            case CRASHED:
                return new EngineException(trouble.kind(), trouble.getMessage() + "\nOf the training, " + kept, trouble.details());
            default:
                return trouble;
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void progress(Response update) {
        // update() sees all
    }

    @Override
    public int cancelMs() {
        return CANCEL_MS;
    }

    @Override
    public synchronized void started(String id) {
        task = id;
    }

    @Override
    public synchronized void update(Response update) {
        stage = update.stage();
        done = Double.isNaN(update.done()) ? done : update.done();
        secondsLeft = update.secondsLeft();
        Map<String, Object> told = Json.object(update.info().get("training"));
        if (told.isEmpty()) {
            return;
        }
        elapsed = Json.number(told.get("elapsed"), elapsed);
        maxEpoch = (int) Json.number(told.get("epochs"), maxEpoch);
        String notice = Json.text(told.get("notice"));
        if (notice != null) {
            notices.add(notice);
        }
        switch (String.valueOf(told.get("kind"))) {
            case "started":
                folder = String.valueOf(told.get("folder"));
                for (Object row : Json.list(told.get("history"))) {
                    keep(Json.object(row));
                }
                break;
            case "epoch":
                keep(told);
                break;
            case "preview":
                picture = Json.text(told.get("picture"));
                pictureOf = String.valueOf(told.get("image"));
                pictures++;
                break;
            default:
                break;
        }
    }

    private void keep(Map<String, Object> row) {
        epochs.put((int) Json.number(row.get("epoch"), 0), Json.object(row.get("losses")));
    }

    /** How it stands. */
    public synchronized State state() {
        return state;
    }

    /** Name of the model. */
    public String name() {
        return name;
    }

    /** The stage in words, or how it ended. */
    public synchronized String stage() {
        return finishing && state == State.RUNNING ? "finishing: " + stage : stage;
    }

    /** The part that is done, 0..1. */
    public synchronized double done() {
        return done;
    }

    /** Seconds that the training has run. */
    public synchronized double elapsed() {
        return elapsed;
    }

    /** Remaining seconds, or NaN. */
    public synchronized double secondsLeft() {
        return secondsLeft;
    }

    /** Epochs at most; 0 while it is not known. */
    public synchronized int maxEpoch() {
        return maxEpoch;
    }

    /** Losses and metrics by epoch. */
    public synchronized TreeMap<Integer, Map<String, Object>> epochs() {
        return new TreeMap<Integer, Map<String, Object>>(epochs);
    }

    /** What the user should know, one sentence each. */
    public synchronized List<String> notices() {
        return new ArrayList<String>(notices);
    }

    /** Folder of the checkpoints; empty before the training has begun. */
    public synchronized String folder() {
        return folder;
    }

    /** File with the picture of a validation image, or null. */
    public synchronized String picture() {
        return picture;
    }

    /** Name of that image. */
    public synchronized String pictureOf() {
        return pictureOf;
    }

    /** How often the picture was drawn. */
    public synchronized int pictures() {
        return pictures;
    }

    /** The results; empty before the end. */
    public synchronized Map<String, Object> outputs() {
        return outputs;
    }

    /** Average precision at IoU .5 on the validation images, or NaN before the end. */
    public synchronized double accuracy() {
        for (Object set : Json.list(outputs.get("metrics"))) {
            for (Object row : Json.list(Json.object(set).get("rows"))) {
                if (Json.number(Json.object(row).get("iou"), 0) == 0.5) {
                    return Json.number(Json.object(row).get("averagePrecision"), Double.NaN);
                }
            }
        }
        return Double.NaN;
    }
}
