package dlsegment.commands;

import dlsegment.Measure;
import dlsegment.Reporter;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import dlsegment.options.MeasureOptions;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import java.awt.GraphicsEnvironment;

/** Plugins > DL Segment > Measure Objects...: measures the objects of a label image or ROIs, by dialog or by macro options. */
public final class MeasureCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            String macro = Macro.getOptions();
            if (macro != null || Interpreter.isBatchMode() || GraphicsEnvironment.isHeadless()) {
                Measure.run(MeasureOptions.parse(macro), new StatusProgress());
                return;
            }
            MeasureOptions options = new MeasureDialog().ask();
            if (options != null) {
                EvaluateCommand.record(options.record());
                Measure.run(options, new StatusProgress());
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }
}
