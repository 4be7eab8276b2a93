package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.options.MacroOptions;
import dlsegment.options.SegmentOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.io.File;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Segment for macros and scripts that call it directly, with or without a display:
 * {@code call("dlsegment.Segment.run", "model=nuclei output=labels")}.
 */
public final class Segment {
    private static final Set<String> TOLD = Collections.synchronizedSet(new HashSet<String>());

    private Segment() {
    }

    /**
     * Segments the current image (or the one that image=TITLE or file=PATH names).
     *
     * @param options as for run("Segment...", options), see docs/macros.md
     * @return "count=12 planes=1 image=-3 title=[cells-labels] seconds=0.51 device=[CPU]" or "error: " and one sentence;
     *     image is 0 where no label image was asked for; with output=maps " maps=33 maps_image=-4 maps_title=[cells-maps]" follows
     */
    public static String run(String options) {
        try {
            SegmentOptions parsed = SegmentOptions.parse(options);
            return run(target(parsed), parsed, new StatusProgress());
        } catch (EngineException e) {
            Reporter.log(e);
            return "error: " + e.getMessage();
        } catch (RuntimeException e) {
            return "error: " + Reporter.logFault(e);
        }
    }

    /** Segments an image, shows the results and returns them as {@link #run(String)} does. */
    public static String run(ImagePlus image, SegmentOptions options, Segmentation.Progress progress) throws EngineException {
        long start = System.nanoTime();
        boolean locked = image.lockSilently(); // a locked image keeps its pixels when its window is closed
        try {
            Segmentation.Result result = new Segmentation(EngineClient.shared(), image, options, progress).run();
            ResultShower.Shown shown = new ResultShower(image, options).show(result);
            tell(result.notes);
            double seconds = (System.nanoTime() - start) / 1e9;
            String what = result.findsObjects ? result.count() + " objects" : "An image and no objects";
            IJ.showStatus(String.format(Locale.ROOT, "%s in %.1f s on the %s", what, seconds, result.device.contains("cuda") ? "GPU" : "CPU"));
            String maps = shown.maps == null ? "" : String.format(Locale.ROOT, " maps=%d maps_image=%d maps_title=%s", result.maps.names().size(), shown.maps.getID(),
                MacroOptions.quoted(shown.maps.getTitle()));
            return String.format(Locale.ROOT, "count=%d planes=%d image=%d title=%s seconds=%.3f engine=%.3f device=%s", result.count(),
                result.planes.size(), shown.labels == null ? 0 : shown.labels.getID(), MacroOptions.quoted(shown.labels == null ? "" : shown.labels.getTitle()), seconds,
                result.engineSeconds, MacroOptions.quoted(result.device)) + maps;
        } finally {
            if (locked) {
                image.unlock();
            }
            IJ.showProgress(1.0);
        }
    }

    // Each note once: a Log window that opens with every run would be closed unread.
    private static void tell(Set<String> notes) {
        for (String note : notes) {
            if (TOLD.add(note)) {
                IJ.log("DL Segment: " + note);
            }
        }
    }

    /** The image that the options mean. */
    public static ImagePlus target(SegmentOptions options) throws EngineException {
        if (options.file != null) {
            return opened(options.file);
        }
        if (options.image == null) {
            ImagePlus current = WindowManager.getCurrentImage();
            if (current == null) {
                throw EngineException.advice("There is no image open; open one first.");
            }
            return current;
        }
        ImagePlus named = WindowManager.getImage(options.image);
        if (named == null) {
            throw EngineException.advice("There is no image \"" + options.image + "\" open; open images are " + String.join(", ", WindowManager.getImageTitles())
                + ".");
        }
        return named;
    }

    // Opened, not shown: plain ImageJ has no other way to read a file without a display.
    private static ImagePlus opened(String path) throws EngineException {
        if (!new File(path).isFile()) {
            throw EngineException.advice("There is no file " + path + ".");
        }
        ImagePlus image = IJ.openImage(path);
        if (image == null) {
            throw EngineException.advice("ImageJ cannot read " + path + "; convert it to TIFF.");
        }
        return image;
    }
}
