package dlsegment.train;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.Response;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A training that runs in the engine while ImageJ goes on. What the engine tells is kept, so that a window can be closed
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
    private final TrainingNews news = new TrainingNews();
    private State state = State.RUNNING;
    private boolean cancelled;
    private boolean finishing;
    private String task;
    private String end = "";
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
            if (trouble == null) {
                outputs = result;
                state = State.DONE;
                int best = (int) Json.number(result.get("bestEpoch"), 0);
                end = "Done: the model " + name + (best > 0 ? " has the weights of epoch " + best + "." : " has the weights that it started from: no epoch was better.");
            } else {
                state = trouble.kind() == EngineException.Kind.CANCELLED ? State.CANCELLED : State.FAILED;
                failure = news.lastEpoch() == 0 ? trouble : withRemedy(trouble, news.lastEpoch());
                end = failure.getMessage();
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
    public void update(Response update) {
        news.take(update);
    }

    /** How it stands. */
    public synchronized State state() {
        return state;
    }

    /** Name of the model. */
    public String name() {
        return name;
    }

    /** What the engine has told so far. */
    public TrainingNews news() {
        return news;
    }

    /** The stage in words, or how it ended. */
    public synchronized String stage() {
        if (state != State.RUNNING) {
            return end;
        }
        return finishing ? "finishing: " + news.stage() : news.stage();
    }

    /** The part that is done, 0..1. */
    public synchronized double done() {
        return state == State.DONE ? 1 : news.done();
    }

    /** Remaining seconds, or NaN where they are not known or it has ended. */
    public synchronized double secondsLeft() {
        return state == State.RUNNING ? news.secondsLeft() : Double.NaN;
    }

    /** The results; empty before the end. */
    public synchronized Map<String, Object> outputs() {
        return outputs;
    }

    /** How good the model is on the validation images, in a sentence for the window; "" before the end. */
    public synchronized String verdict() {
        if (state != State.DONE) {
            return "";
        }
        double precision = accuracy();
        double iou = classIou();
        if (Double.isNaN(precision) && Double.isNaN(iou)) {
            return "No AP: the validation images have no object.";
        }
        String name = Double.isNaN(precision) ? "Mean IoU of the classes" : "AP at IoU .5";
        return String.format(Locale.ROOT, "%s on the validation images: %.3f.", name, Double.isNaN(precision) ? iou : precision);
    }

    /** Mean IoU of the classes of pixels on the validation images; NaN before the end and for models that give pixels no classes. */
    public synchronized double classIou() {
        double sum = 0;
        int known = 0;
        for (Object set : Json.list(outputs.get("metrics"))) {
            for (Object row : Json.list(Json.object(set).get("classes"))) {
                double iou = Json.number(Json.object(row).get("iou"), Double.NaN);
                sum += Double.isNaN(iou) ? 0 : iou;
                known += Double.isNaN(iou) ? 0 : 1;
            }
            break; // the first set is that of the validation
        }
        return known == 0 ? Double.NaN : sum / known;
    }

    /** Average precision at IoU .5 on the validation images; NaN before the end and where they have no objects. */
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
