package dlsegment.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One task of the worker, as its client sees it. */
public final class EngineTask {
    /** Where a task is; the last four are its end. */
    public enum State {
        WAITING, RUNNING, COMPLETE, CANCELED, FAILED, CRASHED
    }

    private final String id;
    private final EngineLink worker;
    private State state = State.WAITING;
    private Response update;
    private List<Response> untold = new ArrayList<Response>();
    private Map<String, Object> outputs;
    private EngineException failure;

    EngineTask(String id, EngineLink worker) {
        this.id = id;
        this.worker = worker;
    }

    String id() {
        return id;
    }

    /** True where this worker does the task; one that was closed may still be ending while its successor works. */
    boolean isOf(EngineLink link) {
        return worker == link;
    }

    /** Where the task is. */
    public synchronized State state() {
        return state;
    }

    /** The latest UPDATE, or null before the first. */
    public synchronized Response update() {
        return update;
    }

    /** The UPDATEs since the last call, in their order. */
    synchronized List<Response> takeUpdates() {
        List<Response> updates = untold;
        untold = new ArrayList<Response>();
        return updates;
    }

    /** Waits until the task has ended, at most so long; true if it has. */
    public synchronized boolean await(long milliseconds) throws InterruptedException {
        long end = System.nanoTime() + milliseconds * 1000000L;
        while (!hasEnded()) {
            long left = (end - System.nanoTime()) / 1000000L;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** The results of a task that has ended, or why there are none. */
    public synchronized Map<String, Object> outputs() throws EngineException {
        if (failure != null) {
            throw failure;
        }
        return outputs;
    }

    synchronized void take(Response response) {
        if (hasEnded()) {
            return;
        }
        switch (response.type()) {
            case "LAUNCH":
                state = State.RUNNING;
                break;
            case "UPDATE":
                update = response;
                untold.add(response);
                break;
            case "COMPLETION":
                outputs = response.outputs();
                end(State.COMPLETE);
                break;
            case "CANCELATION":
                failure = new EngineException(EngineException.Kind.CANCELLED, "Cancelled.");
                end(State.CANCELED);
                break;
            case "FAILURE":
                failure = new EngineException(
                    response.isAdvice() ? EngineException.Kind.ADVICE : EngineException.Kind.FAULT, response.error(), response.trace());
                end(State.FAILED);
                break;
            default:
                break; // a newer worker may say more
        }
    }

    synchronized void crash(EngineException why) {
        if (!hasEnded()) {
            failure = why;
            end(State.CRASHED);
        }
    }

    private boolean hasEnded() {
        return state.compareTo(State.RUNNING) > 0;
    }

    private void end(State last) {
        state = last;
        notifyAll();
    }
}
