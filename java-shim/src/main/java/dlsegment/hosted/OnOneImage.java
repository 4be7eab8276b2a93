package dlsegment.hosted;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.plugin.PlugIn;

/**
 * Runs a filter of ImageJ that asks only whether a whole stack is meant. Without a display the question cannot be put, and ImageJ would quietly take
 * the current slice; the macro has to say it.
 */
public final class OnOneImage implements PlugIn {
    @Override
    public void run(String name) {
        ImagePlus image = WindowManager.getCurrentImage();
        String options = Macro.getOptions();
        if (image != null && image.getStackSize() > 1 && (options == null || !(" " + options + " ").matches(".* (stack|slice) .*"))) {
            IJ.error(name, "This image is a stack; write run(\"" + name + "\", \"stack\") for all of it, or run(\"" + name + "\", \"slice\") for the current slice");
            return;
        }
        String[] filter = HeadlessCommands.filter(name);
        IJ.runPlugIn(name, filter[0], filter[1]);
    }
}
