package dlsegment.imagej;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.TextField;
import java.awt.Window;
import java.io.File;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;

/**
 * A biologist at ImageJ: outlines cells, trains from the menu, watches the window, cancels, resumes, finishes early, segments with the
 * new model, corrects and trains again. Runs in a process of its own with a display; the arguments are a folder for screenshots, a
 * scenario and its files.
 */
public final class TrainingDriver extends GuiDriver {
    private static final int CROP = 256;

    private TrainingDriver(File pictures) throws Exception {
        super(pictures);
    }

    /** Arguments: folder of screenshots, scenario, patch size, what to start from, then pairs of image and ROI zip. */
    public static void main(String[] args) throws Exception {
        TrainingDriver user = new TrainingDriver(new File(args[0]));
        String[][] tiny = {{"rays", "8"}, {"grid", "2"}, {"depth", "2"}, {"filters", "8"}, {"full-validation", "2"}, {"lr", "0.003"}, {"other", "threads=1 loader-threads=1"}};
        for (String[] option : tiny) {
            ij.Prefs.set("dlsegment.train.more." + option[0], option[1]);
        }
        new ImageJ();
        user.settle();
        try {
            if (args[1].equals("whole-way")) {
                user.wholeWay(args);
            } else {
                user.window(args);
            }
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.out);
            user.shot("failed-" + args[1]);
        }
        System.out.println(IJ.getLog());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    // Outlines lie in the overlays of all images; the training is cancelled, resumed, and finished early.
    private void window(String[] args) throws Exception {
        annotate(args);
        IJ.doCommand("Train...");
        Dialog dialog = dialog("Train");
        fill(dialog, "window test", args[2], args[3]);
        shot("train-dialog");
        press(dialog, "  OK  ");
        patiently(() -> epoch() >= 4);
        patiently(() -> named("picture of ") != null);
        Thread.sleep(900);
        shot("train-window");
        Window window = window("Training window test");
        System.out.println("window: " + (window == null ? 0 : 1));
        SwingUtilities.invokeAndWait(() -> window.setVisible(false));
        IJ.doCommand("Train...");
        waitFor(() -> window("Training window test") != null);
        System.out.println("reopened: 1");
        push("Cancel");
        patiently(() -> stage().startsWith("Cancelled"));
        settle();
        shot("train-cancelled");
        System.out.println("cancelled: " + stage());
        int kept = Integer.parseInt(stage().replaceAll("\\D+(\\d+)\\D+", "$1"));
        System.out.println("kept: " + kept);
        IJ.doCommand("Resume Training...");
        Dialog resume = dialog("Resume Training");
        shot("resume-dialog");
        press(resume, "  OK  ");
        patiently(() -> epoch() > kept + 3);
        System.out.println("resumed: 1");
        push("Finish now");
        patiently(() -> stage().startsWith("Done"));
        settle();
        shot("train-finished");
        System.out.println("finished: " + stage());
        System.out.println("refused: " + refused(args));
        push("Export...");
        Dialog export = dialog("Export Model");
        System.out.println("exported: " + ((Choice) ((ij.gui.GenericDialog) export).getChoices().get(0)).getSelectedItem());
        shot("export-from-training");
        press(export, "Cancel");
    }

    // the same name again: a sentence, before the outlines are added to a training set
    private int refused(String[] args) throws Exception {
        File home = new File(System.getProperty("user.home"), ".fijibridge");
        File half = new File(home, "models/half.training/last.safetensors");
        half.getParentFile().mkdirs();
        half.createNewFile();
        int refused = 0;
        for (String name : new String[] {"window test", "half"}) {
            IJ.doCommand("Train...");
            Dialog dialog = dialog("Train");
            fill(dialog, name, args[2], args[3]);
            press(dialog, "  OK  ");
            Dialog message = dialog("DL Segment");
            shot("refused-" + name);
            press(message, "  OK  ");
            refused += new File(home, "training-sets/" + name).exists() == name.equals("window test") ? 1 : 0;
        }
        return refused;
    }

    private void wholeWay(String[] args) throws Exception {
        window(args);
        ImagePlus image = WindowManager.getImage(WindowManager.getIDList()[0]);
        IJ.selectWindow(image.getID());
        IJ.run("Segment...", "model=[window test] output=labels,rois replace=true");
        RoiManager manager = RoiManager.getInstance();
        System.out.println("segmented: " + manager.getCount());
        IJ.selectWindow(image.getID());
        manager.runCommand(image, "Show All without labels");
        settle();
        shot("segmented-with-new-model");
        evaluate(image);
        if (manager.getCount() > 0) {
            manager.select(manager.getCount() - 1); // the least certain one was wrong
            manager.runCommand("Delete");
        }
        manager.addRoi(new Roi(3, 3, 14, 14));
        IJ.selectWindow(image.getID());
        IJ.doCommand("Add to Training Set...");
        Dialog add = dialog("Add to Training Set");
        shot("add-to-training-set");
        press(add, "  OK  ");
        settle();
        IJ.doCommand("Fine-tune on My Corrections...");
        Dialog tune = dialog("Fine-tune on My Corrections");
        ((Choice) ((ij.gui.GenericDialog) tune).getChoices().get(0)).select("window test");
        ((TextField) ((ij.gui.GenericDialog) tune).getStringFields().get(1)).setText("window test-tuned");
        number(tune, 0, "2");
        number(tune, 1, "2");
        int labelImages = count("labels");
        number(tune, 2, "32"); // the one corrected image is cut in two
        shot("fine-tune-dialog");
        press(tune, "  OK  ");
        patiently(() -> window("Training window test-tuned") != null && stage().startsWith("Done"));
        System.out.println("tuned: " + stage());
        int before = labelImages;
        patiently(() -> count("labels") > before);
        settle();
        shot("segmented-again");
    }

