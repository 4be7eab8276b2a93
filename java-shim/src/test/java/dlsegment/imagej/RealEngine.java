package dlsegment.imagej;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.fake.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** An ImageJ with the plugin and the engine that was built. */
final class RealEngine {
    /** The program. */
    static final File PROGRAM = Checkout.file("src/Bridge/bin/Release/net10.0/fijibridge");

    private RealEngine() {
    }

    /** Installs both below a folder; the test is skipped where there is no display or no engine. */
    static ImageJ install(File folder) throws IOException {
        return install(folder, "");
    }

    /** As above; the engine sees the installation as its user's home. */
    static ImageJ installAtHome(File folder) throws IOException {
        return install(folder, "export HOME='" + home(folder) + "'\n");
    }

    private static ImageJ install(File folder, String before) throws IOException {
        assumeTrue(ImageJ.hasDisplay(), "Xvfb is not installed");
        assumeTrue(PROGRAM.exists(), "the engine is not built: ./build.sh build");
        ImageJ imageJ = new ImageJ(home(folder));
        File program = new File(imageJ.home, "plugins/fijibridge/fijibridge");
        Files.write(program.toPath(), ("#!/bin/sh\n" + before + "exec '" + PROGRAM + "' \"$@\"\n").getBytes(StandardCharsets.UTF_8));
        return imageJ;
    }

    private static File home(File folder) {
        return new File(folder, "ImageJ");
    }
}
