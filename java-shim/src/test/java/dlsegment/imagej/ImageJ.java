package dlsegment.imagej;

import dlsegment.Segment;
import dlsegment.fake.Checkout;
import dlsegment.fake.FakeEngine;
import ij.IJ;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A plain ImageJ in a folder of its own, with the plugin's jar in plugins/ and the fake engine beside it, run as a process:
 * without a display, or on a virtual one.
 */
final class ImageJ {
    private static final long LIMIT_SECONDS = 120;

    final File home;
    private String java = new File(System.getProperty("java.home"), "bin/java").getPath();

    ImageJ(File home) throws IOException {
        this.home = home;
        File plugins = new File(home, "plugins");
        plugins.mkdirs();
        buildJar(new File(plugins, "DL_Segment.jar"));
        FakeEngine.install(new File(plugins, "fijibridge"), "1");
    }

    /** What a run of ImageJ left. */
    static final class End {
        final int exit;
        final String output;

        End(int exit, String output) {
            this.exit = exit;
            this.output = output;
        }

        /** The number after "name: " in the output. */
        int number(String name) {
            for (String line : output.split("\n")) {
                if (line.startsWith(name + ": ")) {
                    return (int) Double.parseDouble(line.substring(name.length() + 2).trim());
                }
            }
            throw new AssertionError("no \"" + name + ": \" in\n" + output);
        }
    }

    /** The Javas of this machine; each once, whatever links lead to it. */
    static Set<String> javas() throws IOException {
        Set<String> javas = new TreeSet<String>();
        File[] homes = new File("/usr/lib/jvm").listFiles();
        for (File home : homes == null ? new File[0] : homes) {
            File java = new File(home, "bin/java");
            if (java.canExecute()) {
                javas.add(java.getCanonicalPath());
            }
        }
        return javas;
    }

    /** Runs on another Java than the tests. */
    ImageJ on(String other) {
        java = other;
        return this;
    }

    static boolean hasDisplay() {
        return new File(VirtualDisplay.PROGRAM).exists();
    }

    /** Runs a macro on a virtual display. */
    End onDisplay(File macro, String argument) throws IOException, InterruptedException {
        return start(true, "ij.ImageJ", "-batch", macro.getPath(), argument);
    }

    /** Runs a macro without a display. */
    End headless(File macro, String argument) throws IOException, InterruptedException {
        return start(false, "ij.ImageJ", "-batch", macro.getPath(), argument);
    }

    /** Runs a class of the tests on a virtual display; it starts ImageJ itself. */
    End driver(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<String>();
        words.add(main.getName());
        words.addAll(Arrays.asList(arguments));
        return start(true, words.toArray(new String[0]));
    }

    /** Begins a run without waiting for its end. */
    Process begin(boolean display, String... words) throws IOException {
        List<String> command = new ArrayList<String>();
        command.addAll(Arrays.asList(java, "-Dplugins.dir=" + home.getPath(),
            "-Duser.home=" + home.getPath(), "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8"));
        if (!display) {
            command.add("-Djava.awt.headless=true");
        }
        command.addAll(Arrays.asList("-cp", ij() + File.pathSeparator + classes(ImageJ.class), words[0]));
        command.addAll(Arrays.asList(words).subList(1, words.length));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(home);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("FIJIBRIDGE_HOME");
        return display ? VirtualDisplay.start(builder) : builder.start();
    }

    static String finish(Process process) throws IOException, InterruptedException {
        StringBuilder output = new StringBuilder();
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    synchronized (output) {
                        output.append(line).append('\n');
                    }
                }
            } catch (IOException e) {
                // killed
            }
        });
        reader.start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        reader.join(5000);
        synchronized (output) {
            if (!ended) {
                throw new AssertionError("ImageJ did not end within " + LIMIT_SECONDS + " s; a dialog that waits?\n" + output);
            }
            return output.toString();
        }
    }

    private End start(boolean display, String... words) throws IOException, InterruptedException {
        Process process = begin(display, words);
        String output = finish(process);
        return new End(process.exitValue(), output);
    }

    private static void buildJar(File jar) throws IOException {
        Path classes = new File(classes(Segment.class)).toPath();
        try (JarOutputStream out = new JarOutputStream(new FileOutputStream(jar)); Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                put(out, classes.relativize(file).toString().replace(File.separatorChar, '/'), file.toFile());
            }
            put(out, "plugins.config", Checkout.file("plugins.config/plugins.config"));
        }
    }

    private static void put(JarOutputStream out, String name, File file) throws IOException {
        out.putNextEntry(new JarEntry(name));
        copy(file, out);
        out.closeEntry();
    }

    private static void copy(File file, OutputStream out) throws IOException {
        byte[] buffer = new byte[65536];
        try (FileInputStream in = new FileInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
    }

    static String ij() {
        return classes(IJ.class);
    }

    private static String classes(Class<?> type) {
        try {
            return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
