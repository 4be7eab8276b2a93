package dlsegment.options;

import dlsegment.client.EngineException;
import java.util.Locale;
import java.util.Map;

/** Values of macro options by type; one that does not fit is refused with a sentence that names it. */
public final class OptionValues {
    private OptionValues() {
    }

    /** A number as users write it: 0.5, not 0.50; 2, not 2.0. */
    public static String text(Double number) {
        if (number == null) {
            return null;
        }
        return number == Math.rint(number) ? Long.toString(Math.round(number)) : Double.toString(number);
    }

    /** Adds a value that is to be recorded; null is left out. */
    static void put(Map<String, String> values, String key, String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    /** A number within limits; null where it is left out. */
    static Double number(Map<String, String> values, String key, double minimum, double maximum) throws EngineException {
        String text = values.get(key);
        if (text == null || text.isEmpty() || text.equals("auto")) {
            return null;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw EngineException.advice(key + "=" + text + " must be a number from " + text(minimum) + " to " + text(maximum) + ", or left out for the model's own.");
    }

    /** A whole number; null where it is left out. */
    static Integer whole(Map<String, String> values, String key, int minimum) throws EngineException {
        String text = values.get(key);
        if (text == null || text.isEmpty() || text.equals("auto")) {
            return null;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= minimum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw EngineException.advice(key + "=" + text + " must be a whole number of at least " + minimum + ".");
    }

    /** True or false. */
    static boolean flag(Map<String, String> values, String key, boolean otherwise) throws EngineException {
        String text = values.get(key);
        if (text == null) {
            return otherwise;
        }
        switch (text.toLowerCase(Locale.ROOT)) {
            case "true":
            case "1":
            case "yes":
                return true;
            case "false":
            case "0":
            case "no":
                return false;
            default:
                throw EngineException.advice(key + "=" + text + " must be true or false.");
        }
    }

    /** True for all planes, false for the one that is shown. */
    static boolean frames(String text) throws EngineException {
        if (text == null || text.equals("all")) {
            return true;
        }
        if (text.equals("current")) {
            return false;
        }
        throw EngineException.advice("frames=" + text + " must be all or current.");
    }
}
