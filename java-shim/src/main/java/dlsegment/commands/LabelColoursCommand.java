package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Segment;
import dlsegment.client.EngineException;
import dlsegment.image.LabelColours;
import dlsegment.options.SegmentOptions;
import ij.plugin.PlugIn;

/** Plugins > DL Segment > Label Colours: shows each label of the current image in a colour of its own. */
public final class LabelColoursCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            LabelColours.apply(Segment.target(new SegmentOptions()));
            LabelColours.watch();
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }
}
