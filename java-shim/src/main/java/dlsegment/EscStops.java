package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.Response;

/** A task of the engine that Esc stops and whose own progress is too short to be shown. */
class EscStops implements EngineClient.Watcher {
    final Segmentation.Progress progress;

    EscStops(Segmentation.Progress progress) {
        this.progress = progress;
    }

    @Override
    public boolean isCancelled() {
        return progress.isCancelled();
    }

    @Override
    public void progress(Response update) {
    }
}
