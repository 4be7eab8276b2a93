package dlsegment.train;

import dlsegment.client.EngineException;
import dlsegment.image.Channels;
import dlsegment.image.Plane;
import dlsegment.image.RoiLabels;
import dlsegment.image.TiffFile;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * A folder of images with their truth: images/NAME.tif and masks/NAME.tif, which is what the engine trains from, and for objects of several
 * classes classes/NAME.tif with their names in classes.txt. An image that is there already gets a new mask; another image of the same name
 * gets a number behind its name.
 */
public final class TrainingSetFolder {
    private static final int LARGEST_16_BIT = 65535;

    private final File folder;

    /** Uses a folder, which is created with the first pair. */
    public TrainingSetFolder(File folder) {
        this.folder = folder;
    }

    /** Number of pairs in it. */
    public int count() {
        String[] names = new File(folder, "masks").list((f, name) -> name.endsWith(".tif") && !name.startsWith("."));
        return names == null ? 0 : names.length;
    }

    /**
     * Adds one plane of an image.
     *
     * @param image the image
     * @param plane its slice, frame and channels
     * @param labels the truth
     * @param name name of the pair; characters that file names cannot have are replaced
     * @return the name that the pair got
     */
    public String add(ImagePlus image, Plane plane, RoiLabels labels, String name) throws EngineException {
        return add(image, plane, labels, name, hasClasses());
    }

    /** True where the set knows classes of objects. */
    public boolean hasClasses() {
        return new File(folder, ClassNames.FILE).exists();
    }

    /** Folder of the class images. */
    public File classes() {
        return new File(folder, "classes");
    }

    /** Names of the classes, class 1 first. */
    public List<String> classNames() throws EngineException {
        return new ClassNames(folder).names();
    }

