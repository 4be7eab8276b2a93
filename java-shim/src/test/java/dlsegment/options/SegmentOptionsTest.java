package dlsegment.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import dlsegment.fake.Checkout;
import dlsegment.options.SegmentOptions.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentOptionsTest {
    @Test
    void What_is_left_out_comes_from_the_model() throws EngineException {
        SegmentOptions options = SegmentOptions.parse("");
        assertNull(options.model);
        assertNull(options.prob);
        assertTrue(options.rescale && options.selection && options.allFrames);
        assertEquals(EnumSet.of(Output.LABELS, Output.ROIS), options.output);
    }

    @Test
    void All_keys_are_read_and_recorded_the_same() throws EngineException {
        String text = "image=[a b.tif] model=nuclei prob=0.6 nms=0.3 low=2 high=99.9 channel=2,3 frames=current selection=false rescale=false boundary=0 "
            + "flips=true refine=true tile=256 device=cpu output=labels,overlay,table replace=true title=[my labels] maps_title=m labels_file=/tmp/l.tif rois_file=/tmp/r.zip table_file=/tmp/t.csv maps_file=m.tif";
        StringBuilder recorded = new StringBuilder();
        for (Map.Entry<String, String> option : SegmentOptions.parse(text).record().entrySet()) {
            recorded.append(recorded.length() == 0 ? "" : " ").append(option.getKey()).append('=').append(MacroOptions.quoted(option.getValue()));
        }
        assertEquals(text, recorded.toString());
        assertEquals(SegmentOptions.KEYS.size() - 2, SegmentOptions.parse(text).record().size(), "all but file and normalize, which exclude others");
        assertEquals("false", SegmentOptions.parse("normalize=false").record().get("normalize"));
        assertEquals("false", SegmentOptions.parse("flips=false").record().get("flips"), "for a model that averages on its own");
        assertEquals("/a b.tif", SegmentOptions.parse("file=[/a b.tif]").record().get("file"));
    }

    @Test
    void Defaults_are_not_recorded() throws EngineException {
        assertEquals("{model=nuclei, output=labels,rois}", SegmentOptions.parse("model=nuclei").record().toString());
    }

    @Test
    void Words_for_outputs_are_understood() throws EngineException {
        assertEquals(EnumSet.complementOf(EnumSet.of(Output.MAPS)), SegmentOptions.parse("output=all").output);
        assertEquals(EnumSet.allOf(Output.class), SegmentOptions.parse("output=all,maps").output);
        assertTrue(SegmentOptions.parse("output=maps").wantsMaps() && SegmentOptions.parse("output=none maps_file=/a.tif").wantsMaps());
        assertEquals(EnumSet.noneOf(Output.class), SegmentOptions.parse("output=none").output);
        assertEquals(EnumSet.of(Output.ROIS, Output.TABLE), SegmentOptions.parse("output=[rois table]").output);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "prob=1.5|prob=1.5 must be a number from 0 to 1",
        "prob=high|prob=high must be a number from 0 to 1",
        "high=101|high=101 must be a number from 0 to 100",
        "low=50 high=40|low=50 must be below high=40",
        "normalize=false low=1|normalize=false takes the grey values as they are; leave out the percentiles",
        "channel=0|channel=0 must be a channel number from 1",
        "channel=red|channel=red must be a channel number from 1",
        "frames=some|frames=some must be all or current",
        "rescale=maybe|rescale=maybe must be true or false",
        "tile=10|tile=10 must be a whole number of at least 64",
        "output=pictures|output=pictures must be labels, rois, overlay, table",
        "image=a file=b|either image=TITLE or file=PATH",
        "modell=x|There is no option \"modell\"; the options are image, file, model, prob",
    })
    void A_wrong_value_is_refused_in_one_sentence(String options, String words) {
        String message = assertThrows(EngineException.class, () -> SegmentOptions.parse(options)).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void Every_key_is_documented() throws IOException {
        String document = new String(Files.readAllBytes(Checkout.file("docs/macros.md").toPath()), StandardCharsets.UTF_8);
        for (String key : SegmentOptions.KEYS) {
            assertTrue(document.contains("| `" + key + "`"), key);
        }
    }

    @Test
    void Channels_may_be_several() throws EngineException {
        assertEquals(Arrays.asList(1, 3), SegmentOptions.parse("channel=1,3").channels);
    }
}
