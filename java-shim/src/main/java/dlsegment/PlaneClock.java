package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.Response;

/** Turns the progress of one plane into that of all of them. */
final class PlaneClock implements EngineClient.Watcher {
    private final Segmentation.Progress progress;
    private final int planes;
    private final long start = System.nanoTime();
    private int planesDone;

    PlaneClock(Segmentation.Progress progress, int planes) {
        this.progress = progress;
        this.planes = planes;
    }

    /** A plane is done. */
    void planeDone() {
        planesDone++;
    }

    @Override
    public boolean isCancelled() {
        return progress.isCancelled();
    }

    @Override
    public void progress(Response update) {
        String message = update == null ? "starting" : update.stage();
        double done = update == null || Double.isNaN(update.done()) ? 0 : update.done();
        double left = update == null ? Double.NaN : update.secondsLeft();
        if (planes > 1) {
            message = "plane " + (planesDone + 1) + " of " + planes;
            done = (planesDone + done) / planes;
            double seconds = (System.nanoTime() - start) / 1e9;
            left = planesDone == 0 ? Double.NaN : seconds / done * (1 - done);
        }
        progress.show(message, done, left);
    }
}
