package dlsegment.options;

import dlsegment.client.EngineException;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Everything that the command Segment can be told: the keys of its macro options, their meaning and their defaults, in this
 * one place. docs/macros.md explains them to users.
 */
public final class SegmentOptions {
    /** What is made of the objects. */
    public enum Output {
        /** A label image. */
        LABELS,
        /** Outlines in the ROI Manager. */
        ROIS,
        /** Outlines in the image's overlay. */
        OVERLAY,
        /** A table with one row per object. */
        TABLE,
        /** What the network says of every pixel, as an image; large, and therefore no part of "all". */
        MAPS;

        /** The word in macro options. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All keys, in the order in which they are recorded. */
    public static final List<String> KEYS = Arrays.asList("image", "file", "model", "prob", "nms", "low", "high", "normalize", "channel", "frames", "selection",
        "rescale", "boundary", "flips", "refine", "tile", "device", "output", "replace", "title", "maps_title", "labels_file", "rois_file", "table_file",
        "maps_file");

    /** Title of the image, or null for the current one. */
    public String image;
    /** Image file to open instead, or null. */
    public String file;
    /** Name or folder of the model; null for the first that the engine lists. */
    public String model;
    /** Probability threshold, 0..1; null for the model's. */
    public Double prob;
    /** Overlap threshold, 0..1; null for the model's. */
    public Double nms;
    /** Lower percentile, or null. */
    public Double low;
    /** Upper percentile, or null. */
    public Double high;
    /** Normalise the grey values; false where they are normalised already. */
    public boolean normalize = true;
    /** Channels from 1, or empty for the usual choice. */
    public List<Integer> channels = new ArrayList<Integer>();
    /** All planes of a stack, or only the one that is shown. */
    public boolean allFrames = true;
    /** Keep only objects with their centre in the area selection, where there is one. */
    public boolean selection = true;
    /** Keep only objects with their centre in this rectangle, in pixels; null for all. Has no key of its own: for the preview. */
    public Rectangle region;
    /** Bring calibrated images to the model's pixel size. */
    public boolean rescale = true;
    /** Boundary exclusion in steps of the model's grid; null for the engine's. */
    public Integer boundary;
    /** Boundary exclusion in pixels instead, as StarDist's macros have it; null for {@link #boundary}. Has no key of its own. */
    public Integer boundaryPixels;
    /** Average over mirrored copies; null for as the model says. */
    public Boolean flips;
    /** Replace outlines by the consensus of the candidates that agree with them; null for as the model says. */
    public Boolean refine;
    /** Largest tile in pixels; null for automatic. */
    public Integer tile;
    /** auto, cpu, cuda, cuda:N. */
    public String device = "auto";
    /** What to make. */
    public Set<Output> output = EnumSet.of(Output.LABELS, Output.ROIS);
    /** Empty the ROI Manager first. */
    public boolean replace;
    /** Title of the label image, or null for the image's with "-labels". */
    public String title;
    /** Title of the image of maps, or null for the image's with "-maps". */
    public String mapsTitle;
    /** File for the label image, or null. */
    public String labelsFile;
    /** File for the ROIs, or null. */
    public String roisFile;
    /** File for the table, or null. */
    public String tableFile;
    /** File for the maps, or null. */
    public String mapsFile;

    /** True where the network's maps are wanted. */
    public boolean wantsMaps() {
        return output.contains(Output.MAPS) || mapsFile != null;
    }

