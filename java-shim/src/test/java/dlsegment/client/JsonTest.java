package dlsegment.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void Values_of_all_kinds_are_read() {
        Object value = Json.parse(" {\"a\": [1, -2.5e3, true, false, null], \"b\": {\"c\": \"x\"}} ");
        assertEquals(Arrays.<Object>asList(1L, -2500.0, true, false, null), Json.list(Json.object(value).get("a")));
        assertEquals("x", Json.text(Json.object(Json.object(value).get("b")).get("c")));
    }

    @Test
    void What_is_written_reads_the_same() {
        String text = "quote \" backslash \\ line\nend\ttab \u0001 \u2028 \u00b5m \u7d30\u80de \ud83d\ude00";
        String written = Json.write(Collections.singletonMap("k", Arrays.asList(text, 1, 0.25, 3.0, true, null)));
        assertTrue(written.indexOf('\n') < 0);
        assertEquals(Arrays.<Object>asList(text, 1L, 0.25, 3L, true, null), Json.list(Json.parseObject(written).get("k")));
    }

    @Test
    void Escapes_are_read() {
        assertEquals("\"\\/\b\f\n\r\t\u00b5", Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00b5\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{", "[1,", "{\"a\" 1}", "{a:1}", "\"open", "1 2", "\"\\x\"", "\"\\u12\"", "tru", "--1", "[1 2]"})
    void What_is_no_JSON_is_refused_with_its_place(String text) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Json.parse(text)).getMessage().startsWith("Not JSON: expected"));
    }

    @Test
    void Endless_nesting_is_refused() {
        String deep = new String(new char[100000]).replace('\0', '[');
        assertThrows(IllegalArgumentException.class, () -> Json.parse(deep));
    }

    @Test
    void Numbers_that_JSON_lacks_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> Json.write(Double.NaN));
    }
}
