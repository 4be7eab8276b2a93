package dlsegment.client;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The engine as the rest of the plugin sees it: operations that are called by name. The worker is started by the first
 * call, stays for the next ones (with its models loaded) and is started anew by the call after a crash.
 */
public final class EngineClient implements EngineLink.Listener {
    /** Watches a task while someone waits for it; called every few milliseconds on the waiting thread. */
    public interface Watcher {
        /** True once the user wants it to stop. */
        boolean isCancelled();

        /** The latest UPDATE; null before the first. */
        void progress(Response update);

        /** Every UPDATE in its order, none left out. */
        default void update(Response update) {
        }

        /** Told once under which name the engine knows the task. */
        default void started(String task) {
        }

        /** How long the engine may take to stop after a cancel before it is ended, in milliseconds. */
        default int cancelMs() {
            return CANCEL_MS;
        }
    }

    /** Watches nothing. */
    public static final Watcher NOBODY = new Watcher() {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void progress(Response update) {
        }
    };

    private static final int POLL_MS = 20;
    private static final int START_MS = 60000;
    private static final int CANCEL_MS = 20000;

    private static final AtomicLong TASKS = new AtomicLong();
    private static EngineClient shared;

    private final EngineLink.Opener opener;
    private final ConcurrentMap<String, EngineTask> tasks = new ConcurrentHashMap<String, EngineTask>();
    private final Workspaces workspaces = new Workspaces();
    private EngineLink process;
    private Map<String, Object> description;

    /** Creates a client; nothing is started yet. */
    public EngineClient(EngineLocator locator) {
        this(EngineProcess.of(locator));
    }

    EngineClient(EngineLink.Opener opener) {
        this.opener = opener;
    }

    /** The client of this ImageJ. */
    public static synchronized EngineClient shared() {
        if (shared == null) {
            EngineClient client = HostedEngine.isThere() ? new EngineClient(HostedEngine::open) : new EngineClient(new EngineLocator());
            Runtime.getRuntime().addShutdownHook(new Thread(client::close, "DL-Segment-End"));
            shared = client;
        }
        return shared;
    }

    /** Shared memory that is used again from call to call. */
    public Workspaces workspaces() {
        return workspaces;
    }

    /** What the worker says about itself; starts it if need be. */
    public synchronized Map<String, Object> describe() throws EngineException {
        start();
        return description;
    }

    /** Calls an operation and waits for its results. */
    public Map<String, Object> call(String operation, Map<String, Object> inputs, Watcher watcher) throws EngineException {
        EngineLink worker = start();
        EngineTask task = send(worker, operation, inputs);
        try {
            watcher.started(task.id());
            boolean asked = false;
            long patience = Long.MAX_VALUE;
            while (!task.await(POLL_MS)) {
                tell(task, watcher);
                watcher.progress(task.update());
                if (!asked && watcher.isCancelled()) {
                    asked = true;
                    patience = System.currentTimeMillis() + watcher.cancelMs();
                    sendLine(worker, Messages.cancel(task.id()));
                } else if (System.currentTimeMillis() > patience) {
                    throw new EngineException(EngineException.Kind.CANCELLED, "Cancelled; the engine did not stop by itself and " + kill(worker) + ".");
                }
            }
            tell(task, watcher);
            return task.outputs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.Kind.CANCELLED, "Cancelled.");
        } finally {
            tasks.remove(task.id());
        }
    }

    // A process takes a moment to die, and the next call must not be sent to it.
    private String kill(EngineLink worker) {
        forget(worker);
        return worker.kill();
    }

    private synchronized void forget(EngineLink worker) {
        if (process == worker) {
            process = null;
        }
    }

    private static void tell(EngineTask task, Watcher watcher) {
        for (Response update : task.takeUpdates()) {
            watcher.update(update);
        }
    }

    /** Calls an operation without inputs. */
    public Map<String, Object> call(String operation) throws EngineException {
        return call(operation, Collections.<String, Object>emptyMap(), NOBODY);
    }

    /** Ends the worker; the next call starts another. */
    public void close() {
        EngineLink worker;
        synchronized (this) {
            worker = process;
            process = null;
            workspaces.close(); // before another worker's tasks borrow new ones
        }
        if (worker != null) {
            worker.close(2000);
        }
    }

    @Override
    public void line(EngineLink from, String line) {
        try {
            Response response = Messages.decode(line);
            EngineTask task = tasks.get(response.task());
            if (task != null && task.isOf(from)) {
                task.take(response);
            }
        } catch (IllegalArgumentException e) {
            from.keep("stdout: " + line); // not fatal: the answer may still come
        }
    }

    @Override
    public void ended(EngineLink ended) {
        EngineException crash = EngineCrash.of(ended);
        forget(ended);
        crash(ended, crash);
    }

    private void crash(EngineLink worker, EngineException why) {
        for (EngineTask task : tasks.values()) {
            if (task.isOf(worker)) {
                task.crash(why);
            }
        }
    }

    private synchronized EngineLink start() throws EngineException {
        if (process != null && process.isAlive()) {
            return process;
        }
        process = opener.open(this);
        EngineLink started = process;
        SharedBlock.removeLeftBehind(); // while the worker is starting
        description = handshake(started);
        return started;
    }

    private Map<String, Object> handshake(EngineLink worker) throws EngineException {
        EngineTask hello = send(worker, "describe", Collections.<String, Object>emptyMap());
        try {
            long end = System.currentTimeMillis() + START_MS;
            while (!hello.await(POLL_MS)) {
                if (!worker.isAlive()) {
                    hello.crash(EngineCrash.of(worker)); // ended() needs this object's lock and waits for us
                } else if (System.currentTimeMillis() > end) {
                    kill(worker);
                    throw new EngineException(EngineException.Kind.FAULT, "The engine " + worker.name() + " does not answer; is it a fijibridge program? "
                        + "Choose it in Plugins > DL Segment > Settings.", EngineCrash.lastLines(worker));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.Kind.CANCELLED, "Cancelled.");
        } finally {
            tasks.remove(hello.id());
        }
        Map<String, Object> answer = hello.outputs();
        int protocol = (int) Json.number(answer.get("protocol"), 0);
        if (protocol != Messages.PROTOCOL) {
            kill(worker);
            throw EngineException.advice("The engine " + worker.name() + " speaks version " + protocol + " of the protocol and this plugin version "
                + Messages.PROTOCOL + "; install both from the same download.");
        }
        return answer;
    }

    private EngineTask send(EngineLink worker, String operation, Map<String, Object> inputs) throws EngineException {
        EngineTask task = new EngineTask(ProcessName.OF_THIS + "-" + TASKS.incrementAndGet(), worker);
        tasks.put(task.id(), task);
        sendLine(worker, Messages.execute(task.id(), operation, inputs));
        return task;
    }

    private void sendLine(EngineLink worker, String line) {
        try {
            worker.send(line);
        } catch (IOException e) {
            worker.keep("(sending failed: " + e.getMessage() + ")"); // its end is reported by ended()
        }
        if (!worker.isAlive()) {
            crash(worker, EngineCrash.of(worker)); // ended() may have run before the task was there
        }
    }
}
