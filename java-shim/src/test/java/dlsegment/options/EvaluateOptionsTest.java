package dlsegment.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys of Evaluate and Measure. */
class EvaluateOptionsTest {
    @Test
    void What_is_recorded_is_read_again() throws Exception {
        String[] texts = {
            "truth=[my masks.tif] prediction=roi_manager image=cells.tif iou=0.7 channel=2 frames=current output=metrics,objects metrics_file=[/tmp/a b.csv]",
            "truth=a.tif prediction=b.tif compare=classes output=matching matching_file=c.csv",
            "truth=a.tif prediction=b.tif compare=grey_values range=255 output=metrics",
        };
        for (String text : texts) {
            assertEquals(text, recorded(text));
        }
    }

    private static String recorded(String text) throws Exception {
        EvaluateOptions options = EvaluateOptions.parse(text);
        StringBuilder again = new StringBuilder();
        for (Map.Entry<String, String> option : options.record().entrySet()) {
            again.append(again.length() == 0 ? "" : " ").append(option.getKey()).append('=').append(MacroOptions.quoted(option.getValue()));
        }
        return again.toString();
    }

    @Test
    void What_is_left_out_has_its_default() throws Exception {
        EvaluateOptions options = EvaluateOptions.parse("truth=a prediction=b");
        assertEquals(0.5, options.iou);
        assertTrue(options.allFrames);
        assertEquals(EvaluateOptions.Compared.OBJECTS, options.compare);
        assertEquals("[METRICS, MATCHING, OVERLAY]", options.output.toString());
        MeasureOptions measure = MeasureOptions.parse(null);
        assertTrue(measure.table && measure.summary && !measure.clear && measure.labels == null);
    }

    @Test
    void Wrong_options_are_named() {
        String[][] cases = {
            {"truth=a", "Evaluate needs truth=... and prediction=..."},
            {"truth=a prediction=b iou=2", "iou=2 must be a number from 0.01 to 1"},
            {"truth=a prediction=b channel=0", "channel=0 must be a whole number of at least 1"},
            {"truth=a prediction=b output=everything", "output=everything must be metrics, matching, objects, overlay"},
            {"truth=a prediction=b compare=pixels", "compare=pixels must be objects, classes or grey_values."},
            {"truth=a prediction=b compare=classes iou=0.5", "iou=0.5 does not go with compare=classes"},
            {"truth=a prediction=roi_manager compare=classes", "prediction=roi_manager does not go with compare=classes"},
            {"truth=a prediction=b colour=red", "There is no option \"colour\"; the options are truth, prediction,"},
        };
        for (String[] c : cases) {
            String message = assertThrows(EngineException.class, () -> EvaluateOptions.parse(c[0])).getMessage();
            assertTrue(message.contains(c[1]), message);
        }
        assertTrue(assertThrows(EngineException.class, () -> MeasureOptions.parse("table=maybe")).getMessage().contains("table=maybe must be true or false"));
    }
}
