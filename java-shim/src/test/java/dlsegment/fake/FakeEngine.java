package dlsegment.fake;

import dlsegment.client.Json;
import dlsegment.client.Messages;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A worker for tests that needs neither .NET nor a network: its objects are the connected pixels above half of the
 * brightest one, its polygons have eight vertices around their centre. The model's name makes it misbehave: "crash",
 * "garbage", "slow", "deaf", "hanging", "advice", "fault", "many".
 */
public final class FakeEngine {
    private static final Set<String> CANCELLED = ConcurrentHashMap.newKeySet();
    private static final Set<String> FINISHED = ConcurrentHashMap.newKeySet();
    private static final Map<String, int[]> COLLECTIONS = new ConcurrentHashMap<String, int[]>();
    private static PrintStream out;

    private FakeEngine() {
    }

    /** Arguments: what the real program gets ("worker"), then the protocol's version. */
    public static void main(String[] args) throws Exception {
        out = new PrintStream(System.out, true, "UTF-8");
        System.err.println("the fake engine is up");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Thread worker = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<String, Object> request = Json.parseObject(line);
            String task = Json.text(request.get("task"));
            if ("CANCEL".equals(request.get("requestType"))) {
                CANCELLED.add(task);
                continue;
            }
            worker = new Thread(() -> execute(task, request, args));
            worker.start();
        }
    }

    /** Writes a program folder with this engine in it, as the plugin looks for one. */
    public static File install(File folder, String protocol) throws IOException {
        folder.mkdirs();
        File program = new File(folder, "fijibridge");
        String java = new File(System.getProperty("java.home"), "bin/java").getPath();
        try (PrintStream script = new PrintStream(program, "UTF-8")) {
            script.print("#!/bin/sh\nexec '" + java + "' -cp '" + System.getProperty("java.class.path") + "' " + FakeEngine.class.getName() + " \"$@\" " + protocol + "\n");
        }
        program.setExecutable(true);
        return folder;
    }

    private static void execute(String task, Map<String, Object> request, String[] args) {
        try {
            send(task, "LAUNCH", null, null);
            Map<String, Object> inputs = Json.object(request.get("inputs"));
            send(task, "COMPLETION", "outputs", run(task, Json.text(request.get("script")), inputs, args));
        } catch (InterruptedException e) {
            send(task, "CANCELATION", null, null);
        } catch (IllegalStateException e) {
            Map<String, Object> failure = new LinkedHashMap<String, Object>();
            failure.put("task", task);
            failure.put("responseType", "FAILURE");
            failure.put("error", e.getMessage());
            failure.put("details", map("kind", "advice", "type", "UserAdviceException"));
            print(failure);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            send(task, "FAILURE", "error", "The fake engine failed with " + e);
        }
    }

    private static Object run(String task, String script, Map<String, Object> inputs, String[] args) throws IOException, InterruptedException {
        switch (script) {
            case "describe":
                return map("engine", "fake", "version", "0.0", "protocol", args.length > 1 ? Integer.parseInt(args[1]) : 1, "program", "fake", "log", "/no/log");
            case "models":
                List<Object> models = new ArrayList<Object>();
                for (String name : new String[] {"nuclei", "crash", "garbage", "slow", "deaf", "advice", "fault", "many", "colour", "restore"}) {
                    models.add(map("objects", !name.equals("restore"), "maps", name.equals("restore") ? null : 2, "name", name, "folder", name, "description", "Everything that is bright.", "channels", name.equals("colour") ? 3 : 1,
                        "prob", 0.5, "nms", 0.4, "low", 1, "high", 99.8, "own", false));
                }
                return map("models", models);
            case "doctor":
                return map("findings", Arrays.asList(map("name", "libtorch", "state", "ok", "detail", "none needed")));
            case "release":
                for (Object name : Json.list(inputs.get("names"))) {
                    new File("/dev/shm", String.valueOf(name)).delete();
                }
                return map("released", 1);
            case "train":
                return train(task, inputs);
            case "finish-training":
                FINISHED.add(String.valueOf(inputs.get("task")));
                return map("finishing", true);
            case "evaluate":
                return evaluate(inputs);
            case "segment":
                misbehave(task, Json.text(inputs.get("model")));
                return segment(task, inputs);
            default:
                throw new IllegalStateException("There is no operation '" + script + "'.");
        }
    }

    // ten epochs a second; the model named "crash" does not survive the third, that named "classes" gives pixels classes
    private static Map<String, Object> train(String task, Map<String, Object> inputs) throws InterruptedException {
        int epochs = Integer.parseInt(String.valueOf(inputs.get("epochs")));
        Map<String, Object> before = map("epoch", 1, "losses", map("loss", 2.0, "val_loss", 2.5));
        boolean resume = "true".equals(inputs.get("resume"));
        boolean classes = "classes".equals(inputs.get("name"));
        tell(task, 0, epochs, map("kind", "started", "folder", "/no/folder", "notice", "Device: fake.", "history", resume ? Arrays.asList(before) : Arrays.asList(),
            "picture", resume ? "/no/folder/preview.png" : null));
        int epoch = resume ? 1 : 0;
        while (epoch < epochs && !FINISHED.contains(task)) {
            Thread.sleep(100);
            epoch++;
            tell(task, epoch, epochs, map("kind", "epoch", "epoch", epoch, "epochs", epochs, "elapsed", epoch / 10.0, "losses", map("loss", 1.0 / epoch, "val_loss", 1.5 / epoch, classes ? "val_iou" : "val_ap50", 0.5)));
            if (epoch == 3 && "crash".equals(inputs.get("name"))) {
                Runtime.getRuntime().halt(134);
            }
            if (CANCELLED.contains(task)) {
                throw new InterruptedException();
            }
        }
        Object rows = classes ? Arrays.asList() : Arrays.asList(map("iou", 0.5, "averagePrecision", 0.75));
        Object known = classes ? Arrays.asList(map("class", 1, "iou", 0.5), map("class", 2, "iou", 0.75), map("class", 3, "iou", null)) : null;
        return map("model", "/no/model", "epochs", epoch, "bestEpoch", epoch, "prob", 0.5, "device", "fake", "metrics", Arrays.asList(map("set", "validation", "rows", rows, "classes", known)));
    }

    private static void tell(String task, int epoch, int epochs, Map<String, Object> training) {
        Map<String, Object> message = map("task", task, "responseType", "UPDATE", "message", epoch + " of " + epochs + " epochs done", "current", epoch, "maximum", epochs);
        message.put("info", map("secondsLeft", (epochs - epoch) * 0.1, "training", training));
        print(message);
    }

    private static void misbehave(String task, String model) throws InterruptedException {
        switch (model) {
            case "crash":
                System.err.println("libfake: something terrible happened");
                Runtime.getRuntime().halt(134);
                break;
            case "garbage":
                out.println("Warning: this line is no JSON");
                out.println("{\"task\":5}");
                break;
            case "advice":
                throw new IllegalStateException("Water the plants.");
            case "fault":
                throw new UnsupportedOperationException("boom");
            case "hanging":
                update(task, 1);
                Thread.sleep(60000);
                break;
            case "slow":
            case "deaf":
                for (int tile = 0; tile < 9; tile++) {
                    update(task, tile);
                    Thread.sleep(300);
                    if (CANCELLED.contains(task) && model.equals("slow")) {
                        throw new InterruptedException();
                    }
                }
                break;
            default:
                break;
        }
    }

    private static void update(String task, int tile) {
        Map<String, Object> message = map("task", task, "responseType", "UPDATE", "message", "predicting tiles", "current", tile, "maximum", 9);
        message.put("info", map("secondsLeft", (9 - tile) * 0.3));
        print(message);
    }

    // no objects; the metrics tell how many images a collection has got, and how often it was ended
    private static Map<String, Object> evaluate(Map<String, Object> inputs) throws IOException {
        String collection = Json.text(inputs.get("collect"));
        int[] counts = COLLECTIONS.computeIfAbsent(collection, c -> new int[2]);
        counts[0]++;
        counts[1] += Boolean.TRUE.equals(inputs.get("last")) ? 1 : 0;
        String name = block("fake", new byte[8]);
        List<Object> metrics = Arrays.<Object>asList(map("key", "images", "value", counts[0]), map("key", "ended", "value", counts[1]));
        return map("objects", Messages.ndarray("float64", Messages.shm(name, 8), 0, 11), "together", map("metrics", metrics, "rows", Arrays.asList(), "unit", "px", "notes", Arrays.asList()));
    }

    private static Map<String, Object> segment(String task, Map<String, Object> inputs) throws IOException {
        Map<String, Object> image = Json.object(inputs.get("image"));
        List<Object> shape = Json.list(image.get("shape"));
        int height = (int) Json.number(shape.get(shape.size() - 2), 0);
        int width = (int) Json.number(shape.get(shape.size() - 1), 0);
        double[] pixels = pixels(image, width * height);
        int[] labels = new int[width * height];
        boolean restores = "restore".equals(inputs.get("model"));
        List<float[]> objects = restores ? new ArrayList<float[]>() : "many".equals(inputs.get("model")) ? grid(width, height, labels) : bright(pixels, width, height, labels);
        List<Object> region = Json.list(inputs.get("region"));
        if (!region.isEmpty()) {
            System.err.println("region " + region);
        }
        write(Json.object(inputs.get("labelsInto")), labels);
        int columns = 6 + 16;
        ByteBuffer table = ByteBuffer.allocate(Math.max(1, objects.size() * columns * 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : objects) {
            for (float value : row) {
                table.putFloat(value);
            }
        }
        String name = block("fake", table.array());
        Map<String, Object> outputs = map("counts", Arrays.asList(objects.size()), "device", "fake CPU", "seconds", 0.25, "engineSeconds", 0.25);
        outputs.put("notes", Arrays.asList(restores ? "This model gives an image and no objects: its maps are the result." : "No network was harmed."));
        outputs.put("objects", Messages.ndarray("float32", Messages.shm(name, table.capacity()), objects.size(), columns));
        if (Boolean.TRUE.equals(inputs.get("maps"))) {
            maps(outputs, restores, pixels, width, height);
        } else if (restores) {
            throw new IllegalStateException("This model gives an image and no objects; ask for its maps.");
        }
        outputs.put("labels", Messages.ndarray("uint16", Json.object(inputs.get("labelsInto")), height, width));
        return outputs;
    }

    // a block that nobody has released goes with the engine
    private static String block(String prefix, byte[] bytes) throws IOException {
        File block = File.createTempFile(prefix, "", new File("/dev/shm"));
        block.deleteOnExit();
        try (RandomAccessFile file = new RandomAccessFile(block, "rw")) {
            file.write(bytes);
        }
        return block.getName();
    }

    // the image itself, and for a model that finds objects twice its values
    private static void maps(Map<String, Object> outputs, boolean restores, double[] pixels, int width, int height) throws IOException {
        int count = restores ? 1 : 2;
        ByteBuffer values = ByteBuffer.allocate(count * pixels.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < count; c++) {
            for (double pixel : pixels) {
                values.putFloat((float) ((c + 1) * pixel));
            }
        }
        String name = block("fakemaps", values.array());
        outputs.put("maps", Messages.ndarray("float32", Messages.shm(name, values.capacity()), count, height, width));
        outputs.put("mapNames", restores ? Arrays.asList("restored") : Arrays.asList("prob", "dist_0"));
    }

    private static double[] pixels(Map<String, Object> image, int count) throws IOException {
        String dtype = Json.text(image.get("dtype"));
        int size = dtype.equals("uint8") ? 1 : dtype.equals("uint16") ? 2 : 4;
        ByteBuffer bytes = ByteBuffer.allocate(count * size).order(ByteOrder.LITTLE_ENDIAN);
        try (RandomAccessFile file = new RandomAccessFile(path(Json.object(image.get("shm"))), "r")) {
            file.readFully(bytes.array());
        }
        double[] pixels = new double[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = size == 1 ? bytes.get() & 0xff : size == 2 ? bytes.getShort() & 0xffff : bytes.getFloat();
        }
        return pixels;
    }

    private static File path(Map<String, Object> shm) {
        String name = Json.text(shm.get("name"));
        return name.startsWith("file:") ? new File(name.substring(5)) : new File("/dev/shm", name);
    }

    private static void write(Map<String, Object> shm, int[] labels) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(labels.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int label : labels) {
            bytes.putShort((short) label);
        }
        try (RandomAccessFile file = new RandomAccessFile(path(shm), "rw")) {
            file.write(bytes.array());
        }
    }

    private static List<float[]> bright(double[] pixels, int width, int height, int[] labels) {
        double brightest = 0;
        for (double pixel : pixels) {
            brightest = Math.max(brightest, pixel);
        }
        List<float[]> objects = new ArrayList<float[]>();
        for (int i = 0; i < pixels.length; i++) {
            if (brightest > 0 && pixels[i] > brightest / 2 && labels[i] == 0) {
                objects.add(flood(pixels, brightest / 2, width, height, labels, i, objects.size() + 1));
            }
        }
        return objects;
    }

    private static float[] flood(double[] pixels, double threshold, int width, int height, int[] labels, int start, int label) {
        int[] stack = new int[pixels.length];
        int top = 0;
        long sumX = 0;
        long sumY = 0;
        int area = 0;
        stack[top++] = start;
        labels[start] = label;
        while (top > 0) {
            int i = stack[--top];
            sumX += i % width;
            sumY += i / width;
            area++;
            int[] next = {i % width > 0 ? i - 1 : i, i % width < width - 1 ? i + 1 : i, i - width, i + width};
            for (int n : next) {
                if (n >= 0 && n < pixels.length && labels[n] == 0 && pixels[n] > threshold) {
                    labels[n] = label;
                    stack[top++] = n;
                }
            }
        }
        return row(label, (float) sumX / area, (float) sumY / area, (float) Math.sqrt(area / Math.PI));
    }

    private static List<float[]> grid(int width, int height, int[] labels) {
        List<float[]> objects = new ArrayList<float[]>();
        for (int y = 2; y < height; y += 5) {
            for (int x = 2; x < width; x += 5) {
                objects.add(row(objects.size() + 1, x, y, 2));
                labels[y * width + x] = objects.size();
            }
        }
        return objects;
    }

    private static float[] row(int label, float x, float y, float radius) {
        float[] row = new float[6 + 16];
        row[1] = label;
        row[2] = 1f - label * 1e-5f;
        row[4] = x;
        row[5] = y;
        for (int k = 0; k < 8; k++) {
            row[6 + 2 * k] = x + radius * (float) Math.cos(Math.PI * k / 4);
            row[7 + 2 * k] = y + radius * (float) Math.sin(Math.PI * k / 4);
        }
        return row;
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }

    private static void send(String task, String type, String key, Object value) {
        Map<String, Object> message = map("task", task, "responseType", type);
        if (key != null) {
            message.put(key, value);
        }
        print(message);
    }

    private static synchronized void print(Map<String, Object> message) {
        out.println(Json.write(message));
    }
}
