package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnwantedDialogsTest {
    @Test
    void A_thread_whose_dialog_is_closed_as_it_opens_goes_on_every_time() throws Exception {
        assumeTrue(ImageJ.hasDisplay(), "Xvfb is not installed");
        Process program = VirtualDisplay.start(new ProcessBuilder(new File(System.getProperty("java.home"), "bin/java").getPath(),
            "-cp", System.getProperty("java.class.path"), "dlsegment.hosted.DialogDriver", "150"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            assertTrue(program.waitFor(60, TimeUnit.SECONDS), "a dialog has left its thread waiting");
            assertEquals("150 closed, 1 left", lines.readLine());
        } finally {
            program.destroyForcibly();
        }
    }
}
