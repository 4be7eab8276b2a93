package dlsegment.fake;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;

/** A file system of a few kilobytes, to be full on demand. Needs the right to mount; tests are skipped otherwise. */
public final class SmallDisk implements AutoCloseable {
    /** Where it is mounted. */
    public final File folder;

    private SmallDisk(File folder) {
        this.folder = folder;
    }

    /** Mounts one of so many kilobytes on a new folder. */
    public static SmallDisk mount(File folder, int kilobytes) throws IOException {
        assumeTrue(folder.mkdirs() && run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", folder.getPath()),
            "a full disk is played with a tmpfs, which this user may not mount");
        return new SmallDisk(folder);
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", folder.getPath());
    }

    private static boolean run(String... words) {
        try {
            return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(new File("/dev/null")).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program here
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
