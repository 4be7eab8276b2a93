package dlsegment.imagej;

import ij.IJ;
import ij.ImageJ;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;
import java.awt.Checkbox;
import java.awt.Dialog;
import java.awt.TextField;
import java.io.File;

/**
 * A user who exports a model from the menu and installs it again, with the recorder open. Runs in a process of its own with a display; the
 * arguments are a folder for screenshots, a folder for the files and a sample image.
 */
public final class ExchangeDriver extends GuiDriver {
    private ExchangeDriver(File pictures) throws Exception {
        super(pictures);
    }

    /** Arguments: folder of screenshots, folder of the files, sample image. */
    public static void main(String[] args) throws Exception {
        ExchangeDriver user = new ExchangeDriver(new File(args[0]));
        new ImageJ();
        new Recorder();
        IJ.openImage(args[2]).show();
        user.settle();
        try {
            user.play(args[1]);
        } catch (Exception e) {
            e.printStackTrace(System.out);
            user.shot("exchange-failed");
        }
        System.out.println("recorded:\n" + Recorder.getInstance().getText());
        System.out.println(IJ.getLog());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void play(String folder) throws Exception {
        IJ.doCommand("Export Model...");
        Dialog export = dialog("Export Model");
        write(export, 0, folder);
        write(export, 1, "Ana Perez; Li, Ben");
        write(export, 2, "CC0-1.0");
        ((Checkbox) find(export, "Sample and cover from the active image: nuclei-1.tif")).setState(true);
        shot("export-dialog");
        press(export, "  OK  ");
        waitFor(() -> new File(folder, "nuclei.zip").exists(), 90);
        settle();
        shot("exported");
        IJ.doCommand("Install Model...");
        Dialog install = dialog("Install Model");
        write(install, 0, folder + "/nuclei.zip");
        shot("install-dialog");
        press(install, "  OK  ");
        Dialog taken = dialog("Name Is Taken");
        shot("name-is-taken");
        System.out.println("proposed: " + ((TextField) ((GenericDialog) taken).getStringFields().get(0)).getText());
        press(taken, "  OK  ");
        waitFor(() -> IJ.getLog() != null && IJ.getLog().contains("installed nuclei-2"), 60);
        settle();
        shot("installed");
    }

    private static void write(Dialog dialog, int field, String text) {
        ((TextField) ((GenericDialog) dialog).getStringFields().get(field)).setText(text);
    }
}
