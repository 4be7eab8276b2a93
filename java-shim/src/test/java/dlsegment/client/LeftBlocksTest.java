package dlsegment.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared memory of an ImageJ that was killed. */
class LeftBlocksTest {
    @TempDir
    Path folder;

    /** Another ImageJ: makes a block, prints its name and waits to be killed. */
    public static final class Owner {
        /** Runs it. */
        public static void main(String[] args) throws Exception {
            System.out.println(SharedBlock.create(1000).name());
            System.out.flush();
            Thread.sleep(60000);
        }
    }

    @Test
    void A_block_stays_while_its_owner_lives_and_goes_with_the_next_start_after_it_was_killed() throws Exception {
        assumeTrue(new File("/dev/shm").canWrite(), "no /dev/shm here");
        Process owner = new ProcessBuilder(new File(System.getProperty("java.home"), "bin/java").getPath(), "-cp", System.getProperty("java.class.path"),
            Owner.class.getName()).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
            File block = new File("/dev/shm", lines.readLine());
            SharedBlock.removeLeftBehind();
            assertTrue(block.exists(), "its owner lives");
            old(block.toPath());
            SharedBlock.removeLeftBehind();
            assertTrue(block.exists(), "its owner lives still");
            owner.destroyForcibly().waitFor();
            assertTrue(block.exists(), "killed processes tidy nothing up");
            SharedBlock.removeLeftBehind();
            assertFalse(block.exists());
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void Blocks_of_this_process_and_files_of_others_are_left_alone() throws IOException {
        for (String name : new String[] {LeftBlocks.name(7), "ij_notes.txt", "ijx_1", "images_1"}) {
            old(Files.createFile(folder.resolve(name)));
        }
        Files.createDirectory(folder.resolve("ij999999_1"));
        assertEquals(0, LeftBlocks.remove(folder));
        assertEquals(5, folder.toFile().list().length);
        assertEquals(0, LeftBlocks.remove(folder.resolve("no such folder")));
    }

    @Test
    void The_number_of_a_dead_owner_may_belong_to_another_process_by_now() throws IOException {
        assumeTrue(new File("/proc/1").exists(), "no /proc here");
        Path block = Files.createFile(folder.resolve("ij1_1"));
        assertEquals(0, LeftBlocks.remove(folder), "process 1 may just be making it");
        old(block);
        assertEquals(1, LeftBlocks.remove(folder));
    }

    // Blocks of a process that hosts its engine are locked by one file for all of them.
    @Test
    void Blocks_named_with_an_h_stay_while_their_file_of_locks_is_locked() throws IOException {
        Path block = Files.createFile(folder.resolve("ij7ffffffh_3"));
        Path lock = Files.createFile(folder.resolve("ij7ffffffh_0"));
        old(block);
        old(lock);
        try (java.nio.channels.FileChannel channel = java.nio.channels.FileChannel.open(lock, java.nio.file.StandardOpenOption.WRITE)) {
            channel.lock(LeftBlocks.LOCKED, 1, false);
            assertEquals(0, LeftBlocks.remove(folder));
        }
        assertEquals(2, LeftBlocks.remove(folder));
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - 300000));
    }
}
