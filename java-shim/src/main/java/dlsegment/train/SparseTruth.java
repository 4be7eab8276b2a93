package dlsegment.train;

import dlsegment.image.RoiLabels;

/**
 * Truth of which only a part was drawn: what no ROI covers is unknown, except a rim around each object, which whoever drew the
 * outline has seen. Without a rim a network would never learn where objects end.
 */
final class SparseTruth {
    private static final double RIM = 0.2; // of the diameter of a disc of the object's area
    private static final int NARROWEST = 2;

    private SparseTruth() {
    }

    /**
     * Marks as unknown what is background and further from all objects than the rim. Background in ROIs named "background..." stays.
     *
     * @param truth labels, changed in place
     * @param background for each pixel, true where it was marked as background; or null
     */
    static void apply(RoiLabels truth, boolean[] background) {
        int rim = rim(truth);
        int width = truth.width;
        int height = truth.height;
        boolean[] near = new boolean[truth.labels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (truth.labels[y * width + x] > 0 && atEdge(truth.labels, width, height, x, y)) {
                    disc(near, width, height, x, y, rim);
                }
            }
        }
        for (int i = 0; i < near.length; i++) {
            if (truth.labels[i] == 0 && !near[i] && (background == null || !background[i])) {
                truth.labels[i] = RoiLabels.IGNORE;
            }
        }
    }

    private static int rim(RoiLabels truth) {
        int area = 0;
        for (int label : truth.labels) {
            area += label > 0 ? 1 : 0;
        }
        return Math.max(NARROWEST, (int) Math.round(RIM * 2 * Math.sqrt(area / (Math.PI * Math.max(1, truth.count())))));
    }

    private static boolean atEdge(int[] labels, int width, int height, int x, int y) {
        int i = y * width + x;
        return x > 0 && labels[i - 1] != labels[i] || x + 1 < width && labels[i + 1] != labels[i] || y > 0 && labels[i - width] != labels[i]
            || y + 1 < height && labels[i + width] != labels[i];
    }

    private static void disc(boolean[] near, int width, int height, int cx, int cy, int radius) {
        for (int y = Math.max(0, cy - radius); y <= Math.min(height - 1, cy + radius); y++) {
            for (int x = Math.max(0, cx - radius); x <= Math.min(width - 1, cx + radius); x++) {
                if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius) {
                    near[y * width + x] = true;
                }
            }
        }
    }
}
