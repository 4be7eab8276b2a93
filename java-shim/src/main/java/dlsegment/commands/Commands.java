package dlsegment.commands;

import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.frame.Recorder;
import java.awt.GraphicsEnvironment;
import java.util.Map;

/** What all commands share: whether someone can be asked, and the macro recorder. */
final class Commands {
    private Commands() {
    }

    /** True where a dialog may be shown. */
    static boolean interactive() {
        return Macro.getOptions() == null && !Interpreter.isBatchMode() && !GraphicsEnvironment.isHeadless();
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
