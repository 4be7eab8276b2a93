import java.lang.reflect.Method;

/** Reads a 16-bit plane in plain Java, again and again: java -cp JARS ReadPeer.java imagej|bioformats FILE WARMUP REPEATS. */
public class ReadPeer {
    public static void main(String[] arguments) throws Exception {
        String file = arguments[1];
        int warmup = Integer.parseInt(arguments[2]), repeats = Integer.parseInt(arguments[3]);
        StringBuilder seconds = new StringBuilder();
        for (int k = 0; k < warmup + repeats; k++) {
            long start = System.nanoTime();
            long pixels = arguments[0].equals("imagej") ? withImageJ(file) : withBioFormats(file);
            if (k >= warmup) {
                seconds.append(seconds.length() == 0 ? "" : ", ").append((System.nanoTime() - start) / 1e9);
            }
            if (pixels != 4096L * 4096) {
                throw new IllegalStateException(pixels + " pixels");
            }
        }
        System.out.println("{\"seconds\": [" + seconds + "]}");
    }

    private static long withImageJ(String file) throws Exception {
        Object image = Class.forName("ij.io.Opener").getMethod("openImage", String.class).invoke(Class.forName("ij.io.Opener").getConstructor().newInstance(), file);
        Object processor = image.getClass().getMethod("getProcessor").invoke(image);
        return ((short[]) processor.getClass().getMethod("getPixels").invoke(processor)).length;
    }

    // the plane as the numbers that a program works with, not as bytes
    private static long withBioFormats(String file) throws Exception {
        Class.forName("loci.common.DebugTools").getMethod("setRootLevel", String.class).invoke(null, "ERROR");
        Class<?> type = Class.forName("loci.formats.ImageReader");
        Object reader = type.getConstructor().newInstance();
        type.getMethod("setMetadataStore", Class.forName("loci.formats.meta.MetadataStore"))
            .invoke(reader, Class.forName("loci.formats.MetadataTools").getMethod("createOMEXMLMetadata").invoke(null));
        type.getMethod("setId", String.class).invoke(reader, file);
        byte[] bytes = (byte[]) type.getMethod("openBytes", int.class).invoke(reader, 0);
        boolean littleEndian = (boolean) type.getMethod("isLittleEndian").invoke(reader);
        Method makeArray = Class.forName("loci.common.DataTools").getMethod("makeDataArray", byte[].class, int.class, boolean.class, boolean.class);
        short[] pixels = (short[]) makeArray.invoke(null, bytes, 2, false, littleEndian);
        type.getMethod("close").invoke(reader);
        return pixels.length;
    }
}
