package dlsegment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of two folders belong together. */
class EvaluationPairsTest {
    @TempDir
    File folder;

    private final List<String> told = new ArrayList<String>();

    @Test
    void Names_with_the_usual_endings_belong_together_and_labels_go_before_rois() throws Exception {
        files("truth", "a.tif", "b.zip", "notes.txt");
        files("found", "a-labels.tif", "a-rois.zip", "b_RoiSet.zip", "c.tif");
        List<EvaluationPairs> pairs = EvaluationPairs.of(new File(folder, "truth"), new File(folder, "found"), null, told::add);
        assertEquals(2, pairs.size());
        assertEquals("[1 of 3 label images in " + folder + "/found have no truth in " + folder + "/truth, first c; they are left out.]", told.toString());
        assertTrue(pairs.get(0).prediction.endsWith("a-labels.tif"));
        assertTrue(pairs.get(1).truth.endsWith("b.zip") && pairs.get(1).prediction.endsWith("b_RoiSet.zip"));
    }

    @Test
    void Grey_values_are_compared_between_images_not_rois() throws Exception {
        files("truth", "a.tif", "a.zip", "b.png");
        files("found", "a.jpg", "b.tif", "b_RoiSet.zip");
        List<EvaluationPairs> pairs = EvaluationPairs.ofImages(new File(folder, "truth"), new File(folder, "found"), told::add);
        assertEquals("[]", told.toString());
        assertEquals(2, pairs.size());
        assertTrue(pairs.get(0).prediction.endsWith("a.jpg") && pairs.get(1).prediction.endsWith("b.tif"));
        files("empty", "a.zip");
        assertTrue(assertThrows(EngineException.class, () -> EvaluationPairs.ofImages(new File(folder, "empty"), new File(folder, "found"), told::add)).getMessage().contains("holds no image"));
    }

    @Test
    void Of_what_the_command_line_wrote_classes_or_labels_are_taken() throws Exception {
        files("truth", "a.tif");
        files("found", "a_classes.tif", "a_labels.ome.tif", "a_labels.tif", "a_RoiSet.zip", "a_overlay.png", "a_objects.csv");
        assertTrue(EvaluationPairs.ofClasses(new File(folder, "truth"), new File(folder, "found"), told::add).get(0).prediction.endsWith("a_classes.tif"));
        assertTrue(EvaluationPairs.of(new File(folder, "truth"), new File(folder, "found"), null, told::add).get(0).prediction.endsWith("a_labels.tif"));
        assertEquals("[]", told.toString());
    }

    @Test
    void Missing_and_double_files_are_named() throws Exception {
        files("truth", "a.tif");
        files("found", "b.tif");
        files("double", "a.tif", "a_labels.tif");
        assertTrue(message("truth", "found").startsWith("There is no file for a in "), message("truth", "found"));
        assertTrue(message("truth", "double").startsWith("Both "), message("truth", "double"));
        assertTrue(message("truth", "none").startsWith("There is no folder "));
    }

    private String message(String truth, String found) {
        return assertThrows(EngineException.class, () -> EvaluationPairs.of(new File(folder, truth), new File(folder, found), null, told::add)).getMessage();
    }

    private void files(String name, String... files) throws IOException {
        File into = new File(folder, name);
        into.mkdirs();
        for (String file : files) {
            Files.write(new File(into, file).toPath(), new byte[1]);
        }
    }
}
