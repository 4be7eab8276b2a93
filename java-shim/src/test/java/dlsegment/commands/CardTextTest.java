package dlsegment.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CardTextTest {
    @Test
    void Marks_of_Markdown_become_capitals_dashes_and_columns() {
        String card = "# my model\n\n\n## Limits\n\n* **Few** images with `seed` 2, see [the paper](https://doi.org/1).\n* 2 * 3 | 4\n\n| IoU | AP |\n|---|---|\n| 0.50 | 0.714 |\n| 0.5 (kept) | 1 |\n\nEnd\n";
        String text = "MY MODEL\n\nLIMITS\n\n- Few images with seed 2, see the paper (https://doi.org/1).\n- 2 * 3 | 4\n\nIoU         AP\n0.50        0.714\n0.5 (kept)  1\n\nEnd";
        assertEquals(text, CardText.plain(card));
        assertEquals("a card without marks", CardText.plain("a card without marks"));
    }
}
