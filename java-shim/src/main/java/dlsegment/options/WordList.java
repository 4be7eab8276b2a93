package dlsegment.options;

import dlsegment.client.EngineException;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Several choices of one kind in one option: their names in lower case with commas, or all, or none. */
final class WordList {
    private WordList() {
    }

    /**
     * Reads a list; commas, plus signs and spaces separate.
     *
     * @param choices what follows "must be" in the message: the choices in words
     * @throws EngineException a word is none of the choices
     */
    static <E extends Enum<E>> Set<E> read(String key, String text, Class<E> kind, String choices) throws EngineException {
        return read(key, text, kind, EnumSet.allOf(kind), choices);
    }

    /** As above; "all" means the given ones. */
    static <E extends Enum<E>> Set<E> read(String key, String text, Class<E> kind, Set<E> all, String choices) throws EngineException {
        Set<E> chosen = EnumSet.noneOf(kind);
        for (String word : text.toLowerCase(Locale.ROOT).split("[,+ ]+")) {
            if (word.equals("all")) {
                chosen.addAll(all);
            } else if (!word.equals("none")) {
                try {
                    chosen.add(Enum.valueOf(kind, word.toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw EngineException.advice(key + "=" + text + " must be " + choices + ".");
                }
            }
        }
        return chosen;
    }

    /** Writes a list. */
    static String write(Set<? extends Enum<?>> chosen) {
        StringBuilder words = new StringBuilder();
        for (Enum<?> choice : chosen) {
            words.append(words.length() == 0 ? "" : ",").append(choice.name().toLowerCase(Locale.ROOT));
        }
        return words.length() == 0 ? "none" : words.toString();
    }
}
