package dlsegment.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shared memory that an ImageJ has left behind because it was killed. A block is locked as long as its owner lives
 * ({@link SharedBlock}), and the system takes the lock away with the process; its name holds the owner's process id. Blocks
 * of other ImageJs that run are left alone, also of those in a container that shares this memory. Where the engine is in the same
 * process ({@link HostedEngine}) its opening and closing of a block takes the lock away, as POSIX has it. Such blocks are named with
 * an h, and a file of its own, which the engine never opens, is locked for all of them.
 */
final class LeftBlocks {
    /** Where the lock is: far behind the end, so that it never keeps anyone from reading. */
    static final long LOCKED = Long.MAX_VALUE - 1;

    private static final Pattern NAME = Pattern.compile("ij([0-9a-f]+)(h?)_[0-9]+");
    private static final Path PROCESSES = Paths.get("/proc");
    private static final long YOUNG_MS = 60000;
    private static final Map<Path, FileChannel> OWNED = new HashMap<Path, FileChannel>();

    private LeftBlocks() {
    }

    /** Name of the n-th block of this process. */
    static String name(int n) {
        return "ij" + ProcessName.OF_THIS + (HostedEngine.isThere() ? "h_" : "_") + n;
    }

    /** Removes the blocks in a folder that no one owns any more; returns how many. */
    static int remove(Path folder) {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "ij*_*")) {
            for (Path file : files) {
                count += removeIfLeft(file) ? 1 : 0;
            }
        } catch (IOException e) {
            return count; // no such folder, or not ours to read: nothing of ours is there
        }
        return count;
    }

    private static boolean removeIfLeft(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        // opening and closing a block of our own would take its lock away
        if (!name.matches() || name.group(1).equals(ProcessName.OF_THIS) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            boolean ownerMayLive = !Files.isDirectory(PROCESSES) || Files.exists(PROCESSES.resolve(Long.toString(Long.parseLong(name.group(1), 16))));
            // a process that lives may just be making its block; one of that number may also be another one, long after
            boolean young = System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis() < YOUNG_MS;
            Path locked = name.group(2).isEmpty() ? file : file.resolveSibling("ij" + name.group(1) + "h_0");
            return !(ownerMayLive && young) && !isLocked(locked) && Files.deleteIfExists(file);
        } catch (IOException | NumberFormatException e) {
            return false; // another user's, or another ImageJ was quicker
        }
    }

    /** To be called before a block is made in a folder: locks the file that stands for all blocks of a process that hosts its engine. */
    static synchronized void own(Path folder) throws IOException {
        if (HostedEngine.isThere() && !OWNED.containsKey(folder.resolve(name(0)))) {
            FileChannel channel = FileChannel.open(folder.resolve(name(0)), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.tryLock(LOCKED, 1, false);
            OWNED.put(folder.resolve(name(0)), channel);
        }
    }

    /** Removes those files. */
    static synchronized void disown() {
        for (Map.Entry<Path, FileChannel> owned : OWNED.entrySet()) {
            try {
                owned.getValue().close();
                Files.deleteIfExists(owned.getKey());
            } catch (IOException e) {
                owned.getKey().toFile().deleteOnExit();
            }
        }
        OWNED.clear();
    }

    private static boolean isLocked(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE); FileLock lock = channel.tryLock(LOCKED, 1, false)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }
}
