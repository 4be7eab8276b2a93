package dlsegment.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Prefs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLocatorTest {
    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        Prefs.set(EngineLocator.PREFERENCE, "");
    }

    @Test
    void A_folder_holds_a_program_or_a_library_for_dotnet() throws IOException {
        assertNull(EngineLocator.in(folder.toFile()));
        File library = file("fijibridge.dll");
        assertEquals(Arrays.asList("dotnet", library.getPath()), EngineLocator.in(folder.toFile()));
        File program = file("fijibridge");
        assertEquals(Arrays.asList(program.getPath()), EngineLocator.in(folder.toFile()));
        assertEquals(Arrays.asList(program.getPath()), EngineLocator.in(program));
    }

    @Test
    void The_engine_chosen_in_Settings_is_used() throws Exception {
        Prefs.set(EngineLocator.PREFERENCE, folder.toString());
        File program = file("fijibridge");
        assertEquals(Arrays.asList(program.getPath(), "worker"), new EngineLocator().command());
    }

    @Test
    void A_chosen_folder_without_an_engine_is_an_error_that_names_it() {
        Prefs.set(EngineLocator.PREFERENCE, folder.toString());
        EngineException failure = assertThrows(EngineException.class, () -> new EngineLocator().command());
        assertTrue(failure.getMessage().contains("There is no engine in " + folder), failure.getMessage());
        assertTrue(failure.getMessage().contains("Settings names"), failure.getMessage());
    }

    @Test
    void Without_an_engine_the_message_names_where_was_looked() {
        EngineException failure = assertThrows(EngineException.class, () -> new EngineLocator().command());
        assertTrue(failure.getMessage().contains("unpack the DL Segment zip"), failure.getMessage());
        assertTrue(failure.getMessage().contains("fijibridge"), failure.getMessage());
    }

    private File file(String name) throws IOException {
        return Files.createFile(folder.resolve(name)).toFile();
    }
}
