package dlsegment.imagej;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import ij.plugin.frame.RoiManager;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.Frame;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.io.File;
import javax.imageio.ImageIO;

/**
 * A user in front of ImageJ: opens an image, chooses Plugins &gt; DL Segment &gt; Segment... with the mouse, presses OK, and
 * prints what is there then. Runs in a process of its own with a display; the arguments are the image, a folder for
 * screenshots and what to do.
 */
public class GuiDriver {
    private final Robot robot;
    private final File pictures;

    GuiDriver(File pictures) throws Exception {
        this.robot = new Robot();
        this.pictures = pictures;
        robot.setAutoDelay(40);
    }

    /** Arguments: image, folder of screenshots, scenario. */
    public static void main(String[] args) throws Exception {
        GuiDriver user = new GuiDriver(new File(args[1]));
        new ImageJ();
        user.settle();
        ImagePlus image = IJ.openImage(args[0]);
        image.show();
        for (int i = 0; i < 3 && image.getWidth() < 200; i++) {
            IJ.run(image, "In [+]", "");
        }
        user.settle();
        try {
            user.play(args[2], image);
        } catch (Exception e) {
            e.printStackTrace(System.out);
            user.shot("failed-" + args[2]);
        }
        System.out.println(IJ.getLog());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void play(String scenario, ImagePlus image) throws Exception {
        switch (scenario) {
            case "segment":
                segment(image);
                break;
            case "record":
                record(image);
                break;
            case "settings":
                settings();
                break;
            case "crash":
                failing("crash");
                break;
            case "many":
                many();
                break;
            case "esc":
                escape(image);
                break;
            case "close":
                closing(image);
                break;
            case "preview":
                preview(image);
                break;
            default:
                throw new IllegalArgumentException(scenario);
        }
    }

    private void segment(ImagePlus image) throws Exception {
        chooseFirstCommand();
        Dialog dialog = dialog("Segment");
        shot("segment-dialog");
        press(dialog, "  OK  ");
        ImagePlus labels = result();
        settle();
        shot("segment-result");
        System.out.println("labels: " + labels.getStatistics().max);
        System.out.println("title: " + labels.getTitle());
        System.out.println("rois: " + RoiManager.getInstance().getCount());
        System.out.println("images: " + WindowManager.getImageCount());
        System.out.println("changed: " + (image.changes ? 1 : 0));
    }

    private void record(ImagePlus image) throws Exception {
        Recorder recorder = new Recorder();
        IJ.doCommand("Segment...");
        Dialog dialog = dialog("Segment");
        press(dialog, "  OK  ");
        result();
        settle();
        shot("recorder");
        System.out.println("lines: " + recorder.getText().trim().split("\n").length);
        for (String line : recorder.getText().split("\n")) {
            if (line.contains("Segment...")) {
                System.out.println("recorded: " + line.trim());
                int before = RoiManager.getInstance().getCount();
                WindowManager.setCurrentWindow(image.getWindow());
                IJ.runMacro(line);
                System.out.println("first: " + before);
                System.out.println("replayed: " + (RoiManager.getInstance().getCount() - before));
            }
        }
    }

    private void settings() throws Exception {
        IJ.doCommand("Settings...");
        Dialog settings = dialog("DL Segment Settings");
        shot("settings");
        press(settings, "  OK  ");
        IJ.doCommand("Models...");
        Dialog models = dialog("Models");
        shot("models");
        press(models, "  OK  ");
        IJ.doCommand("Help");
        waitFor(() -> window("DL Segment Help") != null);
        settle();
        shot("help");
        System.out.println("shown: 1");
    }

    private void failing(String model) throws Exception {
        ij.Prefs.set("dlsegment.segment.model", model);
        IJ.doCommand("Segment...");
        press(dialog("Segment"), "  OK  ");
        Dialog message = dialog("DL Segment");
        shot("crash-message");
        System.out.println("message: 1");
        press(message, "  OK  ");
        ij.Prefs.set("dlsegment.segment.model", "nuclei");
        IJ.doCommand("Segment...");
        press(dialog("Segment"), "  OK  ");
        System.out.println("labels: " + result().getStatistics().max);
    }

    private void many() throws Exception {
        RoiManager manager = RoiManager.getRoiManager();
        IJ.createImage("large", "8-bit ramp", 500, 500, 1).show();
        for (int run = 0; run < 2; run++) {
            long start = System.nanoTime();
            IJ.run("Segment...", "model=many output=rois");
            System.out.println("milliseconds " + run + ": " + (System.nanoTime() - start) / 1000000);
        }
        System.out.println("rois: " + manager.getCount());
    }

    private void escape(ImagePlus image) throws Exception {
        ij.Prefs.set("dlsegment.segment.model", "slow");
        IJ.doCommand("Segment...");
        press(dialog("Segment"), "  OK  ");
        waitFor(() -> ij.ImageJ.getStatusBarText().contains("predicting tiles"));
        shot("progress");
        click(image.getWindow().getLocationOnScreen(), 60, 80);
        robot.keyPress(KeyEvent.VK_ESCAPE);
        robot.keyRelease(KeyEvent.VK_ESCAPE);
        waitFor(() -> ij.ImageJ.getStatusBarText().contains("Cancelled"));
        System.out.println("images: " + WindowManager.getImageCount());
        shot("cancelled");
    }

    private void closing(ImagePlus image) throws Exception {
        ij.Prefs.set("dlsegment.segment.model", "slow");
        ij.Prefs.set("dlsegment.segment.overlay", true);
        IJ.doCommand("Segment...");
        press(dialog("Segment"), "  OK  ");
        waitFor(() -> ij.ImageJ.getStatusBarText().contains("predicting tiles"));
        image.close();
        System.out.println("labels: " + result().getStatistics().max);
        settle();
        shot("closed");
        System.out.println("rois: " + RoiManager.getInstance().getCount());
    }

    private void preview(ImagePlus image) throws Exception {
        image.setOverlay(new ij.gui.Overlay(new ij.gui.Roi(1, 1, 5, 5)));
        image.getWindow().setLocation(20, 600);
        IJ.doCommand("Segment...");
        Dialog dialog = dialog("Segment");
        System.out.println("seen: " + (dialog.getY() + dialog.getHeight() <= Toolkit.getDefaultToolkit().getScreenSize().height ? 1 : 0));
        Checkbox box = (Checkbox) find(dialog, "Preview of the visible part");
        click(box.getLocationOnScreen(), 8, box.getHeight() / 2);
        waitFor(() -> image.getOverlay().size() > 1);
        settle();
        shot("preview");
        System.out.println("outlines: " + (image.getOverlay().size() - 1));
        press(dialog, "Cancel");
        settle();
        System.out.println("left: " + image.getOverlay().size());
        System.out.println("images: " + WindowManager.getImageCount());
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void waitFor(Condition condition) throws Exception {
        waitFor(condition, 20);
    }

    static void waitFor(Condition condition, int seconds) throws Exception {
        for (int i = 0; i < 10 * seconds; i++) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("waited in vain");
    }

    void settle() throws Exception {
        robot.waitForIdle();
        Thread.sleep(700);
    }

    // Plugins is opened with the mouse; the last entry is the plugin's own menu, and Segment... its first command.
    private void chooseFirstCommand() throws Exception {
        for (int tries = 0; !openPluginsMenu() && tries < 5; tries++) {
            System.out.println("The click on Plugins opened nothing; once more.");
        }
        shot("menu");
        key(KeyEvent.VK_UP);
        key(KeyEvent.VK_RIGHT);
        Thread.sleep(300);
        shot("submenu");
        key(KeyEvent.VK_ENTER);
    }

    // A click soon after the start can get lost: true when something appeared below the menu bar.
    private boolean openPluginsMenu() throws Exception {
        Frame frame = IJ.getInstance();
        Point corner = frame.getLocationOnScreen();
        int x = 0;
        int at = 0;
        for (int i = 0; i < frame.getMenuBar().getMenuCount(); i++) {
            String name = frame.getMenuBar().getMenu(i).getLabel();
            int width = frame.getFontMetrics(new java.awt.Font("Dialog", java.awt.Font.PLAIN, 12)).stringWidth(name) + 16;
            if (name.equals("Plugins")) {
                at = x + width / 2;
            }
            x += width;
        }
        java.awt.Rectangle below = new java.awt.Rectangle(corner.x + at, corner.y + frame.getHeight() + 5, 60, 60);
        int[] before = pixels(below);
        click(corner, at, frame.getInsets().top - 12);
        Thread.sleep(700);
        return !java.util.Arrays.equals(before, pixels(below));
    }

    private int[] pixels(java.awt.Rectangle area) {
        return robot.createScreenCapture(area).getRGB(0, 0, area.width, area.height, null, 0, area.width);
    }

    void key(int code) throws Exception {
        robot.keyPress(code);
        robot.keyRelease(code);
        Thread.sleep(200);
    }

    private void click(Point corner, int x, int y) throws Exception {
        robot.mouseMove(corner.x + x, corner.y + y);
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        Thread.sleep(100);
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        Thread.sleep(200);
    }

    Dialog dialog(String title) throws Exception {
        waitFor(() -> window(title) instanceof Dialog);
        settle();
        return (Dialog) window(title);
    }

    static Window window(String title) {
        for (Window window : Window.getWindows()) {
            String name = window instanceof Dialog ? ((Dialog) window).getTitle() : window instanceof Frame ? ((Frame) window).getTitle() : null;
            if (title.equals(name) && window.isShowing()) {
                return window;
            }
        }
        return null;
    }

    ImagePlus result() throws Exception {
        waitFor(() -> labels() != null);
        waitFor(() -> RoiManager.getInstance() != null && RoiManager.getInstance().getCount() > 0);
        return labels();
    }

    static ImagePlus labels() {
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            if (WindowManager.getImage(id).getTitle().contains("-labels")) {
                return WindowManager.getImage(id);
            }
        }
        return null;
    }

    // Without a window manager a dialog sometimes never gets its clicks; then the button is pressed from inside.
    void press(Window window, String label) throws Exception {
        Button button = (Button) find(window, label);
        if (button == null) {
            throw new IllegalStateException("no button " + label);
        }
        for (int attempt = 0; attempt < 3 && window.isShowing(); attempt++) {
            if (attempt < 2) {
                robot.mouseMove(5 + attempt, 5);
                Point place = button.getLocationOnScreen();
                click(place, button.getWidth() / 2, button.getHeight() / 2);
            } else {
                System.out.println("pressed from inside: " + label.trim());
                Toolkit.getDefaultToolkit().getSystemEventQueue().postEvent(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, button.getActionCommand()));
            }
            for (int i = 0; i < 15 && window.isShowing(); i++) {
                Thread.sleep(100);
            }
        }
    }

    static Component find(Container parent, String label) {
        for (Component child : parent.getComponents()) {
            String text = child instanceof Button ? ((Button) child).getLabel() : child instanceof Checkbox ? ((Checkbox) child).getLabel() : "";
            if (text.trim().equals(label.trim())) {
                return child;
            }
            Component found = child instanceof Container ? find((Container) child, label) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    void shot(String name) throws Exception {
        pictures.mkdirs();
        ImageIO.write(robot.createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize())), "png", new File(pictures, name + ".png"));
    }
}
