package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dlsegment.fake.Checkout;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models out of and into a real ImageJ with the real engine: from the menu, from macros, without a display. */
class RealExchangeTest {
    private static final String SAMPLE = Checkout.file("samples/images/nuclei-1.tif").getPath();

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
    void A_model_goes_out_and_comes_back_as_the_same_model_by_file_and_by_link() throws Exception {
        String segment = "print(call(\"dlsegment.Segment.run\", \"file=[" + SAMPLE + "] output=none rois_file=[\" + folder + \"/%s] model=[%s]\"));\n"; // ImageJ reads macros as Latin-1
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

        String description = description(new File(out, "nuclei.zip"));
        assertTrue(description.contains("Ana Perez") && description.contains("Li, Ben") && description.contains("license: \"CC-BY-4.0\""), description);

        // and from the menu's commands, which stop a macro at a file that is there
        end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/export.ijm"), out.getPath());
        assertTrue(end.output.contains("wrote " + out + "/nuclei for Ben.onnx (") && end.output.contains("installed mine"), end.output);
        assertTrue(new File(imageJ.home, ".fijibridge/models/mine/config.json").exists(), end.output);
        end = imageJ.onDisplay(Checkout.file("tests/fixtures/macros/export.ijm"), out.getPath());
        assertTrue(end.output.contains(out + "/nuclei for Ben.onnx exists already"), end.output);
        assertFalse(end.output.contains("installed mine"), end.output);

        installsByLink(new File(out, "nuclei.zip"));
    }

    private void installsByLink(File zip) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean there = exchange.getRequestURI().getPath().equals("/models/for ben.zip");
            exchange.sendResponseHeaders(there ? 200 : 404, there ? zip.length() : -1);
            if (there) {
                Files.copy(zip.toPath(), exchange.getResponseBody());
            }
            exchange.close();
        });
        server.start();
        try {
            String link = "http://127.0.0.1:" + server.getAddress().getPort() + "/models/";
            File macro = new File(folder, "link.ijm");
            Files.write(macro.toPath(), ("run(\"Install Model...\", \"source=" + link + "for%20ben.zip name=[from a link]\");\n"
                + "print(call(\"dlsegment.Install.run\", \"source=" + link + "for%20ben.zip\"));\n"
                + "run(\"Install Model...\", \"source=" + link + "missing.zip\");\n"
                + "print(\"the macro went on\");\n").getBytes(StandardCharsets.UTF_8));
            ImageJ.End end = imageJ.onDisplay(macro, "");
            assertTrue(end.output.contains("DL Segment: installed from a link (StarDist 2D: "), end.output);
            assertTrue(end.output.contains("model=[for ben] folder=["), end.output);
            assertTrue(end.output.contains("There is no file at " + link + "missing.zip"), end.output);
            assertFalse(end.output.contains("the macro went on"), end.output);
        } finally {
            server.stop(0);
        }
        String weights = "weights.pt";
        File installed = new File(imageJ.home, ".fijibridge/models/from a link/" + weights);
        assertArrayEquals(Files.readAllBytes(Checkout.file("models/nuclei/" + weights).toPath()), Files.readAllBytes(installed.toPath()));
    }

    @Test
    void From_the_menu_with_a_name_that_is_taken() throws Exception {
        ImageJ.End end = imageJ.driver(ExchangeDriver.class, Checkout.file("artifacts/screenshots/exchange").getPath(), out.getPath(), SAMPLE);
        assertTrue(end.output.contains("proposed: nuclei-2\n"), end.output);
        assertTrue(new File(imageJ.home, ".fijibridge/models/nuclei-2/config.json").exists(), end.output);
        assertTrue(end.output.contains("run(\"Export Model...\", \"model=nuclei formats=bioimageio path=[" + out + "/] author=[Ana Perez; Li, Ben] licence=CC0-1.0 sample=nuclei-1.tif\");"), end.output);
        String description = description(new File(out, "nuclei.zip"));
        assertTrue(description.contains("Ana Perez") && description.contains("license: \"CC0-1.0\""), description);
        BufferedImage cover = ImageIO.read(new ByteArrayInputStream(entry(new File(out, "nuclei.zip"), "cover.png")));
        assertEquals(2 * cover.getHeight(), cover.getWidth());
        assertTrue(end.output.contains("run(\"Install Model...\", \"source=[" + out + "/nuclei.zip] name=nuclei-2\");"), end.output);
    }

    private static String description(File zip) throws IOException {
        return new String(entry(zip, "bioimageio.yaml"), StandardCharsets.UTF_8);
    }

    private static byte[] entry(File zip, String name) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(zip.toPath(), (ClassLoader) null)) {
            return Files.readAllBytes(files.getPath(name));
        }
    }
}
