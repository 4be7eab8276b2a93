package dlsegment.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dlsegment.fake.Checkout;
import ij.IJ;
import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.awt.Rectangle;
import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user's way through menus and dialogs of a real ImageJ on a virtual display, with the fake engine. Screenshots are kept in
 * artifacts/screenshots.
 */
class GuiTest {
    @TempDir
    File folder;

    private ImageJ imageJ;
    private String image;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(ImageJ.hasDisplay(), "Xvfb is not installed");
        imageJ = new ImageJ(new File(folder, "ImageJ"));
        ByteProcessor pixels = new ByteProcessor(128, 128);
        for (int[] centre : new int[][] {{20, 20}, {80, 40}, {60, 100}}) {
            pixels.setValue(200);
            pixels.setRoi(new Rectangle(centre[0] - 5, centre[1] - 5, 10, 10));
            pixels.fill();
        }
        image = new File(folder, "cells.tif").getPath();
        IJ.saveAsTiff(new ImagePlus("cells.tif", pixels), image);
    }

    @Test
    void From_the_menu_to_labels_and_rois() throws Exception {
        ImageJ.End end = run("segment");
        assertEquals("3 3 2 0", end.number("labels") + " " + end.number("rois") + " " + end.number("images") + " " + end.number("changed"), end.output);
        assertTrue(end.output.contains("title: cells-labels\n"), end.output);
    }

    @Test
    void What_the_recorder_writes_gives_the_same_result_again() throws Exception {
        ImageJ.End end = run("record");
        assertTrue(end.output.contains("recorded: run(\"Segment...\", \"model=nuclei output=labels,rois\");"), end.output);
        assertEquals(1, end.number("lines"), end.output);
        assertEquals(end.number("first"), end.number("replayed"), end.output);
    }

    @Test
    void Settings_models_and_help_open() throws Exception {
        assertEquals(1, run("settings").number("shown"));
    }

    @Test
    void A_crash_is_a_message_and_the_next_run_works() throws Exception {
        ImageJ.End end = run("crash");
        assertEquals(3, end.number("labels"), end.output);
    }

    @Test
    void Ten_thousand_rois_are_added_to_ten_thousand() throws Exception {
        ImageJ.End end = run("many");
        assertEquals(20000, end.number("rois"), end.output);
    }

    @Test
    void Esc_stops_a_running_segmentation() throws Exception {
        ImageJ.End end = run("esc");
        assertEquals(1, end.number("images"), end.output);
    }

    @Test
    void An_image_that_is_closed_in_the_middle_still_gives_its_result() throws Exception {
        ImageJ.End end = run("close");
        assertEquals("3 3", end.number("labels") + " " + end.number("rois"), end.output);
    }

    @Test
    void The_preview_shows_outlines_and_leaves_nothing_behind() throws Exception {
        ImageJ.End end = run("preview");
        assertEquals(1, end.number("seen"), "the dialog's buttons are on the screen though the image is at the bottom\n" + end.output);
        assertEquals("3 1 1", end.number("outlines") + " " + end.number("left") + " " + end.number("images"), end.output);
    }

    private ImageJ.End run(String scenario) throws IOException, InterruptedException {
        return imageJ.driver(GuiDriver.class, image, Checkout.file("artifacts/screenshots").getPath(), scenario);
    }
}
