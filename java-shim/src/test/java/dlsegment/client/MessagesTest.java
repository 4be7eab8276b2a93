package dlsegment.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.fake.Checkout;
import dlsegment.options.ExportOptions;
import dlsegment.options.InstallOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin's messages are the samples of docs/protocol.md, which the engine's tests read too. */
class MessagesTest {
    @Test
    void A_segment_request_is_the_sample() throws IOException {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("image", Messages.ndarray("uint16", Messages.shm("ij_1a2b3c4d", 655360), 512, 640));
        inputs.put("axes", "YX");
        inputs.put("model", "nuclei");
        inputs.put("prob", 0.5);
        inputs.put("pixelSize", Arrays.asList(0.25, 0.25));
        inputs.put("labelsInto", Messages.shm("ij_5e6f7a8b", 1310720));
        inputs.put("keep", true);
        assertEquals(Checkout.message("request-segment.json"), Messages.execute("5f3a6c2e-0002", "segment", inputs));
    }

    @Test
    void A_request_for_maps_is_the_sample_and_the_answer_is_understood() throws IOException {
        Map<String, Object> inputs = new LinkedHashMap<String, Object>();
        inputs.put("image", Messages.ndarray("uint16", Messages.shm("ij_1a2b3c4d", 655360), 512, 640));
        inputs.put("axes", "YX");
        inputs.put("model", "phase-contrast");
        inputs.put("labels", false);
        inputs.put("maps", true);
        assertEquals(Checkout.message("request-segment-maps.json"), Messages.execute("5f3a6c2e-0013", "segment", inputs));
        Map<String, Object> outputs = Messages.decode(Checkout.message("response-segment-maps.json")).outputs();
        assertEquals(Arrays.<Object>asList(2L, 512L, 640L), Json.list(Json.object(outputs.get("maps")).get("shape")));
        assertEquals(Arrays.<Object>asList("foreground", "seeds"), Json.list(outputs.get("mapNames")));
    }

    @Test
    void What_Export_and_Install_ask_for_are_the_samples() throws Exception {
        Map<String, Object> export = ExportOptions.parse("model=[my cells] formats=bioimageio,onnx path=/home/ana/for-ben author=[Ana P\u00e9rez] licence=CC-BY-4.0").inputs();
        assertEquals(false, export.remove("overwrite"));
        assertEquals(Checkout.message("request-export.json"), Messages.execute("5f3a6c2e-0011", "export", export));
        Map<String, Object> install = InstallOptions.parse("source=[/home/ben/Downloads/my cells.zip] name=[ana's cells]").inputs();
        assertEquals(false, install.remove("overwrite"));
        assertEquals(Checkout.message("request-install.json"), Messages.execute("5f3a6c2e-0012", "install", install));
        // a link is no path, and the engine names what has no name
        assertEquals("{source=https://a.org/b.zip, overwrite=false}", InstallOptions.parse("source=https://a.org/b.zip").inputs().toString());
    }

    @Test
    void A_cancel_request_is_the_sample() throws IOException {
        assertEquals(Checkout.message("request-cancel.json"), Messages.cancel("5f3a6c2e-0002"));
    }

    @Test
    void The_sample_of_an_update_is_understood() throws IOException {
        Response update = Messages.decode(Checkout.message("response-update.json"));
        assertEquals("UPDATE", update.type());
        assertEquals("5f3a6c2e-0002", update.task());
        assertEquals("predicting tiles", update.stage());
        assertEquals(1 / 3.0, update.done(), 1e-12);
        assertEquals(4.5, update.secondsLeft());
    }

    @Test
    void The_sample_of_a_result_is_understood() throws IOException {
        Map<String, Object> outputs = Messages.decode(Checkout.message("response-segment.json")).outputs();
        assertEquals(Arrays.<Object>asList(123L, 70L), Json.list(Json.object(outputs.get("objects")).get("shape")));
        assertEquals("uint16", Json.object(outputs.get("labels")).get("dtype"));
    }

    @Test
    void The_samples_of_failures_are_understood() throws IOException {
        Response advice = Messages.decode(Checkout.message("response-failure-advice.json"));
        assertTrue(advice.isAdvice());
        assertEquals("The input 'prob' must be a number from 0 to 1, not 1.5.", advice.error());
        Response fault = Messages.decode(Checkout.message("response-failure-fault.json"));
        assertFalse(fault.isAdvice());
        assertTrue(fault.trace().contains("InvalidOperationException"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"response-launch.json", "response-cancelation.json", "response-describe.json", "response-release.json", "response-models.json",
        "response-doctor.json", "response-evaluate.json", "response-measure.json", "response-compare-images.json", "response-export.json", "response-install.json"})
    void All_other_samples_are_responses(String name) throws IOException {
        assertTrue(Messages.decode(Checkout.message(name)).task().startsWith("5f3a6c2e-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Warning: something", "{\"task\":5}", "{}", "[1]"})
    void Anything_else_is_no_response(String line) {
        assertThrows(IllegalArgumentException.class, () -> Messages.decode(line));
    }
}
