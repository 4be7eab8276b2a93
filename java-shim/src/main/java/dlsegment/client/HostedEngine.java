package dlsegment.client;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The engine of the process that this Java VM lives in: fijibridge hosts ImageJ, and ImageJ's plugin calls the engine without a process
 * in between. The lines are the same as those of a worker. The host gives the native methods their bodies and calls
 * {@link #answer} and {@link #ended}.
 */
public final class HostedEngine implements EngineLink {
    private static final ConcurrentMap<String, HostedEngine> LINKS = new ConcurrentHashMap<String, HostedEngine>();
    private static volatile boolean hosted;

    private final Listener listener;
    private final String id;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean closed;

    private HostedEngine(Listener listener) {
        this.listener = listener;
        this.id = connect("");
        LINKS.put(id, this);
    }

    /** Told by the host, before the first command, that there is an engine in this process. */
    public static void begin() {
        hosted = true;
    }

    /** True where the engine is in this process. */
    public static boolean isThere() {
        return hosted;
    }

    static EngineLink open(Listener listener) {
        return new HostedEngine(listener);
    }

    /** A line from the engine, on a thread of the host. */
    public static void answer(String id, String line) {
        HostedEngine link = LINKS.get(id);
        if (link != null) {
            link.listener.line(link, line);
        }
    }

    /** The engine has finished a connection, on a thread of the host. */
    public static void ended(String id) {
        HostedEngine link = LINKS.remove(id);
        if (link != null) {
            link.closed = true;
            link.end.countDown();
            link.listener.ended(link);
        }
    }

    /** Starts a worker; returns its name for the other calls. */
    private static native String connect(String nothing);

    /** "NAME LINE": hands a line to a worker; returns null. */
    private static native String send0(String line);

    /** "NAME": no more lines follow; "NAME now": its tasks are cancelled too. Returns null. */
    private static native String disconnect(String name);

    @Override
    public String name() {
        return "of this process";
    }

    @Override
    public void send(String line) throws IOException {
        if (closed) {
            throw new IOException("the connection is closed");
        }
        send0(id + " " + line);
    }

    @Override
    public boolean isAlive() {
        return !closed;
    }

    @Override
    public void keep(String line) {
        // what it logs is in the log of this process
    }

    @Override
    public String lastLines(int count) {
        return "";
    }

    @Override
    public void drain() {
        // every line was handed over before ended() was called
    }

    @Override
    public String exit() {
        return "the connection inside this process was closed";
    }

    @Override
    public void close(long patienceMs) {
        closed = true;
        disconnect(id);
        try {
            if (!end.await(patienceMs, TimeUnit.MILLISECONDS)) {
                disconnect(id + " now");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String kill() {
        closed = true;
        disconnect(id + " now");
        return "goes on in the background until its running step is done";
    }
}
