package dlsegment.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of numbers that the worker has left in shared memory: float64, NaN where there is no number. */
public final class EngineTable {
    private final double[][] rows;

    private EngineTable(double[][] rows) {
        this.rows = rows;
    }

    /**
     * Copies the table and lets the worker remove its memory.
     *
     * @param engine the worker
     * @param array the array of the outputs
     */
    public static EngineTable take(EngineClient engine, Map<String, Object> array) throws EngineException {
        List<Object> shape = Json.list(array.get("shape"));
        int count = (int) Json.number(shape.get(0), 0);
        int columns = (int) Json.number(shape.get(1), 0);
        Map<String, Object> shm = Json.object(array.get("shm"));
        try {
            ByteBuffer bytes = SharedBlock.read(shm, count * columns * 8);
            double[][] rows = new double[count][columns];
            for (double[] row : rows) {
                for (int c = 0; c < columns; c++) {
                    row[c] = bytes.getDouble();
                }
            }
            return new EngineTable(rows);
        } catch (IOException e) {
            throw new EngineException(EngineException.Kind.FAULT, "The engine's table cannot be read: " + e.getMessage() + ".");
        } finally {
            Map<String, Object> inputs = new LinkedHashMap<String, Object>();
            inputs.put("names", Arrays.asList(shm.get("name")));
            engine.call("release", inputs, EngineClient.NOBODY);
        }
    }

    /** Number of rows. */
    public int count() {
        return rows.length;
    }

    /** The number in a row and column, from 0; NaN where there is none. */
    public double get(int row, int column) {
        return rows[row][column];
    }
}
