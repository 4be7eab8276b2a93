package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Segment;
import dlsegment.client.EngineException;
import dlsegment.image.LabelColours;
import dlsegment.image.LabelPlane;
import dlsegment.options.SegmentOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.plugin.PlugIn;

/** Plugins > DL Segment > Label Colours: shows each label of the current image in a colour of its own. */
public final class LabelColoursCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            ImagePlus image = Segment.target(new SegmentOptions());
            if (Commands.interactive() && LabelPlane.isPossible(image) && !LabelPlane.looksLikeLabels(image)
                && !IJ.showMessageWithCancel("Label Colours", "\"" + image.getTitle() + "\" looks like an image of grey values, not of labels.\nShow it in label colours all the same?")) {
                return;
            }
            LabelColours.apply(image);
            LabelColours.watch();
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }
}
