package dlsegment.image;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.TiffEncoder;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;

/**
 * TIFF files as ImageJ's FileSaver writes them, for images without a selection, overlay or plot. FileSaver tells its troubles in a dialog that waits
 * for a click, even in macros, and leaves the half of a file; here they are an exception, and the old file or none.
 */
public final class TiffFile {
    private static final int BUFFER = 1 << 16;

    private TiffFile() {
    }

    /** Writes an image or a stack; a file that is there is replaced once the new one is complete. */
    public static void write(ImagePlus image, File file) throws IOException {
        File target = file.getAbsoluteFile();
        File temporary = File.createTempFile(".tiff", ".tmp", target.getParentFile());
        try {
            writeInto(image, temporary);
            Files.move(temporary.toPath(), target.toPath(), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary.toPath());
        }
    }

    /** Writes into a file of the caller's that nobody else looks at yet. */
    public static void writeInto(ImagePlus image, File file) throws IOException {
        FileSaver saver = new FileSaver(image);
        FileInfo info = image.getFileInfo();
        info.info = image.getInfoProperty();
        info.properties = image.getPropertiesAsArray();
        info.description = saver.getDescriptionString();
        info.nImages = image.getStackSize();
        if (image.getStackSize() > 1) {
            info.sliceLabels = image.getStack().getSliceLabels();
        } else if (image.hasImageStack() && image.getStack().getSliceLabel(1) != null) {
            info.sliceLabels = new String[] {image.getStack().getSliceLabel(1)};
        }
        if (image.isComposite()) {
            saver.saveDisplayRangesAndLuts(image, info);
        }
        try (FileOutputStream out = new FileOutputStream(file); DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, BUFFER))) {
            new TiffEncoder(info).write(data);
            data.flush();
            out.getFD().sync();
        }
    }
}
