package dlsegment.client;

import java.util.ArrayList;
import java.util.List;

/** The blocks of shared memory of one request, which are freed together when it has been answered or has failed. */
public final class SharedBlocks implements AutoCloseable {
    private final List<SharedBlock> blocks = new ArrayList<SharedBlock>();

    /** Takes over a block; returns it. */
    public SharedBlock keep(SharedBlock block) {
        blocks.add(block);
        return block;
    }

    @Override
    public void close() {
        for (SharedBlock block : blocks) {
            block.close();
        }
    }
}
