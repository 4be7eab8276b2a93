package dlsegment.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.fake.FakeEngine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineClientTest {
    @TempDir
    Path folder;

    private EngineClient client;

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    @Test
    void The_engine_starts_with_the_first_call_and_stays() throws Exception {
        connect("1");
        assertEquals("fake", client.describe().get("engine"));
        assertSame(client.describe(), client.describe());
        assertEquals(10, ModelEntry.list(client).size());
    }

    @Test
    void A_folder_with_letters_of_any_alphabet_will_do() throws Exception {
        client = new EngineClient(at(FakeEngine.install(folder.resolve("M\u00fcller \u7d30\u80de").toFile(), "1")));
        assertEquals("fake", client.describe().get("engine"));
    }

    @Test
    void An_engine_of_another_protocol_is_refused() throws Exception {
        connect("7");
        assertTrue(fails(EngineException.Kind.ADVICE).getMessage().contains("version 7 of the protocol and this plugin version 1"));
    }

    @Test
    void A_program_that_is_no_engine_is_refused() throws Exception {
        script("echo hello; echo 'no such option: worker' >&2; exit 3");
        EngineException failure = fails(EngineException.Kind.CRASHED);
        assertTrue(failure.getMessage().contains("exit code 3"), failure.getMessage());
        assertTrue(failure.getMessage().contains("no such option: worker"), failure.getMessage());
        assertTrue(failure.getMessage().contains("stdout: hello"), failure.getMessage());
    }

    @Test
    void A_program_that_cannot_be_started_is_told() throws Exception {
        Files.write(folder.resolve("fijibridge"), "#!/no/such/interpreter\n".getBytes(StandardCharsets.UTF_8));
        client = new EngineClient(at(folder.toFile()));
        assertTrue(fails(EngineException.Kind.ADVICE).getMessage().contains("cannot be started"));
    }

    @Test
    void A_crash_is_told_with_the_last_lines_and_the_next_call_starts_anew() throws Exception {
        connect("1");
        Object first = client.describe();
        EngineException crash = assertThrows(EngineException.class, () -> segment("crash"));
        assertEquals(EngineException.Kind.CRASHED, crash.kind());
        assertTrue(crash.getMessage().contains("exit code 134"), crash.getMessage());
        assertTrue(crash.getMessage().contains("libfake: something terrible happened"), crash.getMessage());
        assertNotNull(client.describe());
        assertTrue(first != client.describe());
    }

    @Test
    void A_kill_in_the_middle_is_told() throws Exception {
        File pid = folder.resolve("pid").toFile();
        FakeEngine.install(folder.toFile(), "1");
        Path program = folder.resolve("fijibridge");
        String script = new String(Files.readAllBytes(program), StandardCharsets.UTF_8);
        Files.write(program, script.replace("exec ", "echo $$ > '" + pid + "'; exec ").getBytes(StandardCharsets.UTF_8));
        client = new EngineClient(at(folder.toFile()));
        client.describe();
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(500);
                new ProcessBuilder("kill", "-9", new String(Files.readAllBytes(pid.toPath()), StandardCharsets.UTF_8).trim()).start().waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        killer.start();
        EngineException crash = assertThrows(EngineException.class, () -> segment("slow"));
        assertTrue(crash.getMessage().contains("exit code 137"), crash.getMessage());
    }

    @Test
    void Advice_and_faults_keep_their_kind() throws Exception {
        connect("1");
        EngineException advice = assertThrows(EngineException.class, () -> segment("advice"));
        assertEquals(EngineException.Kind.ADVICE, advice.kind());
        assertEquals("Water the plants.", advice.getMessage());
        assertEquals(EngineException.Kind.FAULT, assertThrows(EngineException.class, () -> segment("fault")).kind());
    }

    @Test
    void Esc_in_the_second_tile_of_nine_stops_the_task_and_keeps_the_engine() throws Exception {
        connect("1");
        Object before = client.describe();
        List<Double> seen = new ArrayList<Double>();
        EngineException end = assertThrows(EngineException.class, () -> client.call("segment", EngineInputs.of("slow", folder), new EngineClient.Watcher() {
            @Override
            public boolean isCancelled() {
                return !seen.isEmpty() && seen.get(seen.size() - 1) >= 1 / 9.0;
            }

            @Override
            public void progress(Response update) {
                if (update != null) {
                    seen.add(update.done());
                }
            }
        }));
        assertEquals(EngineException.Kind.CANCELLED, end.kind());
        assertTrue(seen.get(seen.size() - 1) <= 2 / 9.0 + 1e-9, seen.toString());
        assertSame(before, client.describe());
    }

    @Test
    void The_end_of_an_old_worker_leaves_the_tasks_of_its_successor_alone() throws Exception {
        connect("1");
        client.describe();
        AtomicReference<EngineException> old = new AtomicReference<EngineException>();
        CountDownLatch working = new CountDownLatch(1);
        Thread first = new Thread(() -> old.set(assertThrows(EngineException.class, () -> client.call("segment", EngineInputs.of("hanging", folder), new EngineClient.Watcher() {
            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public void progress(Response update) {
                if (update != null) {
                    working.countDown();
                }
            }
        }))));
        first.start();
        assertTrue(working.await(20, TimeUnit.SECONDS));
        Thread closer = new Thread(() -> client.close()); // waits two seconds before it kills what hangs
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
        segment("slow"); // begins on a new worker and takes longer than the old one lives
        first.join(10000);
        assertFalse(first.isAlive(), "the old worker's task should have ended");
        assertEquals(EngineException.Kind.CRASHED, old.get().kind());
        closer.join();
    }

    @Test
    void A_worker_that_was_ended_because_it_did_not_stop_gets_no_more_tasks() throws Exception {
        connect("1");
        Object before = client.describe();
        EngineException end = assertThrows(EngineException.class, () -> client.call("segment", EngineInputs.of("hanging", folder), new EngineClient.Watcher() {
            @Override
            public boolean isCancelled() {
                return true;
            }

            @Override
            public void progress(Response update) {
            }

            @Override
            public int cancelMs() {
                return 100;
            }
        }));
        assertEquals("Cancelled; the engine did not stop by itself and was ended.", end.getMessage());
        segment("nuclei");
        assertTrue(before != client.describe());
    }

    private static EngineLocator at(File place) {
        return new EngineLocator() {
            @Override
            public List<String> command() {
                List<String> command = new ArrayList<String>(EngineLocator.in(place));
                command.add("worker");
                return command;
            }
        };
    }

    private void connect(String protocol) throws IOException {
        client = new EngineClient(at(FakeEngine.install(folder.toFile(), protocol)));
    }

    private void script(String body) throws IOException {
        Path program = folder.resolve("fijibridge");
        Files.write(program, Arrays.asList("#!/bin/sh", body), StandardCharsets.UTF_8);
        program.toFile().setExecutable(true);
        client = new EngineClient(at(folder.toFile()));
    }

    private EngineException fails(EngineException.Kind kind) {
        EngineException failure = assertThrows(EngineException.class, () -> client.describe());
        assertEquals(kind, failure.kind(), failure.getMessage());
        return failure;
    }

    private void segment(String model) throws EngineException {
        client.call("segment", EngineInputs.of(model, folder), EngineClient.NOBODY);
    }
}
