package dlsegment.image;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** ROIs as the zip file that the ROI Manager writes and opens. Works without a display. */
public final class RoiFile {
    private RoiFile() {
    }

    /**
     * Reads a zip of ROIs, or a single .roi file, in the order of the file.
     *
     * @throws IOException with one sentence that names the file
     */
    public static List<Roi> read(File file) throws IOException {
        List<Roi> rois = new ArrayList<Roi>();
        if (file.getName().toLowerCase(Locale.ROOT).endsWith(".roi")) {
            add(rois, Files.readAllBytes(file.toPath()), file.getName());
        } else {
            try {
                readZip(file, StandardCharsets.UTF_8, rois);
            } catch (IllegalArgumentException e) {
                rois.clear(); // names in the old code page of zip files
                readZip(file, StandardCharsets.ISO_8859_1, rois);
            }
        }
        if (rois.isEmpty()) {
            throw new IOException(file + " holds no ROIs; save them with More > Save... in the ROI Manager.");
        }
        return rois;
    }

    private static void readZip(File file, Charset names, List<Roi> rois) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file.toPath()), names)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().toLowerCase(Locale.ROOT).endsWith(".roi")) {
                    add(rois, all(zip), new File(entry.getName()).getName());
                }
            }
        }
    }

    private static void add(List<Roi> rois, byte[] bytes, String name) throws IOException {
        Roi roi;
        try {
            roi = new RoiDecoder(bytes, name).getRoi();
        } catch (IOException | RuntimeException e) {
            throw new IOException("The ROI " + name + " is damaged (" + e.getMessage() + "); save the ROIs again.");
        }
        if (roi == null) {
            throw new IOException("The ROI " + name + " is of a kind that this ImageJ does not know; update ImageJ.");
        }
        roi.setName(name.substring(0, name.length() - ".roi".length()));
        rois.add(roi);
    }

    private static byte[] all(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
            bytes.write(part, 0, n);
        }
        return bytes.toByteArray();
    }

    /** Writes the file; it is there as a whole or not at all. */
    public static void write(List<Roi> rois, File file) throws IOException {
        File folder = file.getAbsoluteFile().getParentFile();
        File temporary = File.createTempFile(".rois", ".tmp", folder);
        try {
            try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary.toPath())), StandardCharsets.UTF_8)) {
                Set<String> names = new HashSet<String>();
                for (Roi roi : rois) {
                    String name = roi.getName();
                    for (int i = 2; !names.add(name); i++) {
                        name = roi.getName() + "-" + i;
                    }
                    zip.putNextEntry(new ZipEntry(name + ".roi"));
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    new RoiEncoder(new DataOutputStream(bytes)).write(roi);
                    bytes.writeTo(zip);
                    zip.closeEntry();
                }
            }
            Files.move(temporary.toPath(), file.toPath(), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary.toPath());
        }
    }
}