    /** Reads macro options; what is not there keeps its default. */
    public static SegmentOptions parse(String text) throws EngineException {
        Map<String, String> values = MacroOptions.parse(text);
        MacroOptions.refuseUnknown(values, KEYS);
        SegmentOptions options = new SegmentOptions();
        options.image = values.get("image");
        options.file = values.get("file");
        options.model = values.get("model");
        options.prob = OptionValues.number(values, "prob", 0, 1);
        options.nms = OptionValues.number(values, "nms", 0, 1);
        options.low = OptionValues.number(values, "low", 0, 100);
        options.high = OptionValues.number(values, "high", 0, 100);
        options.normalize = OptionValues.flag(values, "normalize", true);
        options.channels = channels(values.get("channel"));
        options.allFrames = OptionValues.frames(values.get("frames"));
        options.selection = OptionValues.flag(values, "selection", true);
        options.rescale = OptionValues.flag(values, "rescale", true);
        options.boundary = OptionValues.whole(values, "boundary", 0);
        options.flips = values.containsKey("flips") ? Boolean.valueOf(OptionValues.flag(values, "flips", false)) : null;
        options.refine = values.containsKey("refine") ? Boolean.valueOf(OptionValues.flag(values, "refine", false)) : null;
        options.tile = OptionValues.whole(values, "tile", 64);
        options.device = values.containsKey("device") ? values.get("device") : "auto";
        options.output = values.containsKey("output") ? output(values.get("output")) : options.output;
        options.replace = OptionValues.flag(values, "replace", false);
        options.title = values.get("title");
        options.mapsTitle = values.get("maps_title");
        options.labelsFile = values.get("labels_file");
        options.roisFile = values.get("rois_file");
        options.tableFile = values.get("table_file");
        options.mapsFile = values.get("maps_file");
        if (options.image != null && options.file != null) {
            throw EngineException.advice("Give either image=TITLE or file=PATH, not both.");
        }
        if (options.low != null && options.high != null && options.low >= options.high) {
            throw EngineException.advice("The percentile low=" + values.get("low") + " must be below high=" + values.get("high") + ".");
        }
        if (!options.normalize && (options.low != null || options.high != null)) {
            throw EngineException.advice("normalize=false takes the grey values as they are; leave out the percentiles low and high.");
        }
        return options;
    }

    /** The options as key and value, in order, without those that mean "as the model says" or are the default. */
    public Map<String, String> record() {
        Map<String, String> values = new LinkedHashMap<String, String>();
        OptionValues.put(values, "image", image);
        OptionValues.put(values, "file", file);
        OptionValues.put(values, "model", model);
        OptionValues.put(values, "prob", OptionValues.text(prob));
        OptionValues.put(values, "nms", OptionValues.text(nms));
        OptionValues.put(values, "low", OptionValues.text(low));
        OptionValues.put(values, "high", OptionValues.text(high));
        OptionValues.put(values, "normalize", normalize ? null : "false");
        OptionValues.put(values, "channel", channels.isEmpty() ? null : channels.toString().replaceAll("[\\[\\] ]", ""));
        OptionValues.put(values, "frames", allFrames ? null : "current");
        OptionValues.put(values, "selection", selection ? null : "false");
        OptionValues.put(values, "rescale", rescale ? null : "false");
        OptionValues.put(values, "boundary", boundary == null ? null : boundary.toString());
        OptionValues.put(values, "flips", flips == null ? null : flips.toString());
        OptionValues.put(values, "refine", refine == null ? null : refine.toString());
        OptionValues.put(values, "tile", tile == null ? null : tile.toString());
        OptionValues.put(values, "device", device.equals("auto") ? null : device);
        OptionValues.put(values, "output", WordList.write(output));
        OptionValues.put(values, "replace", replace ? "true" : null);
        OptionValues.put(values, "title", title);
        OptionValues.put(values, "maps_title", mapsTitle);
        OptionValues.put(values, "labels_file", labelsFile);
        OptionValues.put(values, "rois_file", roisFile);
        OptionValues.put(values, "table_file", tableFile);
        OptionValues.put(values, "maps_file", mapsFile);
        return values;
    }

    private static List<Integer> channels(String text) throws EngineException {
        List<Integer> channels = new ArrayList<Integer>();
        if (text == null || text.equals("auto")) {
            return channels;
        }
        for (String part : text.split("[,+ ]+")) {
            if (!part.matches("[1-9]\\d{0,3}")) {
                throw EngineException.advice("channel=" + text + " must be a channel number from 1, or several with commas.");
            }
            channels.add(Integer.valueOf(part));
        }
        return channels;
    }

    private static Set<Output> output(String text) throws EngineException {
        return WordList.read("output", text, Output.class, EnumSet.complementOf(EnumSet.of(Output.MAPS)),
            "labels, rois, overlay, table, maps (several with commas), all (but maps) or none");
    }
}
