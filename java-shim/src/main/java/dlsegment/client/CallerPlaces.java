package dlsegment.client;

import ij.IJ;
import java.io.File;
import java.util.Map;

/**
 * Tells the engine, in its environment, which Java and which ImageJ have started it. It reads files (for training) with Java and ImageJ
 * too, and a computer with a Fiji may have no other Java than Fiji's own. What the user has named for the engine comes first there.
 */
final class CallerPlaces {
    /** Environment variable: home of the Java that runs this ImageJ. */
    static final String JAVA = "FIJIBRIDGE_CALLER_JAVA";
    /** Environment variable: folder of this ImageJ, or its jar where that lies in no such folder. */
    static final String IMAGEJ = "FIJIBRIDGE_CALLER_IMAGEJ";

    private CallerPlaces() {
    }

    /** Adds both to a process's environment. */
    static void addTo(Map<String, String> environment) {
        environment.put(JAVA, System.getProperty("java.home"));
        String imagej = imagej(IJ.getDirectory("imagej"), EngineLocator.jarOf(IJ.class));
        if (imagej != null) {
            environment.put(IMAGEJ, imagej);
        }
    }

    /** The folder where it is that of an ImageJ or Fiji, else the jar; null where there is neither. */
    static String imagej(String folder, File jar) {
        if (folder != null && (new File(folder, "ij.jar").isFile() || new File(folder, "jars").isDirectory())) {
            return new File(folder).getPath();
        }
        return jar != null && jar.isFile() ? jar.getPath() : null;
    }
}