    // what was found against what was drawn, which still lies in the image's overlay
    private void evaluate(ImagePlus image) throws Exception {
        IJ.doCommand("Evaluate...");
        Dialog dialog = dialog("Evaluate");
        ij.gui.GenericDialog d = (ij.gui.GenericDialog) dialog;
        ((Choice) d.getChoices().get(1)).select("Overlay of the image");
        ((Choice) d.getChoices().get(2)).select("ROI Manager");
        ((Choice) d.getChoices().get(3)).select(image.getTitle());
        shot("evaluate-dialog");
        press(dialog, "  OK  ");
        waitFor(() -> WindowManager.getWindow("Evaluation") != null);
        settle();
        shot("evaluated");
        System.out.println("judged: " + image.getOverlay().size());
        WindowManager.getWindow("Evaluation").dispose();
    }

    private void annotate(String[] args) throws Exception {
        for (int i = 4; i + 1 < args.length; i += 2) {
            ImagePlus image = IJ.openImage(args[i]);
            image.show();
            IJ.run(image, "Select None", "");
            RoiManager manager = RoiManager.getRoiManager();
            manager.reset();
            manager.runCommand("Open", args[i + 1]);
            manager.moveRoisToOverlay(image);
            if (image.getWidth() > CROP) {
                image.setRoi(0, 0, CROP, CROP);
                IJ.run(image, "Crop", ""); // the overlay goes along
            }
        }
        RoiManager.getRoiManager().close();
        settle();
    }

    private static void fill(Dialog dialog, String name, String patch, String start) {
        ij.gui.GenericDialog d = (ij.gui.GenericDialog) dialog;
        ((Choice) d.getChoices().get(0)).select(0);
        ((Choice) d.getChoices().get(2)).select(start);
        ((TextField) d.getStringFields().get(2)).setText(name);
        number(dialog, 0, "200");
        number(dialog, 1, "6");
        number(dialog, 2, patch);
    }

    private static void number(Dialog dialog, int i, String value) {
        ((TextField) ((ij.gui.GenericDialog) dialog).getNumericFields().get(i)).setText(value);
    }

    // a training on a busy machine takes its time
    private static void patiently(Condition condition) throws Exception {
        for (int i = 0; i < 3 && !condition.holds(); i++) {
            try {
                waitFor(condition);
            } catch (IllegalStateException e) {
                System.out.println("still waiting at: " + stage());
            }
        }
        if (!condition.holds()) {
            throw new IllegalStateException("waited in vain at: " + stage());
        }
    }

    private static int count(String word) {
        int count = 0;
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            count += WindowManager.getImage(id).getTitle().contains(word) ? 1 : 0;
        }
        return count;
    }

    // the plugin's classes are ImageJ's, not ours: only what is on the screen can be looked at
    private static String stage() {
        Component label = named("stage");
        return label == null ? "" : ((JLabel) label).getText();
    }

    private static int epoch() {
        String number = stage().replaceAll("^\\D*(\\d+) of .*$", "$1");
        return number.matches("\\d+") ? Integer.parseInt(number) : 0;
    }

    private static Component named(String name) {
        for (Window window : Window.getWindows()) {
            Component found = window.isShowing() ? named(window, name) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Component named(Container parent, String name) {
        for (Component child : parent.getComponents()) {
            if (child.getName() != null && child.getName().startsWith(name)) {
                return child;
            }
            Component found = child instanceof Container ? named((Container) child, name) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static void push(String label) throws Exception {
        for (Window window : Window.getWindows()) {
            JButton button = window.isShowing() ? button(window, label) : null;
            if (button != null) {
                waitFor(button::isEnabled);
                SwingUtilities.invokeAndWait(button::doClick);
                return;
            }
        }
        throw new IllegalStateException("no button " + label);
    }

    private static JButton button(Container parent, String label) {
        for (Component child : parent.getComponents()) {
            if (child instanceof JButton && ((JButton) child).getText().equals(label)) {
                return (JButton) child;
            }
            JButton found = child instanceof Container ? button((Container) child, label) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
