package dlsegment.imagej;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.measure.ResultsTable;
import ij.plugin.frame.Recorder;
import ij.text.TextWindow;
import java.awt.Button;
import java.awt.Component;
import java.awt.Container;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.io.File;
import javax.imageio.ImageIO;

/**
 * A user who segments an image, chooses Evaluate... and Measure Objects... and presses OK, with the recorder open. Runs in a process of
 * its own with a display; the arguments are the image, its truth and a folder for screenshots.
 */
public final class EvaluationDriver {
    private final Robot robot;
    private final File pictures;

    private EvaluationDriver(File pictures) throws Exception {
        this.robot = new Robot();
        this.pictures = pictures;
    }

    /** Arguments: image, truth, folder of screenshots. */
    public static void main(String[] args) throws Exception {
        EvaluationDriver user = new EvaluationDriver(new File(args[2]));
        new ImageJ();
        new Recorder();
        try {
            user.play(args[0], args[1]);
        } catch (Exception e) {
            e.printStackTrace(System.out);
            user.shot("evaluation-failed");
        }
        System.out.println(IJ.getLog());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void play(String path, String truth) throws Exception {
        ImagePlus image = IJ.openImage(path);
        image.show();
        ImagePlus masks = IJ.openImage(truth);
        masks.setTitle("truth.tif");
        masks.show();
        WindowManager.setCurrentWindow(image.getWindow());
        IJ.run("Segment...", "image=[" + image.getTitle() + "] model=nuclei output=labels,rois");
        System.out.println("shown before: " + shownByTheManager(image));
        accept("Evaluate", "evaluate-dialog");
        waitFor(() -> WindowManager.getWindow("Evaluation") != null && image.getOverlay() != null);
        Thread.sleep(1500);
        shot("evaluate-results");
        System.out.println("outlines: " + image.getOverlay().size());
        System.out.println("shown after: " + shownByTheManager(image));
        Frame evaluation = (Frame) WindowManager.getWindow("Evaluation");
        evaluation.setBounds(10, 150, 1250, 700);
        evaluation.toFront();
        Thread.sleep(800);
        shot("evaluate-table");
        IJ.run("Evaluate...", "truth=truth.tif prediction=truth.tif compare=classes");
        Frame byClass = (Frame) WindowManager.getWindow("Evaluation by class");
        System.out.println("rows by class: " + ((TextWindow) byClass).getTextPanel().getLineCount());
        image.getWindow().toFront();
        accept("Measure Objects", "measure-dialog");
        waitFor(() -> WindowManager.getWindow("Image summary") != null);
        Thread.sleep(1500);
        shot("measure-results");
        System.out.println("rows: " + ResultsTable.getResultsTable().getCounter());
        System.out.println("recorded:\n" + Recorder.getInstance().getText());
    }

    private static int shownByTheManager(ImagePlus image) {
        return image.getCanvas().getShowAllList() == null ? 0 : image.getCanvas().getShowAllList().size();
    }

    private void accept(String title, String picture) throws Exception {
        new Thread(() -> IJ.doCommand(title + "...")).start();
        waitFor(() -> dialog(title) != null);
        Thread.sleep(800);
        shot(picture);
        Button ok = ok(dialog(title));
        Toolkit.getDefaultToolkit().getSystemEventQueue().postEvent(new ActionEvent(ok, ActionEvent.ACTION_PERFORMED, ok.getActionCommand()));
    }

    private static GenericDialog dialog(String title) {
        for (Window window : Window.getWindows()) {
            if (window instanceof GenericDialog && window.isShowing() && title.equals(((GenericDialog) window).getTitle())) {
                return (GenericDialog) window;
            }
        }
        return null;
    }

    private static Button ok(Container parent) {
        for (Component child : parent.getComponents()) {
            if (child instanceof Button && ((Button) child).getLabel().trim().equals("OK")) {
                return (Button) child;
            }
            Button found = child instanceof Container ? ok((Container) child) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private interface Condition {
        boolean holds();
    }

    private static void waitFor(Condition condition) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("waited in vain");
    }

    private void shot(String name) throws Exception {
        pictures.mkdirs();
        ImageIO.write(robot.createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize())), "png", new File(pictures, name + ".png"));
    }
}
