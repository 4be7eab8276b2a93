package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VirtualDisplayTest {
    @Test
    void Displays_that_start_together_have_numbers_of_their_own_and_go_with_their_program() throws Exception {
        assumeTrue(ImageJ.hasDisplay(), "Xvfb is not installed");
        List<Process> programs = new ArrayList<Process>();
        Set<String> names = new HashSet<String>();
        List<Thread> starts = new ArrayList<Thread>();
        for (int i = 0; i < 6; i++) {
            Thread start = new Thread(() -> {
                try {
                    Process program = VirtualDisplay.start(new ProcessBuilder("sh", "-c", "echo $DISPLAY; read line"));
                    String name = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8)).readLine();
                    synchronized (programs) {
                        programs.add(program);
                        names.add(name);
                    }
                } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            start.start();
            starts.add(start);
        }
        for (Thread start : starts) {
            start.join();
        }
        assertEquals(6, names.size(), names.toString());
        for (Process program : programs) {
            program.getOutputStream().close();
        }
        for (int i = 0; i < 100 && servers(names) > 0; i++) {
            Thread.sleep(50);
        }
        assertEquals(0, servers(names));
    }

    private static int servers(Set<String> names) {
        int count = 0;
        for (String name : names) {
            count += new java.io.File("/tmp/.X11-unix/X" + name.substring(1)).exists() ? 1 : 0;
        }
        return count;
    }
}
