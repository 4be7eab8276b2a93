package dlsegment.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.client.EngineException;
import dlsegment.options.SegmentOptions.Output;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class StarDistArgumentsTest {
    private static final String RECORDED = "command=[de.csbdresden.stardist.StarDist2D], args=['input':'img.tif', "
        + "'modelChoice':'Versatile (fluorescent nuclei)', 'normalizeInput':'true', 'percentileBottom':'1.0', 'percentileTop':'99.8', 'probThresh':'0.479', "
        + "'nmsThresh':'0.3', 'outputType':'Both', 'nTiles':'1', 'excludeBoundary':'2', 'roiPosition':'Automatic', 'verbose':'false', "
        + "'showCsbdeepProgress':'false', 'showProbAndDist':'false'], process=[false]";

    private final List<String> notes = new ArrayList<String>();

    @Test
    void A_recorded_StarDist_command_is_translated() throws EngineException {
        SegmentOptions options = StarDistArguments.parse(RECORDED, notes);
        assertEquals("img.tif", options.image);
        assertEquals("nuclei", options.model);
        assertEquals(0.479, options.prob);
        assertEquals(0.3, options.nms);
        assertEquals(1.0, options.low);
        assertEquals(99.8, options.high);
        assertEquals(2, options.boundaryPixels);
        assertTrue(options.normalize);
        assertEquals(EnumSet.of(Output.LABELS, Output.ROIS), options.output);
        assertTrue(options.replace, "StarDist empties the ROI Manager");
        assertEquals("Label Image", options.title);
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains("was replaced by \"nuclei\""), notes.get(0));
    }

    @Test
    void Brackets_and_quotes_in_the_title_survive() throws EngineException {
        SegmentOptions options = StarDistArguments.parse("args=['input':'it\\'s [1], x: \u00b5.tif', 'modelChoice':'nuclei', 'probThresh':0.5]", notes);
        assertEquals("it's [1], x: \u00b5.tif", options.image);
        assertEquals(0.5, options.prob);
        assertTrue(notes.isEmpty());
    }

    @Test
    void What_cannot_be_followed_is_told() throws EngineException {
        StarDistArguments.parse("args=['modelChoice':'nuclei', 'showProbAndDist':'true', 'colour':'blue']", notes);
        assertEquals(2, notes.size());
        assertTrue(StarDistArguments.parse(RECORDED.replace("'showProbAndDist':'false'", "'showProbAndDist':'true'"), notes).output.containsAll(
            EnumSet.of(Output.LABELS, Output.ROIS, Output.MAPS)));
        assertTrue(notes.toString().contains("'colour' is not known"), notes.toString());
    }

    @Test
    void Images_that_are_normalised_already_are_left_as_they_are() throws EngineException {
        SegmentOptions options = StarDistArguments.parse(RECORDED.replace("'normalizeInput':'true'", "'normalizeInput':'false'"), notes);
        assertEquals(false, options.normalize);
        assertNull(options.low);
        assertNull(options.high);
        assertEquals(1, notes.size(), notes.toString());
    }

    @Test
    void A_TensorFlow_model_is_refused_with_a_remedy() {
        EngineException failure = assertThrows(EngineException.class, () -> StarDistArguments.parse("args=['modelChoice':'Model (.zip) from File', "
            + "'modelFile':'C:\\\\models\\\\TF_SavedModel.zip']", notes));
        assertTrue(failure.getMessage().contains("C:\\models\\TF_SavedModel.zip is a TensorFlow export"), failure.getMessage());
    }

    @Test
    void Postprocessing_alone_and_empty_arguments_are_refused() {
        assertThrows(EngineException.class, () -> StarDistArguments.parse("command=[de.csbdresden.stardist.StarDist2DNMS], args=['prob':'p']", notes));
        assertTrue(assertThrows(EngineException.class, () -> StarDistArguments.parse("hello", notes)).getMessage().contains("No StarDist arguments"));
    }
}
