package dlsegment.commands;

import dlsegment.client.EngineException;
import dlsegment.image.LabelPlane;
import dlsegment.options.EvaluateOptions;
import ij.ImagePlus;
import ij.WindowManager;
import ij.io.DirectoryChooser;
import ij.io.OpenDialog;
import ij.plugin.frame.RoiManager;
import java.util.ArrayList;
import java.util.List;

/** Where labels may come from, as entries of a dialog: open images, the ROI Manager, an overlay, a file or a folder. */
final class LabelChoice {
    static final String NONE = "(none)";
    private static final String MANAGER = "ROI Manager";
    private static final String OVERLAY = "Overlay of the image";
    private static final String FILE = "File (label image or ROI zip)...";
    private static final String FOLDER = "Folder...";

    private LabelChoice() {
    }

    /** The entries. */
    static String[] entries(boolean folders) {
        List<String> entries = new ArrayList<String>();
        boolean overlay = false;
        for (ImagePlus image : open()) {
            overlay |= image.getOverlay() != null && image.getOverlay().size() > 0;
            if (LabelPlane.isPossible(image)) {
                entries.add(image.getTitle());
            }
        }
        if (RoiManager.getInstance() != null && RoiManager.getInstance().getCount() > 0) {
            entries.add(MANAGER);
        }
        if (overlay) {
            entries.add(OVERLAY);
        }
        entries.add(FILE);
        if (folders) {
            entries.add(FOLDER);
        }
        return entries.toArray(new String[0]);
    }

    /** Titles of open images, after "(none)". */
    static String[] images() {
        List<String> titles = new ArrayList<String>();
        titles.add(NONE);
        for (ImagePlus image : open()) {
            titles.add(image.getTitle());
        }
        return titles.toArray(new String[0]);
    }

    /** The word for an entry in macro options; asks for the file or folder. Null when that was cancelled. */
    static String word(String entry, String what) throws EngineException {
        switch (entry) {
            case MANAGER:
                return EvaluateOptions.MANAGER;
            case OVERLAY:
                return EvaluateOptions.OVERLAY;
            case FILE:
                return new OpenDialog("Choose " + what + " (label image or ROI zip)").getPath();
            case FOLDER:
                return new DirectoryChooser("Choose the folder of " + what).getDirectory();
            default:
                return entry;
        }
    }

    /** True for a folder. */
    static boolean isFolder(String entry) {
        return entry.equals(FOLDER);
    }

    /** True for ROIs of the manager or the overlay. */
    static boolean isRois(String entry) {
        return entry.equals(MANAGER) || entry.equals(OVERLAY);
    }

    /** The entry that a user most likely means: one with a telling name, an image that looks like labels, or else what is no image. */
    static String guess(String[] entries, String... words) {
        for (String word : words) {
            for (String entry : entries) {
                if (entry.toLowerCase(java.util.Locale.ROOT).contains(word)) {
                    return entry;
                }
            }
        }
        for (String entry : entries) {
            ImagePlus image = WindowManager.getImage(entry);
            if (image == null || LabelPlane.looksLikeLabels(image)) {
                return entry;
            }
        }
        return entries[0];
    }

    /** The open image that is no label image: the first whose title is the beginning of another one, or else "(none)". */
    static String guessImage(String[] titles) {
        for (String title : titles) {
            int dot = title.lastIndexOf('.');
            String base = dot > 0 ? title.substring(0, dot) : title;
            for (String other : titles) {
                if (!other.equals(title) && other.startsWith(base + "-labels")) {
                    return title;
                }
            }
        }
        return titles[0];
    }

    private static List<ImagePlus> open() {
        List<ImagePlus> images = new ArrayList<ImagePlus>();
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            images.add(WindowManager.getImage(id));
        }
        return images;
    }
}
