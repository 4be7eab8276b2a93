package dlsegment.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory that this process and the worker both map. On Linux it is a file in /dev/shm; elsewhere, and where /dev/shm is too
 * small (as in containers), it is a file in the temporary folder whose name in messages begins with "file:".
 */
public final class SharedBlock {
    private static final Path LINUX = Paths.get("/dev/shm");
    private static final String FILE = "file:";
    private static final int PART = 1 << 20;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path path;
    private final String name;
    private final ByteBuffer buffer;
    private final FileChannel owned; // open, and with it locked, as long as this process owns the block: see LeftBlocks

    private SharedBlock(Path path, String name, ByteBuffer buffer, FileChannel owned) {
        this.path = path;
        this.name = name;
        this.buffer = buffer;
        this.owned = owned;
    }

    /** Removes the blocks of ImageJs that were killed. */
    public static void removeLeftBehind() {
        LeftBlocks.remove(LINUX);
        LeftBlocks.remove(temporary());
    }

    /** Creates a block; its creator closes it. */
    public static SharedBlock create(long bytes) throws IOException {
        if (bytes > Integer.MAX_VALUE) {
            throw new IOException("one block holds at most 2 GB, not " + bytes + " bytes");
        }
        // Appose keeps names to 14 characters
        String file = LeftBlocks.name(COUNT.incrementAndGet());
        boolean linux = Files.isWritable(LINUX) && Files.getFileStore(LINUX).getUsableSpace() > bytes;
        Path folder = linux ? LINUX : temporary();
        FileStore store = Files.getFileStore(folder);
        if (store.getUsableSpace() < bytes) {
            throw new IOException(String.format(Locale.ROOT, "%s has %.0f MB left, %.0f MB are needed", folder, store.getUsableSpace() / 1e6, bytes / 1e6));
        }
        LeftBlocks.own(folder);
        Path path = folder.resolve(file);
        Files.deleteIfExists(path); // left by a process of the same id that was killed
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel);
            ByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            buffer.order(ByteOrder.LITTLE_ENDIAN);
            return new SharedBlock(path, linux ? file : FILE + path.toAbsolutePath(), buffer, channel);
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void lock(FileChannel channel) {
        try {
            channel.tryLock(LeftBlocks.LOCKED, 1, false);
        } catch (IOException e) {
            // a file system without locks: then no one can find it unlocked either
        }
    }

    private static Path temporary() {
        return Paths.get(System.getProperty("java.io.tmpdir"));
    }

    /** Copies the beginning of a block that the worker has made. */
    public static ByteBuffer read(Map<String, Object> shm, int bytes) throws IOException {
        Path path = pathOf(shm);
        ByteBuffer copy = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            fill(copy, channel, path);
        }
        return copy;
    }

    /** Copies numbers out of a block that the worker has made, beginning at a byte. */
    public static float[] readFloats(Map<String, Object> shm, long offset, int count) throws IOException {
        Path path = pathOf(shm);
        float[] values = new float[count];
        ByteBuffer part = ByteBuffer.allocate(PART).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.position(offset);
            for (int done = 0; done < count; done += part.remaining() / 4) {
                part.clear();
                part.limit((int) Math.min(PART, 4L * (count - done)));
                fill(part, channel, path);
                part.asFloatBuffer().get(values, done, part.remaining() / 4);
            }
        }
        return values;
    }

    private static Path pathOf(Map<String, Object> shm) {
        String name = String.valueOf(shm.get("name"));
        return name.startsWith(FILE) ? Paths.get(name.substring(FILE.length())) : LINUX.resolve(name);
    }

    private static void fill(ByteBuffer buffer, FileChannel channel, Path path) throws IOException {
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until it is full
        }
        if (buffer.hasRemaining()) {
            throw new IOException(path + " ends too early");
        }
        buffer.flip();
    }

    /** Name in messages. */
    public String name() {
        return name;
    }

    /** Its bytes. */
    public int size() {
        return buffer.capacity();
    }

    /** The whole block, little-endian, from its beginning. */
    public ByteBuffer buffer() {
        ByteBuffer whole = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        whole.clear();
        return whole;
    }

    /** The block as a message names it. */
    public Map<String, Object> toMessage() {
        return Messages.shm(name, size());
    }

    /** Removes the block; the memory goes when both sides have unmapped it. */
    public void close() {
        try {
            owned.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit(); // Windows keeps a mapped file
        }
    }
}
