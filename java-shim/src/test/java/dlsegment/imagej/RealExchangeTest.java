package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.fake.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models out of and into a real ImageJ with the real engine: from the menu, from macros, without a display. */
class RealExchangeTest {
    @TempDir
    File folder;

    private ImageJ imageJ;
    private File out;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Checkout.file("models/nuclei").exists(), "there is no models/nuclei");
        imageJ = RealEngine.installAtHome(folder);
        out = new File(folder, "f\u00fcr Ben");
        assertTrue(out.mkdir());
    }

    @Test
    void A_model_goes_out_and_comes_back_as_the_same_model_without_a_display() throws Exception {
        String sample = Checkout.file("samples/images/nuclei-1.tif").getPath();
        String segment = "print(call(\"dlsegment.Segment.run\", \"file=[" + sample + "] output=none rois_file=[\" + folder + \"/%s] model=[%s]\"));\n"; // ImageJ reads macros as Latin-1
        String text = new String(Files.readAllBytes(Checkout.file("tests/fixtures/macros/exchange.ijm").toPath()), StandardCharsets.UTF_8);
        File macro = new File(folder, "macro.ijm");
        String both = String.format(segment, "a.zip", "nuclei") + String.format(segment, "b.zip", "nuclei of a colleague");
        Files.write(macro.toPath(), text.replace("function check", both + "function check").getBytes(StandardCharsets.UTF_8));
        ImageJ.End end = imageJ.headless(macro, out.getPath());
        assertTrue(end.output.contains("files=2 folder=[" + out + "] difference="), end.output);
        assertTrue(end.output.contains("error: There is a model nuclei already, which came with the engine and stays"), end.output);
        File installed = new File(imageJ.home, ".fijibridge/models/nuclei of a colleague");
        assertTrue(end.output.contains("model=[nuclei of a colleague] folder=[" + installed + "]"), end.output);
        assertTrue(new File(out, "nuclei.onnx").length() > 1000000, end.output);
        assertTrue(new File(out, "a.zip").length() > 1000, end.output);
        assertEquals(new File(out, "a.zip").length(), new File(out, "b.zip").length(), end.output);
        assertEquals(2, end.output.split("\ncount=", -1).length - 1, end.output);

        // and from the menu's commands, which stop a macro at a file that is there
        end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/export.ijm"), out.getPath());
        assertTrue(end.output.contains("wrote " + out + "/nuclei for Ben.onnx (") && end.output.contains("installed mine"), end.output);
        assertTrue(new File(imageJ.home, ".fijibridge/models/mine/config.json").exists(), end.output);
        end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/export.ijm"), out.getPath());
        assertTrue(end.output.contains(out + "/nuclei for Ben.onnx exists already"), end.output);
        assertFalse(end.output.contains("installed mine"), end.output);
    }

    @Test
    void From_the_menu_with_a_name_that_is_taken() throws Exception {
        ImageJ.End end = imageJ.driver(ExchangeDriver.class, Checkout.file("artifacts/screenshots/exchange").getPath(), out.getPath());
        assertTrue(end.output.contains("proposed: nuclei-2\n"), end.output);
        assertTrue(new File(imageJ.home, ".fijibridge/models/nuclei-2/config.json").exists(), end.output);
        assertTrue(end.output.contains("run(\"Export Model...\", \"model=nuclei formats=bioimageio path=[" + out + "/]\");"), end.output);
        assertTrue(end.output.contains("run(\"Install Model...\", \"source=[" + out + "/nuclei.zip] name=nuclei-2\");"), end.output);
    }
}
