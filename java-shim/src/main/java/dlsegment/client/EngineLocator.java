package dlsegment.client;

import ij.IJ;
import ij.Prefs;
import java.io.File;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds the engine: the folder that the environment variable FIJIBRIDGE_HOME names, else the one chosen in Settings, else a
 * folder "fijibridge" beside the plugin's jar, in ImageJ's lib folder or in ImageJ's own folder. A folder that was named
 * and holds no engine is an error; it is never passed over for another one.
 */
public class EngineLocator {
    /** Key of the folder that was chosen in Settings. */
    public static final String PREFERENCE = "dlsegment.engine";
    /** Environment variable that names the folder. */
    public static final String VARIABLE = "FIJIBRIDGE_HOME";

    private static final String PROGRAM = "fijibridge";

    /** The command that starts the worker. */
    public List<String> command() throws EngineException {
        List<String> program = program();
        List<String> command = new ArrayList<String>(program);
        command.add("worker");
        return command;
    }

    /** The engine's program: one file, or "dotnet" and a file. */
    List<String> program() throws EngineException {
        String variable = System.getenv(VARIABLE);
        if (variable != null && !variable.isEmpty()) {
            return required(variable, "the environment variable " + VARIABLE + " names");
        }
        String chosen = Prefs.get(PREFERENCE, "");
        if (!chosen.isEmpty()) {
            return required(chosen, "Plugins > DL Segment > Settings names");
        }
        List<File> folders = usualFolders();
        for (File folder : folders) {
            List<String> found = in(folder);
            if (found != null) {
                return found;
            }
        }
        throw EngineException.advice("The segmentation engine was not found; unpack the DL Segment zip into this ImageJ's folder (" + IJ.getDirectory("imagej")
            + "), or name the engine's folder in Plugins > DL Segment > Settings (looked in " + names(folders) + ").");
    }

    /** Where the engine is looked for when no one has named a folder. */
    public static List<File> usualFolders() {
        List<File> folders = new ArrayList<File>();
        File jar = jarOf(EngineLocator.class);
        if (jar != null) {
            folders.add(new File(jar.getParentFile(), PROGRAM));
        }
        for (String key : new String[] {"imagej", "plugins"}) {
            String folder = IJ.getDirectory(key);
            if (folder != null) {
                File home = key.equals("imagej") ? new File(folder) : new File(folder).getAbsoluteFile().getParentFile();
                folders.add(new File(home, "lib" + File.separator + PROGRAM));
                folders.add(new File(home, PROGRAM));
            }
        }
        return new ArrayList<File>(new java.util.LinkedHashSet<File>(folders));
    }

    /** The program in a folder (or the file itself), or null if there is none. */
    public static List<String> in(File place) {
        if (place.isFile()) {
            return place.getName().toLowerCase(Locale.ROOT).endsWith(".dll") ? Arrays.asList("dotnet", place.getPath()) : Arrays.asList(place.getPath());
        }
        for (String name : new String[] {PROGRAM + ".exe", PROGRAM}) {
            File program = new File(place, name);
            if (program.isFile()) {
                if (!program.canExecute()) {
                    program.setExecutable(true); // some programs that unpack zips forget it
                }
                return Arrays.asList(program.getPath());
            }
        }
        File library = new File(place, PROGRAM + ".dll");
        return library.isFile() ? Arrays.asList("dotnet", library.getPath()) : null;
    }

    private static List<String> required(String place, String who) throws EngineException {
        List<String> found = in(new File(place));
        if (found == null) {
            throw EngineException.advice("There is no engine in " + place + ", which " + who + "; correct it, or clear it to use the engine beside the plugin.");
        }
        return found;
    }

    /** The jar, or the folder, that a class is from; null where its class loader does not tell. */
    static File jarOf(Class<?> type) {
        try {
            return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException | RuntimeException e) {
            return null; // class loaders without a place
        }
    }

    private static String names(List<File> folders) {
        StringBuilder names = new StringBuilder();
        for (File folder : folders) {
            names.append(names.length() == 0 ? "" : ", ").append(folder.getPath());
        }
        return names.toString();
    }
}
