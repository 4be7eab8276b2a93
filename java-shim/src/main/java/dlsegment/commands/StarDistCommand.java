package dlsegment.commands;

import dlsegment.Reporter;
import dlsegment.Segment;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import dlsegment.options.SegmentOptions;
import dlsegment.options.StarDistArguments;
import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.util.ArrayList;
import java.util.List;

/**
 * Plugins > DL Segment > StarDist From Macro: runs what a macro gave to StarDist through "Command From Macro", after only
 * the name of the command has been changed.
 */
public final class StarDistCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            String macro = Macro.getOptions();
            if (macro == null) {
                throw EngineException.advice("This command is for macros that used StarDist; replace run(\"Command From Macro\", ...) by "
                    + "run(\"StarDist From Macro\", ...) in them, and use Segment... here.");
            }
            List<String> notes = new ArrayList<String>();
            SegmentOptions options = StarDistArguments.parse(macro, notes);
            for (String note : notes) {
                IJ.log("DL Segment: " + note);
            }
            Segment.run(Segment.target(options), options, new StatusProgress());
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }
}
