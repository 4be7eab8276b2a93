package dlsegment.hosted;

import ij.IJ;
import ij.ImageJ;
import ij.Menus;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.Menu;
import java.awt.MenuItem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the commands of DL Segment known to an ImageJ whose plugins folder does not hold them. */
final class Commands {
    private static final Pattern ENTRY = Pattern.compile("Plugins>DL Segment, \"(.+)\", (dlsegment\\..+)");

    private Commands() {
    }

    /** Name to class, in the order of the menu; from the plugins.config that the jar holds. */
    static Map<String, String> ours() throws IOException {
        Map<String, String> commands = new LinkedHashMap<String, String>();
        String own = Commands.class.getProtectionDomain().getCodeSource().getLocation().toString();
        // each plugin's jar has a file of this name, so this one's is named by its place
        String place = own.endsWith(".jar") ? "jar:" + own + "!/plugins.config" : own + "plugins.config";
        try (InputStream stream = new java.net.URL(place).openStream();
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher entry = ENTRY.matcher(line.trim());
                if (entry.matches()) {
                    commands.put(entry.group(1), entry.group(2));
                }
            }
        }
        return commands;
    }

    /** For macros without ImageJ's window: fills the table in which run("...") looks. */
    @SuppressWarnings("unchecked")
    static void register() throws IOException {
        if (Menus.getCommands() == null) {
            fillTable();
        }
        Hashtable<String, String> table = Menus.getCommands();
        if (table == null) {
            throw new IllegalStateException("This version of ImageJ has no table of commands without a display.");
        }
        if (GraphicsEnvironment.isHeadless()) {
            table.putAll(HeadlessCommands.all());
        }
        table.putAll(ours());
    }

    // With a display this reads ImageJ's and all plugins' commands. Without one it leaves an empty table behind before it fails.
    private static void fillTable() {
        try {
            Method init = IJ.class.getDeclaredMethod("init");
            init.setAccessible(true);
            init.invoke(null);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof HeadlessException)) {
                throw new IllegalStateException("ImageJ's commands could not be read", e.getCause());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of ImageJ has no IJ.init()", e);
        }
    }

    /** For ImageJ with its window: Plugins > DL Segment, unless the plugins folder brought it. */
    @SuppressWarnings("unchecked")
    static void addMenu(ImageJ window) throws IOException {
        Hashtable<String, String> table = Menus.getCommands();
        if (table.containsKey("Segment...")) {
            return;
        }
        Menu menu = new Menu("DL Segment");
        for (Map.Entry<String, String> command : ours().entrySet()) {
            MenuItem item = new MenuItem(command.getKey());
            item.addActionListener(window);
            menu.add(item);
            table.put(command.getKey(), command.getValue());
        }
        Menus.getImageJMenu("Plugins").add(menu);
    }
}
