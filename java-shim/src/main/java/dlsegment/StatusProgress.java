package dlsegment;

import ij.IJ;

/** Progress in ImageJ's status line and bar; Esc cancels. */
public final class StatusProgress implements Segmentation.Progress {
    private String shown = "";
    private double bar = -1;

    /** Starts anew: an Esc from before does not count. */
    public StatusProgress() {
        IJ.resetEscape();
    }

    @Override
    public boolean isCancelled() {
        return IJ.escapePressed();
    }

    @Override
    public void show(String message, double done, double secondsLeft) {
        String line = "DL Segment: " + message + (Double.isNaN(secondsLeft) ? "" : ", " + remaining(secondsLeft) + " left") + " (Esc cancels)";
        if (!line.equals(shown)) {
            IJ.showStatus(line);
            shown = line;
        }
        if (Math.abs(done - bar) >= 0.01) {
            IJ.showProgress(Math.min(0.999, done)); // 1 would hide the bar before the results are there
            bar = done;
        }
    }

    /** Remaining time in words: "8 s", "2 min", "1 h 5 min". */
    public static String remaining(double seconds) {
        long whole = Math.max(1, Math.round(seconds));
        if (whole < 100) {
            return whole + " s";
        }
        long minutes = Math.round(whole / 60.0);
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
