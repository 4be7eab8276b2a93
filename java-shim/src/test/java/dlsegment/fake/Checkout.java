package dlsegment.fake;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Files of the checkout that the tests run in. */
public final class Checkout {
    private Checkout() {
    }

    /** A file of the checkout. */
    public static File file(String path) {
        for (File folder = new File("").getAbsoluteFile(); folder != null; folder = folder.getParentFile()) {
            if (new File(folder, "FijiBridge.sln").exists()) {
                return new File(folder, path);
            }
        }
        throw new IllegalStateException("FijiBridge.sln was not found above " + new File("").getAbsolutePath());
    }

    /** The text of a sample message. */
    public static String message(String name) throws IOException {
        return new String(Files.readAllBytes(file("tests/fixtures/protocol/" + name).toPath()), StandardCharsets.UTF_8).trim();
    }
}
