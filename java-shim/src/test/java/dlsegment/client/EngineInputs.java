package dlsegment.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs of a segment task on a 4 x 4 image, for tests of what is around it. */
final class EngineInputs {
    private EngineInputs() {
    }

    static Map<String, Object> of(String model, Path folder) {
        try {
            Path pixels = Files.write(folder.resolve("pixels"), new byte[16]);
            Path labels = Files.write(folder.resolve("labels"), new byte[64]);
            Map<String, Object> inputs = new LinkedHashMap<String, Object>();
            inputs.put("model", model);
            inputs.put("image", Messages.ndarray("uint8", Messages.shm("file:" + pixels, 16), 4, 4));
            inputs.put("labelsInto", Messages.shm("file:" + labels, 64));
            return inputs;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
