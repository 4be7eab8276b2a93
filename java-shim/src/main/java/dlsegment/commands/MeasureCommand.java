package dlsegment.commands;

import dlsegment.Measure;
import dlsegment.Reporter;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import dlsegment.options.MeasureOptions;
import ij.Macro;
import ij.plugin.PlugIn;

/** Plugins > DL Segment > Measure Objects...: measures the objects of a label image or ROIs, by dialog or by macro options. */
public final class MeasureCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                Measure.run(MeasureOptions.parse(Macro.getOptions()), new StatusProgress());
                return;
            }
            MeasureOptions options = new MeasureDialog().ask();
            if (options != null) {
                Commands.record(options.record());
                Measure.run(options, new StatusProgress());
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }
}
