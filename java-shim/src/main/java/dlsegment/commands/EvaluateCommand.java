package dlsegment.commands;

import dlsegment.Evaluate;
import dlsegment.Reporter;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import dlsegment.options.EvaluateOptions;
import ij.Macro;
import ij.plugin.PlugIn;

/** Plugins > DL Segment > Evaluate...: compares labels or ROIs with their truth, by dialog or by macro options. */
public final class EvaluateCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            if (!Commands.interactive()) {
                Evaluate.run(EvaluateOptions.parse(Macro.getOptions()), new StatusProgress());
                return;
            }
            EvaluateOptions options = new EvaluateDialog().ask();
            if (options != null) {
                Commands.record(options.record());
                Evaluate.run(options, new StatusProgress());
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }
}
