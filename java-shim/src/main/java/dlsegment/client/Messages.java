package dlsegment.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** Messages of the worker's protocol as lines; docs/protocol.md has a sample of each. */
public final class Messages {
    /** The version of the protocol that this plugin speaks. */
    public static final int PROTOCOL = 1;

    private Messages() {
    }

    /** Starts a task. */
    public static String execute(String task, String operation, Map<String, Object> inputs) {
        Map<String, Object> message = new LinkedHashMap<String, Object>();
        message.put("task", task);
        message.put("requestType", "EXECUTE");
        message.put("script", operation);
        message.put("inputs", inputs);
        return Json.write(message);
    }

    /** Asks a task to stop. */
    public static String cancel(String task) {
        Map<String, Object> message = new LinkedHashMap<String, Object>();
        message.put("task", task);
        message.put("requestType", "CANCEL");
        return Json.write(message);
    }

    /**
     * Reads a response.
     *
     * @throws IllegalArgumentException if the line is none: a worker that prints something else to its stdout
     */
    public static Response decode(String line) {
        Map<String, Object> message = Json.parseObject(line);
        if (Json.text(message.get("task")) == null || Json.text(message.get("responseType")) == null) {
            throw new IllegalArgumentException("Not a response: " + line);
        }
        return new Response(message);
    }

    /** Shared memory for a message. */
    public static Map<String, Object> shm(String name, long bytes) {
        Map<String, Object> shm = new LinkedHashMap<String, Object>();
        shm.put("appose_type", "shm");
        shm.put("name", name);
        shm.put("rsize", bytes);
        return shm;
    }

    /** An array for a message: packed, little-endian, the last axis runs fastest. */
    public static Map<String, Object> ndarray(String dtype, Map<String, Object> shm, int... shape) {
        java.util.List<Object> extents = new java.util.ArrayList<Object>();
        for (int extent : shape) {
            extents.add(extent);
        }
        Map<String, Object> array = new LinkedHashMap<String, Object>();
        array.put("appose_type", "ndarray");
        array.put("dtype", dtype);
        array.put("shape", extents);
        array.put("shm", shm);
        return array;
    }
}
