package dlsegment.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import java.io.File;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrainOptionsTest {
    @Test
    void Keys_of_the_plugin_are_taken_and_all_others_go_to_the_engine_under_its_names() throws EngineException {
        TrainOptions options = TrainOptions.parse("set=[/data/my set] rois=overlay outside=ignore window=false start_from=nuclei epochs=30 batch-norm augment=[elastic=off scale=0.8..1.2]");
        assertEquals(new File("/data/my set"), options.set);
        assertEquals("overlay true false", options.rois + " " + options.sparse + " " + options.window);
        assertEquals("nuclei", options.inputs().get("start-from"));
        assertEquals("30", options.inputs().get("epochs"));
        assertEquals("true", options.inputs().get("batch-norm"));
        assertEquals(Arrays.asList("elastic=off", "scale=0.8..1.2"), options.inputs().get("augment"));
        assertEquals("/data/my set/images", options.inputs().get("images"));
        assertEquals("5", options.inputs().get("full-validation"));
        assertTrue(String.valueOf(options.inputs().get("imagej")).endsWith(".jar"));
        assertEquals(TrainOptions.parse("rois=overlay name=a").record().toString(), "{rois=overlay, name=a}");
    }

    @Test
    void The_name_for_messages_comes_from_the_name_or_the_folder() throws EngineException {
        assertEquals("my cells", TrainOptions.parse("name=[my cells] out=/x/y").modelName());
        assertEquals("y", TrainOptions.parse("out=/x/y").modelName());
    }

    @Test
    void Values_that_make_no_sense_are_refused() {
        assertEquals("outside=nothing must be background (nothing is there) or ignore (nobody has looked there).",
            assertThrows(EngineException.class, () -> TrainOptions.parse("outside=nothing")).getMessage());
        assertTrue(assertThrows(EngineException.class, () -> TrainOptions.parse("window=maybe")).getMessage().contains("true or false"));
        assertTrue(assertThrows(EngineException.class, () -> TrainOptions.parse("image=a file=b")).getMessage().contains("not both"));
    }
}
