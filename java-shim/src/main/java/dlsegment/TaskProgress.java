package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.Response;

/** A task of the engine whose own stages are shown as they come; Esc stops it. */
final class TaskProgress implements EngineClient.Watcher {
    private final Segmentation.Progress progress;

    TaskProgress(Segmentation.Progress progress) {
        this.progress = progress;
    }

    @Override
    public boolean isCancelled() {
        return progress.isCancelled();
    }

    @Override
    public void progress(Response update) {
        if (update != null) {
            progress.show(update.stage(), Double.isNaN(update.done()) ? 0 : update.done(), update.secondsLeft());
        }
    }
}
