package dlsegment.image;

import ij.gui.Roi;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The objects of one plane: their polygons and their labels. Coordinates are those of the engine, where (0, 0) is the
 * centre of the upper left pixel; object i (from 0) has label i + 1.
 */
public final class FoundObjects {
    private static final int LABEL = 1;
    private static final int PROBABILITY = 2;
    private static final int CLASS = 3;
    private static final int X = 4;
    private static final int Y = 5;
    private static final int VERTICES = 6;

    /** The plane that they lie in. */
    public final Plane plane;
    /** Columns of the image. */
    public final int width;

    private final float[][] rows;
    private final int[] labels;

    /**
     * Reads the objects of a segment task.
     *
     * @param plane the plane
     * @param width columns of the image
     * @param table rows of {@code columns} numbers, as docs/protocol.md says
     * @param columns numbers per row
     * @param labels label of each pixel
     */
    public FoundObjects(Plane plane, int width, ByteBuffer table, int columns, int[] labels) {
        this(plane, width, split(table, columns), labels);
    }

    private FoundObjects(Plane plane, int width, float[][] rows, int[] labels) {
        this.plane = plane;
        this.width = width;
        this.rows = rows;
        this.labels = labels;
    }

    /** Number of objects. */
    public int count() {
        return rows.length;
    }

    /** Probability of object i. */
    public float probability(int i) {
        return rows[i][PROBABILITY];
    }

    /** Class of object i, from 1; 0 where the model knows none. */
    public int classOf(int i) {
        return (int) rows[i][CLASS];
    }

    /** Centre of object i in ImageJ's coordinates, where (0, 0) is the corner of the upper left pixel. */
    public double centreX(int i) {
        return rows[i][X] + 0.5;
    }

    /** See {@link #centreX}. */
    public double centreY(int i) {
        return rows[i][Y] + 0.5;
    }

    /** Vertices of object i along x, in ImageJ's coordinates. */
    public float[] xs(int i) {
        return vertices(i, 0);
    }

    /** Vertices of object i along y, in ImageJ's coordinates. */
    public float[] ys(int i) {
        return vertices(i, 1);
    }

    /** Label of each pixel, row by row; 0 is background. */
    public int[] labels() {
        return labels;
    }

    /** The objects with their centre in an area, numbered anew from 1. */
    public FoundObjects inside(Roi area) {
        int[] renamed = new int[rows.length + 1];
        float[][] kept = new float[rows.length][];
        int count = 0;
        for (float[] row : rows) {
            if (area.contains((int) Math.floor(row[X] + 0.5), (int) Math.floor(row[Y] + 0.5))) {
                float[] copy = row.clone();
                renamed[(int) row[LABEL]] = count + 1;
                copy[LABEL] = count + 1;
                kept[count++] = copy;
            }
        }
        if (count == rows.length) {
            return this;
        }
        int[] pixels = new int[labels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = renamed[labels[i]];
        }
        return new FoundObjects(plane, width, Arrays.copyOf(kept, count), pixels);
    }

    private float[] vertices(int i, int axis) {
        float[] row = rows[i];
        float[] result = new float[corners(row)];
        for (int k = 0; k < result.length; k++) {
            result[k] = row[VERTICES + 2 * k + axis] + 0.5f;
        }
        return result;
    }

    /** Number of corners; the engine repeats the last one where another object has more. */
    private static int corners(float[] row) {
        int n = (row.length - VERTICES) / 2;
        while (n > 3 && row[VERTICES + 2 * n - 2] == row[VERTICES + 2 * n - 4] && row[VERTICES + 2 * n - 1] == row[VERTICES + 2 * n - 3]) {
            n--;
        }
        return n;
    }

    private static float[][] split(ByteBuffer table, int columns) {
        int count = columns == 0 ? 0 : table.remaining() / 4 / columns;
        float[][] rows = new float[count][columns];
        java.nio.FloatBuffer values = table.asFloatBuffer();
        for (float[] row : rows) {
            values.get(row);
        }
        return rows;
    }
}
