package dlsegment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dlsegment.client.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void What_the_command_line_needs_stands_apart() {
        Map<String, Object> engine = Json.object(Json.parse("{\"program\":\"/p/fijibridge\",\"version\":\"1\",\"log\":\"/l\"}"));
        String findings = "[{\"name\":\"Bio-Formats\",\"detail\":\"not found\",\"remedy\":\"add it with --bioformats\"},{\"name\":\"log\",\"detail\":\"/l\"},{\"name\":\"device\",\"detail\":\"cpu\"}]";
        String head = "engine: /p/fijibridge\nversion: 1\nlog file: /l\n";
        assertEquals(head + "device: cpu\n\nIn a terminal, fijibridge reads image files with:\nBio-Formats: not found (add it with --bioformats)\n", Settings.text(engine, Json.list(Json.parse(findings))));
        assertEquals(head, Settings.text(engine, Json.list(Json.parse("[]"))));
    }
}
