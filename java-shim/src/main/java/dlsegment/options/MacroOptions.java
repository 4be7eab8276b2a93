package dlsegment.options;

import dlsegment.client.EngineException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The options of a macro command, "key=value key=[a b] flag", as ImageJ writes and reads them: keys are lower case, values
 * with blanks stand in brackets (or single quotes), a key alone means true.
 */
public final class MacroOptions {
    private MacroOptions() {
    }

    /** Reads options; keys keep their order. */
    public static Map<String, String> parse(String options) throws EngineException {
        Map<String, String> values = new LinkedHashMap<String, String>();
        String text = options == null ? "" : options.trim();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && text.charAt(end) != '=' && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            String key = text.substring(at, end).toLowerCase(Locale.ROOT);
            String value = "true";
            at = end;
            if (at < text.length() && text.charAt(at) == '=') {
                char first = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
                int start = first == '[' || first == '\'' ? at + 2 : at + 1;
                end = first == '[' ? closingBracket(text, start, key) : first == '\'' ? quote(text, start, key) : blank(text, start);
                value = text.substring(start, end);
                at = first == '[' || first == '\'' ? end + 1 : end;
            }
            if (key.isEmpty()) {
                throw EngineException.advice("The options \"" + text + "\" have a value without a key; write key=value, with brackets around values that have blanks.");
            }
            values.put(key, value);
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        return values;
    }

    /** Writes one value as the recorder does: in brackets where it has blanks or is empty. */
    public static String quoted(String value) {
        return value.isEmpty() || value.matches(".*[\\s='\\[\\]].*") ? "[" + value + "]" : value;
    }

    /** Refuses keys that are not known. */
    public static void refuseUnknown(Map<String, String> values, Collection<String> known) throws EngineException {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw EngineException.advice("There is no option \"" + key + "\"; the options are " + String.join(", ", known) + ".");
            }
        }
    }

    // titles may hold brackets themselves, in pairs
    private static int closingBracket(String text, int start, String key) throws EngineException {
        int depth = 1;
        for (int i = start; i < text.length(); i++) {
            depth += text.charAt(i) == '[' ? 1 : text.charAt(i) == ']' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw EngineException.advice("The value of " + key + " has no closing bracket.");
    }

    private static int quote(String text, int start, String key) throws EngineException {
        int end = text.indexOf('\'', start);
        if (end < 0) {
            throw EngineException.advice("The value of " + key + " has no closing quotation mark.");
        }
        return end;
    }

    private static int blank(String text, int start) {
        int end = start;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
