package dlsegment.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.Segment;
import ij.IJ;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Without a display Fiji gives ImageJ a GenericDialog that is no window: its superclass is a plain object. A class that hands such a dialog
 * to something that wants a window, a container or a component can then not even be loaded, although it would never show the dialog.
 */
class HeadlessDialogTest {
    @TempDir
    File folder;

    @Test
    void All_classes_load_where_GenericDialog_is_no_window() throws Exception {
        Fiji fiji = new Fiji(stub());
        assertEquals(Object.class, fiji.loadClass("ij.gui.GenericDialog").getSuperclass());
        int count = 0;
        for (String name : classes()) {
            Class<?> type = Class.forName(name, true, fiji); // it is verified when it is initialised
            assertNotSame(type, Class.forName(name, false, getClass().getClassLoader()));
            count++;
        }
        assertTrue(count > 50, count + " classes");
    }

    @Test
    void A_class_that_takes_it_for_a_window_does_not() throws Exception {
        Fiji fiji = new Fiji(stub());
        assertThrows(VerifyError.class, () -> Class.forName(TakesItForAWindow.class.getName(), true, fiji));
    }

    /** What the plugin's classes must not do. */
    static final class TakesItForAWindow {
        static java.awt.Window window(ij.gui.GenericDialog dialog) {
            return dialog;
        }
    }

    private byte[] stub() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        File source = new File(folder, "ij/gui/GenericDialog.java");
        assertTrue(source.getParentFile().mkdirs());
        Files.write(source.toPath(), "package ij.gui; public class GenericDialog { public GenericDialog(String title) { } }".getBytes(StandardCharsets.UTF_8));
        assertEquals(0, compiler.run(null, null, null, "-proc:none", "-d", folder.getPath(), source.getPath()));
        return Files.readAllBytes(new File(folder, "ij/gui/GenericDialog.class").toPath());
    }

    private static List<String> classes() throws Exception {
        Path root = new File(Segment.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toPath();
        List<String> names = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String path = root.relativize(file).toString();
                if (path.endsWith(".class")) {
                    names.add(path.substring(0, path.length() - ".class".length()).replace(File.separatorChar, '.'));
                }
            }
        }
        return names;
    }

    /** Has its own copy of ImageJ and the plugin, with another GenericDialog. */
    private static final class Fiji extends ClassLoader {
        private final byte[] dialog;

        Fiji(byte[] dialog) {
            super(IJ.class.getClassLoader());
            this.dialog = dialog;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                if (!name.startsWith("ij.") && !name.startsWith("dlsegment.")) {
                    return super.loadClass(name, resolve);
                }
                byte[] code = name.equals("ij.gui.GenericDialog") ? dialog : read(name);
                return defineClass(name, code, 0, code.length);
            }
        }

        private byte[] read(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                byte[] buffer = new byte[8192];
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    bytes.write(buffer, 0, n);
                }
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
