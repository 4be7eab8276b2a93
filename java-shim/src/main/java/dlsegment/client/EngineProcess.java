package dlsegment.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The worker's process: lines to its stdin, lines from its stdout, and the last lines of its stderr for the day when it
 * dies. Each stream has a thread of its own, since a process whose output nobody reads stops.
 */
final class EngineProcess implements EngineLink {
    private static final int KEPT_LINES = 200;
    private static final int KILLED = 137; // 128 + SIGKILL

    private final String name;
    private final Process process;
    private final OutputStream stdin;
    private final Deque<String> log = new ArrayDeque<String>();
    private final Thread errorReader;
    private final CountDownLatch stdoutEnd = new CountDownLatch(1);

    EngineProcess(List<String> command, Listener listener) throws IOException {
        name = command.get(0);
        ProcessBuilder builder = new ProcessBuilder(command);
        CallerPlaces.addTo(builder.environment());
        process = builder.start();
        stdin = process.getOutputStream();
        errorReader = read("stderr", process.getErrorStream(), this::keep, null);
        read("stdout", process.getInputStream(), line -> listener.line(this, line), () -> {
            stdoutEnd.countDown();
            waitForEnd();
            listener.ended(this);
        });
    }

    /** Starts the program that a locator finds. */
    static Opener of(EngineLocator locator) {
        return listener -> {
            List<String> command = locator.command();
            try {
                return new EngineProcess(command, listener);
            } catch (IOException e) {
                throw EngineException.advice("The engine " + command.get(0) + " cannot be started (" + e.getMessage()
                    + "); install it again or choose another in Plugins > DL Segment > Settings.");
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void send(String line) throws IOException {
        stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        stdin.flush();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void keep(String line) {
        synchronized (log) {
            log.addLast(line);
            if (log.size() > KEPT_LINES) {
                log.removeFirst();
            }
        }
    }

    @Override
    public String lastLines(int count) {
        synchronized (log) {
            StringBuilder lines = new StringBuilder();
            int skip = Math.max(0, log.size() - count);
            for (String line : log) {
                if (skip-- <= 0) {
                    lines.append(line).append('\n');
                }
            }
            return lines.toString();
        }
    }

    @Override
    public void drain() {
        try {
            stdoutEnd.await(1, TimeUnit.SECONDS);
            errorReader.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String exit() {
        if (process.isAlive()) {
            return "still running";
        }
        int code = process.exitValue();
        return "exit code " + code + (code == KILLED ? ": it was killed, as happens when memory runs out" : "");
    }

    // it finishes what it has begun when its stdin ends
    @Override
    public void close(long patienceMs) {
        try {
            stdin.close();
            if (!process.waitFor(patienceMs, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly(); // its stdin is broken: it is ending already
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String kill() {
        process.destroyForcibly();
        return "was ended";
    }

    private void waitForEnd() {
        try {
            // stdout may end before the process does, when the worker closes it on its way out
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor(5, TimeUnit.SECONDS);
            }
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface LineTaker {
        void take(String line);
    }

    private static Thread read(String name, InputStream stream, LineTaker taker, Runnable atEnd) {
        Thread thread = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    taker.take(line);
                }
            } catch (IOException e) {
                taker.take("(reading the engine's " + name + " ended: " + e.getMessage() + ")");
            }
            if (atEnd != null) {
                atEnd.run();
            }
        }, "DL-Segment-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
