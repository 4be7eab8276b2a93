package dlsegment;

import dlsegment.client.Response;

/** A task of the engine whose own stages are shown as they come; Esc stops it. */
final class TaskProgress extends EscStops {
    TaskProgress(Segmentation.Progress progress) {
        super(progress);
    }

    @Override
    public void progress(Response update) {
        if (update != null) {
            progress.show(update.stage(), Double.isNaN(update.done()) ? 0 : update.done(), update.secondsLeft());
        }
    }
}