    /** Adds one plane as {@link #add(ImagePlus, Plane, RoiLabels, String)} does, where it is wanted with the classes that the ROIs' names tell. */
    public String add(ImagePlus image, Plane plane, RoiLabels labels, String name, boolean withClasses) throws EngineException {
        try {
            ClassNames names = new ClassNames(folder);
            File images = Files.createDirectories(new File(folder, "images").toPath()).toFile();
            File masks = Files.createDirectories(new File(folder, "masks").toPath()).toFile();
            File newImage = File.createTempFile(".image", ".tif", images);
            File newMask = File.createTempFile(".mask", ".tif", masks);
            File newClasses = withClasses ? File.createTempFile(".classes", ".tif", Files.createDirectories(classes().toPath()).toFile()) : null;
            try {
                TiffFile.writeInto(pixels(image, plane), newImage);
                TiffFile.writeInto(mask(labels, image.getCalibration()), newMask);
                if (withClasses) {
                    TiffFile.writeInto(classImage(labels, names), newClasses);
                    names.save();
                }
                String free = freeName(name.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_"), images, newImage);
                Files.move(newImage.toPath(), new File(images, free + ".tif").toPath(), StandardCopyOption.REPLACE_EXISTING);
                Files.move(newMask.toPath(), new File(masks, free + ".tif").toPath(), StandardCopyOption.REPLACE_EXISTING);
                if (withClasses) {
                    Files.move(newClasses.toPath(), new File(classes(), free + ".tif").toPath(), StandardCopyOption.REPLACE_EXISTING);
                }
                return free;
            } finally {
                Files.deleteIfExists(newImage.toPath());
                Files.deleteIfExists(newMask.toPath());
                if (withClasses) {
                    Files.deleteIfExists(newClasses.toPath());
                }
            }
        } catch (IOException e) {
            throw EngineException.advice("The training set " + folder + " cannot be written (" + e.getMessage() + "); choose another folder or make room on the disk.");
        }
    }

    /**
     * Gives pairs that were added before there were classes a class image that tells none.
     *
     * @return their number
     */
    public int fillClasses() throws EngineException {
        int filled = 0;
        String[] names = new File(folder, "masks").list((f, name) -> name.endsWith(".tif") && !name.startsWith("."));
        for (String name : names == null ? new String[0] : names) {
            File file = new File(classes(), name);
            ImagePlus mask = file.exists() ? null : IJ.openImage(new File(folder, "masks/" + name).getPath());
            if (mask == null) {
                continue;
            }
            try {
                Files.createDirectories(classes().toPath());
                TiffFile.write(new ImagePlus("classes", new ShortProcessor(mask.getWidth(), mask.getHeight())), file);
            } catch (IOException e) {
                throw EngineException.advice("The training set " + folder + " cannot be written (" + e.getMessage() + "); make room on the disk.");
            }
            filled++;
        }
        return filled;
    }

    private static ImagePlus classImage(RoiLabels truth, ClassNames names) throws EngineException {
        int[] numbers = new int[truth.objects.size() + 1];
        int most = 1;
        for (int i = 1; i < numbers.length; i++) {
            numbers[i] = names.number(truth.classes.get(i - 1));
            most = Math.max(most, numbers[i]);
        }
        ShortProcessor pixels = new ShortProcessor(truth.width, truth.height);
        for (int i = 0; i < truth.labels.length; i++) {
            pixels.set(i, truth.labels[i] > 0 ? numbers[truth.labels[i]] : 0);
        }
        pixels.setMinAndMax(0, most);
        return new ImagePlus("classes", pixels);
    }

    // The same pixels again: their mask was corrected. Others: another image.
    private static String freeName(String name, File images, File candidate) throws IOException {
        byte[] pixels = Files.readAllBytes(candidate.toPath());
        for (int i = 1;; i++) {
            String numbered = i == 1 ? name : name + "-" + i;
            File there = new File(images, numbered + ".tif");
            if (!there.exists() || there.length() == pixels.length && Arrays.equals(Files.readAllBytes(there.toPath()), pixels)) {
                return numbered;
            }
        }
    }

    private static ImagePlus pixels(ImagePlus image, Plane plane) {
        ImageStack stack = new ImageStack(image.getWidth(), image.getHeight());
        for (int index : plane.stackIndices) {
            stack.addSlice(image.getStack().getProcessor(index).duplicate());
        }
        // no name, no properties: the same pixels give the same bytes
        ImagePlus copy = new ImagePlus("image", stack);
        if (stack.size() > 1) {
            copy.setDimensions(stack.size(), 1, 1);
            copy.setOpenAsHyperStack(true);
        }
        calibrate(copy, image.getCalibration());
        copy.resetDisplayRange();
        return copy;
    }

    private static ImagePlus mask(RoiLabels truth, Calibration calibration) {
        int largest = 0;
        int smallest = 0;
        for (int label : truth.labels) {
            largest = Math.max(largest, label);
            smallest = Math.min(smallest, label);
        }
        boolean real = smallest < 0 || largest > LARGEST_16_BIT; // 16-bit pixels have no sign
        ImageProcessor pixels = real ? new FloatProcessor(truth.width, truth.height) : new ShortProcessor(truth.width, truth.height);
        for (int i = 0; i < truth.labels.length; i++) {
            pixels.setf(i, truth.labels[i]);
        }
        pixels.setMinAndMax(0, Math.max(1, largest));
        ImagePlus mask = new ImagePlus("mask", pixels);
        calibrate(mask, calibration);
        return mask;
    }

    private static void calibrate(ImagePlus target, Calibration calibration) {
        Calibration size = new Calibration();
        size.pixelWidth = calibration.pixelWidth;
        size.pixelHeight = calibration.pixelHeight;
        size.setUnit(calibration.getUnit());
        target.setCalibration(size);
    }

    /** The channels of an image that are saved: the user's choice, or the one that is shown; all three of colour pixels. */
    static List<Integer> channels(ImagePlus image, String wanted) throws EngineException {
        if (Channels.isRgb(image)) {
            return Arrays.asList(1);
        }
        if (wanted == null || wanted.isEmpty() || wanted.equals("auto")) {
            return Arrays.asList(image.getC());
        }
        Integer[] channels = new Integer[wanted.split("[,+ ]+").length];
        for (int i = 0; i < channels.length; i++) {
            String part = wanted.split("[,+ ]+")[i];
            if (!part.matches("[1-9]\\d{0,3}")) {
                throw EngineException.advice("channel=" + wanted + " must be a channel number from 1, or several with commas.");
            }
            channels[i] = Integer.valueOf(part);
        }
        return Arrays.asList(channels);
    }
}
