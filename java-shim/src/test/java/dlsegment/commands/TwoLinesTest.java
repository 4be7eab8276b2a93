package dlsegment.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TwoLinesTest {
    @Test
    void A_text_that_is_too_long_ends_in_dots_after_a_whole_word() {
        String text = "Cell nuclei in 2D fluorescence images of any size and many kinds of staining: bright nuclei on a dark ground, one channel. A StarDist network with 64 rays.";
        String[] lines = TwoLines.lines(text);
        assertTrue(text.startsWith(lines[0] + " " + lines[1].replace("...", "")), lines[1]);
        assertTrue(text.charAt(lines[0].length() + 1 + lines[1].length() - 3) == ' ', lines[1]);
        assertTrue(lines[1].endsWith("...") && lines[1].length() <= 70, lines[1]);
        assertArrayEquals(new String[] {"short", ""}, TwoLines.lines("short"));
    }
}
