package dlsegment.imagej;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A display of its own for one program. Xvfb itself chooses a free number, so displays that start at the same time do not meet; xvfb-run
 * guesses one, and fails at times when several start together.
 */
final class VirtualDisplay {
    /** The X server. */
    static final String PROGRAM = "/usr/bin/Xvfb";

    private VirtualDisplay() {
    }

    /** Starts a program on a display that goes away with it. */
    static Process start(ProcessBuilder program) throws IOException {
        Process server = new ProcessBuilder(PROGRAM, "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
            .redirectError(new File("/dev/null")).start();
        Thread atExit = new Thread(server::destroy); // where the tests are stopped in the middle
        Runtime.getRuntime().addShutdownHook(atExit);
        BufferedReader answer = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String number = answer.readLine();
        if (number == null || !number.matches("\\d+")) {
            server.destroy();
            throw new IOException("Xvfb named no display but '" + number + "'");
        }
        program.environment().put("DISPLAY", ":" + number);
        Process process = program.start();
        Thread end = new Thread(() -> {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                // nobody does
            }
            server.destroy();
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // it is running
            }
        }, "Xvfb " + number);
        end.setDaemon(true);
        end.start();
        return process;
    }
}
