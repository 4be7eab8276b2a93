package dlsegment.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SharedBlockTest {
    @Test
    void What_is_written_can_be_read_under_its_name_in_little_endian_order() throws IOException {
        SharedBlock block = SharedBlock.create(12);
        block.buffer().putInt(0x01020304).putFloat(2.5f);
        ByteBuffer copy = SharedBlock.read(block.toMessage(), 8);
        assertEquals(4, copy.get(0));
        assertEquals(0x01020304, copy.getInt());
        assertEquals(2.5f, copy.getFloat());
        block.close();
        assertThrows(IOException.class, () -> SharedBlock.read(block.toMessage(), 8));
    }

    @Test
    void On_Linux_the_name_is_short_and_its_file_goes_with_close() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(new File("/dev/shm").canWrite(), "no /dev/shm here");
        SharedBlock block = SharedBlock.create(10);
        assertTrue(block.name().length() <= 14, block.name());
        assertTrue(new File("/dev/shm", block.name()).exists());
        block.close();
        assertFalse(new File("/dev/shm", block.name()).exists());
    }

    @Test
    void A_workspace_is_used_again_and_grows() throws IOException {
        Workspaces workspaces = new Workspaces();
        Workspaces.Workspace first = workspaces.borrow();
        SharedBlock small = first.pixels(100);
        assertSame(small, first.pixels(50));
        assertNotSame(small, first.pixels(200));
        Workspaces.Workspace second = workspaces.borrow();
        assertNotSame(first, second);
        workspaces.giveBack(first);
        assertSame(first, workspaces.borrow());
        workspaces.close();
    }
}
