package dlsegment.train;

import dlsegment.client.EngineException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The classes of a training set in the order of their numbers, from 1: the lines of its file classes.txt. New names are added at the end, so
 * that the numbers in the class images stay what they are. A class named by a number is that class.
 */
final class ClassNames {
    static final String FILE = "classes.txt";
    private static final int MOST = 1000;

    private final File file;
    private final List<String> names = new ArrayList<String>();
    private int saved;

    /** Reads the classes of a training set; none where it has no such file. */
    ClassNames(File set) throws EngineException {
        file = new File(set, FILE);
        if (file.exists()) {
            try {
                for (String line : Files.readAllLines(file.toPath(), StandardCharsets.UTF_8)) {
                    if (!line.trim().isEmpty()) {
                        names.add(line.trim());
                    }
                }
            } catch (IOException e) {
                throw EngineException.advice("The classes in " + file + " cannot be read (" + e.getMessage() + "); it holds one name per line.");
            }
        }
        saved = names.size();
    }

    /** The names, class 1 first. */
    List<String> names() {
        return Collections.unmodifiableList(names);
    }

    /** The number of a class, a new one where it is not known yet; 0 for "". */
    int number(String name) throws EngineException {
        String clean = name.replace(',', ' ').trim(); // commas separate names for the engine
        if (clean.isEmpty()) {
            return 0;
        }
        int known = names.indexOf(clean);
        if (known >= 0) {
            return known + 1;
        }
        int last = clean.matches("[1-9]\\d{0,3}") ? Integer.parseInt(clean) : names.size() + 1;
        if (last > MOST) {
            throw EngineException.advice("The ROIs name more than " + MOST + " classes, last \"" + clean + "\"; ROIs of one class have one name with a number set off behind it, such as mitotic-1, mitotic-2.");
        }
        if (last <= names.size()) {
            return last; // a number that has got a name meanwhile
        }
        while (names.size() < last - 1) {
            names.add(Integer.toString(names.size() + 1));
        }
        names.add(clean);
        return last;
    }

    /** Writes new names to the file. */
    void save() throws IOException {
        if (saved == names.size()) {
            return;
        }
        File temporary = File.createTempFile(".classes", ".txt", file.getParentFile());
        try {
            Files.write(temporary.toPath(), names, StandardCharsets.UTF_8);
            Files.move(temporary.toPath(), file.toPath(), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary.toPath());
        }
        saved = names.size();
    }
}
