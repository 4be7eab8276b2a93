package dlsegment.client;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Shared memory for pixels and labels that is used again from call to call: mapping and touching 32 MB anew costs 35 ms.
 * Each running command borrows a workspace of its own.
 */
public final class Workspaces {
    /** A block for the image and one for its labels, which grow as needed. */
    public static final class Workspace {
        private SharedBlock pixels;
        private SharedBlock labels;

        private Workspace() {
        }

        /** At least so many bytes for pixels. */
        public SharedBlock pixels(long bytes) throws IOException {
            pixels = grow(pixels, bytes);
            return pixels;
        }

        /** At least so many bytes for labels. */
        public SharedBlock labels(long bytes) throws IOException {
            labels = grow(labels, bytes);
            return labels;
        }

        private void close() {
            for (SharedBlock block : new SharedBlock[] {pixels, labels}) {
                if (block != null) {
                    block.close();
                }
            }
        }

        private static SharedBlock grow(SharedBlock block, long bytes) throws IOException {
            if (block != null && block.size() >= bytes) {
                return block;
            }
            if (block != null) {
                block.close();
            }
            return SharedBlock.create(bytes);
        }
    }

    private final Deque<Workspace> free = new ArrayDeque<Workspace>();
    private final Deque<Workspace> all = new ArrayDeque<Workspace>();

    /** Borrows a workspace that no one else uses. */
    public synchronized Workspace borrow() {
        if (!free.isEmpty()) {
            return free.pop();
        }
        Workspace created = new Workspace();
        all.push(created);
        return created;
    }

    /** Gives it back; one that was borrowed before {@link #close} is not lent again. */
    public synchronized void giveBack(Workspace workspace) {
        if (all.contains(workspace)) {
            free.push(workspace);
        } else {
            workspace.close();
        }
    }

    /** Removes all shared memory, also what is borrowed: a worker that has mapped it keeps it until it ends. */
    public synchronized void close() {
        for (Workspace workspace : all) {
            workspace.close();
        }
        all.clear();
        free.clear();
        LeftBlocks.disown();
    }
}
