package dlsegment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReporterTest {
    @Test
    void A_long_sentence_is_broken_between_words_for_a_dialog() {
        String sentence = "This command is for macros that used StarDist; replace run(\"Command From Macro\", ...) by run(\"StarDist From Macro\", ...) in them.\nIts last lines:\none two";
        String[] lines = Reporter.wrapped(sentence).split("\n");
        assertEquals(4, lines.length, Reporter.wrapped(sentence));
        for (String line : lines) {
            assertTrue(line.length() <= 90, line);
        }
        assertEquals(sentence.replace("\n", " "), Reporter.wrapped(sentence).replace("\n", " "));
        assertEquals("short", Reporter.wrapped("short"));
    }
}
