package dlsegment.train;

import dlsegment.client.Json;
import dlsegment.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the engine has told about a training so far; written by the thread that waits for it, read by those that show it. */
public final class TrainingNews {
    private final TreeMap<Integer, Map<String, Object>> epochs = new TreeMap<Integer, Map<String, Object>>();
    private final List<String> notices = new ArrayList<String>();
    private String stage = "starting the engine";
    private double done;
    private double secondsLeft = Double.NaN;
    private double elapsed;
    private int maxEpoch;
    private String device = "";
    private String picture;
    private String pictureOf = "";
    private int pictures;

    /** Takes in one message of the running training. */
    synchronized void take(Response update) {
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
                device = told.get("device") == null ? device : Json.text(told.get("device"));
                for (Object row : Json.list(told.get("history"))) {
                    keep(Json.object(row));
                }
                if (told.get("picture") != null) {
                    draw(Json.text(told.get("picture")), "before it was resumed");
                }
                break;
            case "epoch":
                keep(told);
                break;
            case "preview":
                draw(Json.text(told.get("picture")), String.valueOf(told.get("image")));
                break;
            default:
                break;
        }
    }

    private void draw(String file, String name) {
        picture = file;
        pictureOf = name;
        pictures++;
    }

    private void keep(Map<String, Object> row) {
        epochs.put((int) Json.number(row.get("epoch"), 0), Json.object(row.get("losses")));
    }

    /** The last stage in words. */
    synchronized String stage() {
        return stage;
    }

    /** The part that is done, 0..1. */
    synchronized double done() {
        return done;
    }

    /** Remaining seconds, or NaN. */
    synchronized double secondsLeft() {
        return secondsLeft;
    }

    /** Number of the last epoch, from 1; 0 before the first has ended. */
    synchronized int lastEpoch() {
        return epochs.isEmpty() ? 0 : epochs.lastKey();
    }

    /** Seconds that the training has run. */
    public synchronized double elapsed() {
        return elapsed;
    }

    /** What trains, such as "cpu" or "cuda:0"; "" before it has begun. */
    public synchronized String device() {
        return device;
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

    /** File with the picture of a validation image, or null. */
    public synchronized String picture() {
        return picture;
    }

    /** Name of that image, or when it was drawn. */
    public synchronized String pictureOf() {
        return pictureOf;
    }

    /** How often the picture was drawn. */
    public synchronized int pictures() {
        return pictures;
    }
}
