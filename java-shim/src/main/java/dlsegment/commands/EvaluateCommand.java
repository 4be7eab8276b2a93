package dlsegment.commands;

import dlsegment.Evaluate;
import dlsegment.Reporter;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import dlsegment.options.EvaluateOptions;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import java.awt.GraphicsEnvironment;
import java.util.Map;

/** Plugins > DL Segment > Evaluate...: compares labels or ROIs with their truth, by dialog or by macro options. */
public final class EvaluateCommand implements PlugIn {
    @Override
    public void run(String arg) {
        try {
            String macro = Macro.getOptions();
            if (macro != null || Interpreter.isBatchMode() || GraphicsEnvironment.isHeadless()) {
                Evaluate.run(EvaluateOptions.parse(macro), new StatusProgress());
                return;
            }
            EvaluateOptions options = new EvaluateDialog().ask();
            if (options != null) {
                record(options.record());
                Evaluate.run(options, new StatusProgress());
            }
        } catch (EngineException | RuntimeException e) {
            Reporter.fail(e);
        }
    }

    /** Records options where the recorder runs. */
    static void record(Map<String, String> options) {
        if (Recorder.record) {
            for (Map.Entry<String, String> option : options.entrySet()) {
                Recorder.recordOption(option.getKey(), option.getValue());
            }
        }
    }
}
