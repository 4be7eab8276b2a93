package dlsegment.commands;

import dlsegment.ResultShower;
import dlsegment.Segmentation;
import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.image.FoundObjects;
import dlsegment.options.SegmentOptions;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import java.awt.Rectangle;

/**
 * Outlines of the objects in the visible part of the image, while the dialog is open: computed on a thread of its own, anew
 * when the dialog or the view changes, and gone when the dialog closes.
 */
final class SegmentPreview {
    private static final int LOOK_MS = 250;
    private static final int TILE = 512; // less than a whole screen is computed beside the visible part

    private final ImagePlus image;
    private final Overlay before;
    private SegmentOptions wanted; // null while it is off
    private int version;
    private String shown = "";
    private Thread thread;
    private boolean closed;

    SegmentPreview(ImagePlus image) {
        this.image = image;
        before = image.getOverlay();
    }

    /** Shows what these options find. */
    synchronized void show(SegmentOptions options) {
        wanted = options;
        version++;
        if (thread == null) {
            thread = new Thread(this::run, "DL-Segment-Preview");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    /** Takes the outlines away. */
    synchronized void hide() {
        if (wanted != null) {
            wanted = null;
            version++;
            image.setOverlay(before);
        }
    }

    /** Takes the outlines away and ends. */
    synchronized void close() {
        hide();
        closed = true;
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                SegmentOptions options;
                String state;
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    state = state();
                    options = wanted;
                    if (options == null || state.equals(shown)) {
                        wait(LOOK_MS);
                        continue;
                    }
                }
                segment(options, state);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void segment(SegmentOptions options, String state) {
        Segmentation.Progress progress = new Segmentation.Progress() {
            @Override
            public boolean isCancelled() {
                return !state.equals(state());
            }

            @Override
            public void show(String message, double done, double secondsLeft) {
                if (!isCancelled()) {
                    IJ.showStatus("Preview: " + message);
                }
            }
        };
        try {
            Segmentation.Result result = new Segmentation(EngineClient.shared(), image, visible(options), progress).run();
            draw(result, state);
        } catch (EngineException e) {
            if (e.kind() != EngineException.Kind.CANCELLED) {
                IJ.showStatus("No preview: " + e.getMessage());
                done(state);
            }
        } catch (RuntimeException e) {
            IJ.showStatus("No preview: " + e);
            done(state);
        }
    }

    private SegmentOptions visible(SegmentOptions options) {
        options.allFrames = false;
        options.output.remove(SegmentOptions.Output.MAPS);
        options.region = view();
        if (options.tile == null) {
            options.tile = TILE;
        }
        return options;
    }

    private synchronized void draw(Segmentation.Result result, String state) {
        if (closed || wanted == null || !state.equals(state())) {
            return;
        }
        if (!result.findsObjects) {
            IJ.showStatus("No preview: this model gives an image and no objects");
            done(state);
            return;
        }
        Overlay outlines = before == null ? new Overlay() : before.duplicate();
        for (FoundObjects objects : result.planes) {
            ResultShower.outline(outlines, image, objects);
        }
        image.setOverlay(outlines);
        IJ.showStatus("Preview: " + result.count() + " objects in the visible part");
        done(state);
    }

    private synchronized void done(String state) {
        shown = state;
    }

    // what the outlines depend on
    private synchronized String state() {
        return closed ? "closed" : version + " " + view() + " " + image.getCurrentSlice();
    }

    private Rectangle view() {
        return image.getCanvas() == null ? new Rectangle(image.getWidth(), image.getHeight()) : new Rectangle(image.getCanvas().getSrcRect());
    }
}
