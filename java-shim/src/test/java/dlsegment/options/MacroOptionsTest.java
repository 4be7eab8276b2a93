package dlsegment.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MacroOptionsTest {
    @Test
    void Keys_values_brackets_quotes_and_flags_are_read() throws EngineException {
        Map<String, String> expected = new LinkedHashMap<String, String>();
        expected.put("model", "nuclei");
        expected.put("image", "my [best] cells.tif");
        expected.put("title", "a b");
        expected.put("flips", "true");
        expected.put("rois_file", "C:\\M\u00fcller\\\u7d30\u80de.zip");
        expected.put("device", "");
        assertEquals(expected, MacroOptions.parse(" Model=nuclei image=[my [best] cells.tif] title='a b' flips rois_file=C:\\M\u00fcller\\\u7d30\u80de.zip device=[] "));
    }

    @Test
    void No_options_are_an_empty_map() throws EngineException {
        assertTrue(MacroOptions.parse(null).isEmpty());
        assertTrue(MacroOptions.parse("  ").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"image=[open,no closing bracket", "title='open,no closing quotation mark", "=5,a value without a key"})
    void Broken_options_are_refused_in_words(String options, String words) {
        assertTrue(assertThrows(EngineException.class, () -> MacroOptions.parse(options)).getMessage().contains(words));
    }

    @Test
    void A_quoted_value_reads_back() throws EngineException {
        for (String value : new String[] {"plain", "two words", "", "a=b", "[x]", "it's"}) {
            assertEquals(value, MacroOptions.parse("key=" + MacroOptions.quoted(value) + " other=1").get("key"));
        }
    }
}
