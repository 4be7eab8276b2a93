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

    /** A folder of ../shared/data, looked for beside the checkout and above; it need not exist. */
    public static File shared(String path) {
        File data = null;
        for (File folder = file("FijiBridge.sln").getParentFile(); folder != null; folder = folder.getParentFile()) {
            data = new File(folder, "shared/data/" + path);
            if (data.exists()) {
                break;
            }
        }
        return data;
    }

    /** The text of a sample message. */
    public static String message(String name) throws IOException {
        return new String(Files.readAllBytes(file("tests/fixtures/protocol/" + name).toPath()), StandardCharsets.UTF_8).trim();
    }
}
