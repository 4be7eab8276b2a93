package dlsegment.image;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** ROIs as the zip file that the ROI Manager opens. Works without a display. */
public final class RoiFile {
    private RoiFile() {
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
