package dlsegment.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine is told about the ImageJ that starts it. */
class CallerPlacesTest {
    @TempDir
    Path folder;

    @Test
    void The_running_Java_and_the_jar_that_holds_ImageJ_are_named() {
        Map<String, String> environment = new HashMap<String, String>();
        CallerPlaces.addTo(environment);
        assertEquals(System.getProperty("java.home"), environment.get(CallerPlaces.JAVA));
        assertTrue(new File(environment.get(CallerPlaces.IMAGEJ)).exists(), environment.toString());
    }

    @Test
    void The_folder_of_a_Fiji_or_ImageJ_is_named_and_other_folders_are_not() throws Exception {
        File jar = Files.createFile(folder.resolve("some-ij.jar")).toFile();
        assertEquals(jar.getPath(), CallerPlaces.imagej(folder.toString(), jar));
        assertEquals(jar.getPath(), CallerPlaces.imagej(null, jar));
        assertNull(CallerPlaces.imagej(folder.toString(), null));
        Files.createDirectory(folder.resolve("jars"));
        assertEquals(folder.toString(), CallerPlaces.imagej(folder + File.separator, jar));
    }
}
