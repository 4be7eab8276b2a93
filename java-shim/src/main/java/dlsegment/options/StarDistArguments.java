package dlsegment.options;

import dlsegment.client.EngineException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what macros gave to the StarDist plugin through "Command From Macro", so that they run after changing the name of
 * the command. What has no counterpart here is told in a note, never dropped in silence.
 */
public final class StarDistArguments {
    private static final Pattern PAIR = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'\\s*:\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|([^,'\\s\\]]+))");
    private static final String BUILT_IN_FLUO = "Versatile (fluorescent nuclei)";
    private static final String BUILT_IN_PAPER = "DSB 2018 (from StarDist 2D paper)";
    private static final String OUR_NUCLEI = "nuclei";

    private StarDistArguments() {
    }

    /**
     * Translates the options of "Command From Macro".
     *
     * @param options "command=[de.csbdresden.stardist.StarDist2D], args=['input':'a.tif', ...], process=[false]"
     * @param notes receives a sentence for each argument that is not followed to the letter
     */
    public static SegmentOptions parse(String options, List<String> notes) throws EngineException {
        String text = options == null ? "" : options;
        if (text.contains("StarDist2DNMS")) {
            throw EngineException.advice("The StarDist command for postprocessing alone (StarDist2DNMS) has no counterpart; use Segment on the image itself.");
        }
        Map<String, String> args = arguments(text);
        SegmentOptions result = new SegmentOptions();
        // StarDist empties the ROI Manager and calls its result "Label Image"; old macros count on both
        result.replace = true;
        result.title = "Label Image";
        for (Map.Entry<String, String> arg : args.entrySet()) {
            take(arg.getKey(), arg.getValue(), args, result, notes);
        }
        if (Boolean.parseBoolean(args.get("showProbAndDist"))) {
            result.output.add(SegmentOptions.Output.MAPS);
            notes.add("showProbAndDist=true shows one image of all maps, a channel each: prob, dist_0, dist_1 ..., as large as the image.");
        }
        if (!result.normalize) {
            // they are always recorded, and mean nothing then
            result.low = null;
            result.high = null;
        }
        return result;
    }

    private static void take(String key, String value, Map<String, String> args, SegmentOptions result, List<String> notes) throws EngineException {
        switch (key) {
            case "input":
                result.image = value;
                break;
            case "modelChoice":
                result.model = model(value, args, notes);
                break;
            case "normalizeInput":
                result.normalize = Boolean.parseBoolean(value);
                break;
            case "percentileBottom":
                result.low = number(key, value);
                break;
            case "percentileTop":
                result.high = number(key, value);
                break;
            case "probThresh":
                result.prob = number(key, value);
                break;
            case "nmsThresh":
                result.nms = number(key, value);
                break;
            case "outputType":
                result.output = output(value);
                break;
            case "excludeBoundary":
                // the plugin of StarDist sees a map of the image's size and counts pixels, not steps of the grid
                result.boundaryPixels = (int) Math.max(0, Math.round(number(key, value)));
                break;
            case "modelFile":
            case "modelUrl":
                break; // read with modelChoice
            case "nTiles":
            case "roiPosition":
            case "verbose":
            case "showCsbdeepProgress":
                break; // automatic, or nothing to show
            case "showProbAndDist":
                break; // read at the end: outputType may follow
            default:
                notes.add("The argument '" + key + "' is not known and was left out.");
        }
    }

    private static String model(String choice, Map<String, String> args, List<String> notes) throws EngineException {
        if (choice.equals(BUILT_IN_FLUO) || choice.equals(BUILT_IN_PAPER)) {
            notes.add("The model \"" + choice + "\" was replaced by \"" + OUR_NUCLEI + "\"; thresholds tuned for the other one may need another look.");
            return OUR_NUCLEI;
        }
        String file = choice.contains("File") ? args.get("modelFile") : choice.contains("URL") ? args.get("modelUrl") : null;
        if (file != null) {
            throw EngineException.advice("The StarDist model " + file + " is a TensorFlow export that cannot be read here; "
                + "give the name of an installed model as modelChoice (Plugins > DL Segment > Models lists them).");
        }
        return choice;
    }

    private static EnumSet<SegmentOptions.Output> output(String type) throws EngineException {
        switch (type) {
            case "Both":
                return EnumSet.of(SegmentOptions.Output.LABELS, SegmentOptions.Output.ROIS);
            case "Label Image":
                return EnumSet.of(SegmentOptions.Output.LABELS);
            case "ROI Manager":
                return EnumSet.of(SegmentOptions.Output.ROIS);
            default:
                throw EngineException.advice("outputType '" + type + "' must be 'ROI Manager', 'Label Image' or 'Both'.");
        }
    }

    private static double number(String key, String value) throws EngineException {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw EngineException.advice("The argument '" + key + "' must be a number, not '" + value + "'.");
        }
    }

    private static Map<String, String> arguments(String text) throws EngineException {
        int start = text.indexOf("args=[");
        String list = start < 0 ? text : text.substring(start + "args=[".length());
        Map<String, String> args = new LinkedHashMap<String, String>();
        Matcher pair = PAIR.matcher(list);
        while (pair.find()) {
            String value = pair.group(2) != null ? pair.group(2) : pair.group(3);
            args.put(unescaped(pair.group(1)), unescaped(value));
        }
        if (args.isEmpty()) {
            throw EngineException.advice("No StarDist arguments were found in \"" + text.trim() + "\"; they look like args=['input':'a.tif', 'modelChoice':'...'].");
        }
        return args;
    }

    private static String unescaped(String text) {
        return text.replaceAll("\\\\(.)", "$1");
    }
}
