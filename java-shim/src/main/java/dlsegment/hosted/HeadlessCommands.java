package dlsegment.hosted;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The commands of ImageJ that a macro can run without a display: those that ask nothing. ImageJ's own table comes from its menu, which cannot be made
 * then. Commands with a dialog are left out on purpose: filters among them would run with default values in place of the macro's,
 * because ImageJ swallows the exception of the dialog that does not open. A test runs each of these with a display and without and compares.
 */
final class HeadlessCommands {
    private static final String[] CONVERTER = {"8-bit", "16-bit", "32-bit", "RGB Color", "RGB Stack", "HSB Stack"};
    private static final String[][] SELECTION = {
        {"Select All", "all"}, {"Select None", "none"}, {"Restore Selection", "restore"}, {"Fit Circle", "circle"}, {"Fit Ellipse", "ellipse"}, {"Fit Rectangle", "rect"},
        {"Convex Hull", "hull"}, {"Make Inverse", "inverse"}, {"Create Selection", "from"}, {"To Bounding Box", "tobox"}, {"Line to Area", "toarea"}, {"Area to Line", "toline"},
    };
    private static final String[][] PLUGINS = {
        {"Close", "ij.plugin.Commands(\"close\")"}, {"Close All", "ij.plugin.Commands(\"close-all\")"}, {"Crop", "ij.plugin.Resizer(\"crop\")"},
        {"Clear", "ij.plugin.filter.Filler(\"clear\")"}, {"Clear Outside", "ij.plugin.filter.Filler(\"outside\")"}, {"Fill", "ij.plugin.filter.Filler(\"fill\")"},
        {"Draw", "ij.plugin.filter.Filler(\"draw\")"}, {"Split Channels", "ij.plugin.ChannelSplitter"}, {"Invert LUTs", "ij.plugin.SimpleCommands(\"invert\")"},
        {"Stack to RGB", "ij.plugin.RGBStackConverter"}, {"Make Composite", "ij.plugin.CompositeConverter"}, {"Stack to Images", "ij.plugin.StackEditor(\"toimages\")"},
        {"Delete Slice", "ij.plugin.StackEditor(\"delete\")"},
        {"Next Slice [>]", "ij.plugin.Animator(\"next\")"}, {"Previous Slice [<]", "ij.plugin.Animator(\"previous\")"}, {"Reverse", "ij.plugin.StackReverser"},
        {"Flip Z", "ij.plugin.StackReverser"}, {"Remove Slice Labels", "ij.plugin.SimpleCommands(\"remove\")"},
        {"Remove Overlay", "ij.plugin.OverlayCommands(\"remove\")"}, {"Flatten", "ij.plugin.OverlayCommands(\"flatten\")"},
        {"Grays", "ij.plugin.LutLoader(\"grays\")"}, {"Fire", "ij.plugin.LutLoader(\"fire\")"}, {"Ice", "ij.plugin.LutLoader(\"ice\")"},
        {"Spectrum", "ij.plugin.LutLoader(\"spectrum\")"}, {"Red", "ij.plugin.LutLoader(\"red\")"}, {"Green", "ij.plugin.LutLoader(\"green\")"},
        {"Blue", "ij.plugin.LutLoader(\"blue\")"}, {"Cyan", "ij.plugin.LutLoader(\"cyan\")"}, {"Magenta", "ij.plugin.LutLoader(\"magenta\")"},
        {"Yellow", "ij.plugin.LutLoader(\"yellow\")"}, {"Invert LUT", "ij.plugin.LutLoader(\"invert\")"}, {"Make Binary", "ij.plugin.Thresholder"},
        {"Convert to Mask", "ij.plugin.Thresholder(\"mask\")"}, {"Measure", "ij.plugin.filter.Analyzer"}, {"Clear Results", "ij.plugin.filter.Analyzer(\"clear\")"},
    };
    // these ask whether a whole stack is meant
    private static final String[][] FILTERS = {
        {"Invert", "ij.plugin.filter.Filters(\"invert\")"}, {"Smooth", "ij.plugin.filter.Filters(\"smooth\")"}, {"Sharpen", "ij.plugin.filter.Filters(\"sharpen\")"},
        {"Find Edges", "ij.plugin.filter.Filters(\"edge\")"}, {"Flip Horizontally", "ij.plugin.filter.Transformer(\"fliph\")"},
        {"Flip Vertically", "ij.plugin.filter.Transformer(\"flipv\")"}, {"Rotate 90 Degrees Right", "ij.plugin.filter.Transformer(\"right\")"},
        {"Rotate 90 Degrees Left", "ij.plugin.filter.Transformer(\"left\")"}, {"Despeckle", "ij.plugin.filter.RankFilters(\"despeckle\")"},
        {"Erode", "ij.plugin.filter.Binary(\"erode\")"}, {"Dilate", "ij.plugin.filter.Binary(\"dilate\")"}, {"Open", "ij.plugin.filter.Binary(\"open\")"},
        {"Close-", "ij.plugin.filter.Binary(\"close\")"}, {"Outline", "ij.plugin.filter.Binary(\"outline\")"}, {"Fill Holes", "ij.plugin.filter.Binary(\"fill\")"},
        {"Skeletonize", "ij.plugin.filter.Binary(\"skel\")"}, {"Distance Map", "ij.plugin.filter.EDM(\"edm\")"}, {"Ultimate Points", "ij.plugin.filter.EDM(\"points\")"},
        {"Watershed", "ij.plugin.filter.EDM(\"watershed\")"}, {"Voronoi", "ij.plugin.filter.EDM(\"voronoi\")"}, {"Log", "ij.plugin.filter.ImageMath(\"log\")"},
        {"Exp", "ij.plugin.filter.ImageMath(\"exp\")"}, {"Square", "ij.plugin.filter.ImageMath(\"sqr\")"}, {"Square Root", "ij.plugin.filter.ImageMath(\"sqrt\")"},
        {"Reciprocal", "ij.plugin.filter.ImageMath(\"reciprocal\")"}, {"Abs", "ij.plugin.filter.ImageMath(\"abs\")"},
    };

    private HeadlessCommands() {
    }

    /** Name to class, as ImageJ's table has them. */
    static Map<String, String> all() {
        Map<String, String> commands = new LinkedHashMap<String, String>();
        for (String type : CONVERTER) {
            commands.put(type, "ij.plugin.Converter(\"" + type + "\")");
        }
        for (String[] selection : SELECTION) {
            commands.put(selection[0], "ij.plugin.Selection(\"" + selection[1] + "\")");
        }
        for (String[] plugin : PLUGINS) {
            commands.put(plugin[0], plugin[1]);
        }
        for (String[] filter : FILTERS) {
            commands.put(filter[0], OnOneImage.class.getName() + "(\"" + filter[0] + "\")");
        }
        return commands;
    }

    /** Class and argument of a filter: {"ij.plugin.filter.Binary", "erode"}. */
    static String[] filter(String name) {
        for (String[] filter : FILTERS) {
            if (filter[0].equals(name)) {
                String[] parts = filter[1].split("[(\")]+");
                return new String[] {parts[0], parts[1]};
            }
        }
        throw new IllegalArgumentException("There is no filter " + name);
    }
}
