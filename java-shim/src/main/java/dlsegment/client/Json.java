package dlsegment.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON to Java and back: objects are maps, arrays are lists, numbers are Long where they are whole and Double elsewhere.
 * Plain ImageJ has no JSON library and Fiji's Gson changes with Fiji, so the plugin brings these few lines and stays one
 * jar that works in both.
 */
public final class Json {
    private Json() {
    }

    /**
     * Reads one JSON value.
     *
     * @throws IllegalArgumentException with the place where the text stops being JSON
     */
    public static Object parse(String text) {
        return new JsonReader(text).read();
    }

    /** Reads one JSON object. */
    public static Map<String, Object> parseObject(String text) {
        return object(parse(text));
    }

    /** The value as an object; an empty one for anything else. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : new LinkedHashMap<String, Object>();
    }

    /** The value as a list; an empty one for anything else. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(Object value) {
        return value instanceof List ? (List<Object>) value : new ArrayList<Object>();
    }

    /** The value as a number; {@code otherwise} for anything else. */
    public static double number(Object value, double otherwise) {
        return value instanceof Number ? ((Number) value).doubleValue() : otherwise;
    }

    /** The value as a text; null for anything else. */
    public static String text(Object value) {
        return value instanceof String ? (String) value : null;
    }

    /** Writes a value (Map, Iterable, String, Number, Boolean, null) on one line. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Number) {
            writeNumber((Number) value, out);
        } else if (value instanceof Map) {
            char separator = '{';
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                out.append(separator);
                writeText(String.valueOf(entry.getKey()), out);
                out.append(':');
                write(entry.getValue(), out);
                separator = ',';
            }
            out.append(separator == '{' ? "{}" : "}");
        } else if (value instanceof Iterable) {
            char separator = '[';
            for (Object element : (Iterable<?>) value) {
                out.append(separator);
                write(element, out);
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        } else {
            writeText(value.toString(), out);
        }
    }

    private static void writeNumber(Number number, StringBuilder out) {
        double value = number.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("JSON has no number " + number);
        }
        if (number instanceof Double || number instanceof Float) {
            out.append(value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : number.toString());
        } else {
            out.append(number.longValue());
        }
    }

    private static void writeText(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < 0x20 || c == 0x2028 || c == 0x2029) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
