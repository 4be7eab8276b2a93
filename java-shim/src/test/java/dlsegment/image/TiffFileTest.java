package dlsegment.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlsegment.fake.SmallDisk;
import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TiffFileTest {
    @TempDir
    File folder;

    @Test
    void Files_are_those_that_ImageJ_writes() throws Exception {
        ImagePlus labels = IJ.createImage("labels", "16-bit ramp", 30, 20, 1);
        labels.setLut(LabelLut.create());
        labels.getCalibration().pixelWidth = 0.5;
        labels.getCalibration().setUnit("um");
        labels.setProperty("Info", "made by a test");
        labels.setProp("key", "value");
        ImagePlus stack = IJ.createHyperStack("stack", 30, 20, 2, 3, 1, 32);
        stack.getStack().setSliceLabel("prob", 1);
        for (ImagePlus image : new ImagePlus[] {labels, stack, new CompositeImage(stack, 1), IJ.createImage("colours", "RGB ramp", 30, 20, 1), IJ.createImage("bytes", "8-bit ramp", 30, 20, 4)}) {
            File theirs = new File(folder, "theirs.tif");
            File ours = new File(folder, "ours.tif");
            assertTrue(image.getStackSize() > 1 ? new FileSaver(image).saveAsTiffStack(theirs.getPath()) : new FileSaver(image).saveAsTiff(theirs.getPath()));
            TiffFile.write(image, ours);
            assertArrayEquals(Files.readAllBytes(theirs.toPath()), Files.readAllBytes(ours.toPath()), image.toString());
        }
    }

    @Test
    void On_a_full_disk_the_old_file_stays_and_nothing_else() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(new File(folder, "disk"), 64)) {
            File file = new File(disk.folder, "labels.tif");
            TiffFile.write(IJ.createImage("small", "16-bit ramp", 40, 40, 1), file);
            byte[] before = Files.readAllBytes(file.toPath());
            IOException full = assertThrows(IOException.class, () -> TiffFile.write(IJ.createImage("large", "16-bit ramp", 400, 400, 1), file));
            assertTrue(full.getMessage().contains("No space left"), full.getMessage());
            assertArrayEquals(before, Files.readAllBytes(file.toPath()));
            assertEquals(1, disk.folder.list().length);
        }
    }
}
