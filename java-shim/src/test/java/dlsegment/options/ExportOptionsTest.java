package dlsegment.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExportOptionsTest {
    @Test
    void What_is_recorded_is_read_as_the_same() throws EngineException {
        String text = "model=[my cells] formats=bioimageio,onnx path=/data/ben/ author=[Ana P\u00e9rez; Li, Ben] licence=CC0-1.0 sample=[cells [1].tif] overwrite=true";
        ExportOptions options = ExportOptions.parse(text);
        assertEquals(Arrays.asList("Ana P\u00e9rez", "Li, Ben"), options.authors);
        assertEquals("cells [1].tif", options.sample);
        StringBuilder recorded = new StringBuilder();
        options.record().forEach((key, value) -> recorded.append(recorded.length() == 0 ? "" : " ").append(key).append('=').append(MacroOptions.quoted(value)));
        assertEquals(text, recorded.toString());
    }

    @Test
    void What_is_left_out_is_left_to_the_model() throws EngineException {
        ExportOptions options = ExportOptions.parse("model=nuclei path=/data author=[ ; ]");
        assertTrue(options.authors.isEmpty());
        assertFalse(options.inputs().containsKey("authors") || options.inputs().containsKey("licence"));
        assertEquals("{model=nuclei, formats=bioimageio, path=/data}", options.record().toString());
        assertTrue(assertThrows(EngineException.class, () -> ExportOptions.parse("model=nuclei")).getMessage().contains("needs model=NAME and path=FOLDER"));
    }
}
