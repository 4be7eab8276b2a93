package dlsegment.commands;

import ij.IJ;
import ij.Macro;
import ij.gui.HTMLDialog;
import ij.plugin.PlugIn;
import java.awt.GraphicsEnvironment;

/** Plugins > DL Segment > Help. */
public final class HelpCommand implements PlugIn {
    private static final String TEXT = "<html><body style='width: 480px'><h2>DL Segment</h2>"
        + "<p>Finds nuclei, cells and other objects with neural networks (StarDist, U-Net and those of other programs), and trains them. The network runs in a program of its own beside ImageJ.</p>"
        + "<h3>First steps</h3><ol>"
        + "<li>Open an image (or File &gt; Open Samples).</li>"
        + "<li>Plugins &gt; DL Segment &gt; Segment..., press OK.</li>"
        + "<li>The label image has one number per object, 0 is background; the ROI Manager has the outlines.</li></ol>"
        + "<h3>Commands</h3>"
        + "<p><b>Segment...</b> segments the image, all planes of a stack, or the inside of a selection: labels, ROIs, overlay, table, and the network's own maps.<br>"
        + "<b>Evaluate...</b> compares a label image or ROIs with the truth: what was found, missed and made up, and how well.<br>"
        + "<b>Measure Objects...</b> measures the objects of a label image or ROIs. <b>Label Colours</b> shows every label in a colour of its own.<br>"
        + "<b>Train...</b> trains a model from outlines on open images or from folders, or fine-tunes one; <b>Resume Training...</b> goes on later.<br>"
        + "<b>Add to Training Set...</b> keeps an image with its corrected outlines; <b>Fine-tune on My Corrections...</b> trains on them.<br>"
        + "<b>Models...</b> shows what models there are and what they are for. <b>Export Model...</b> writes one for colleagues, <b>Install Model...</b> takes theirs.<br>"
        + "<b>StarDist From Macro</b> runs old StarDist macros: only the command's name in run(\"Command From Macro\", ...) changes.<br>"
        + "<b>Settings...</b> shows the engine, the GPU and the log file.</p>"
        + "<h3>Macros</h3>"
        + "<p>Plugins &gt; Macros &gt; Record... writes what you do, for example<br>"
        + "<code>run(\"Segment...\", \"model=nuclei prob=0.5 output=labels,rois\");</code><br>"
        + "Without a display: <code>call(\"dlsegment.Segment.run\", \"model=nuclei rois_file=/tmp/cells.zip\");</code><br>"
        + "All keys are in docs/macros.md of the download.</p></body></html>";

    @Override
    public void run(String arg) {
        if (GraphicsEnvironment.isHeadless() || Macro.getOptions() != null) {
            IJ.log(TEXT.replaceAll("<br>|</p>|</li>|</h.>", "\n").replaceAll("<[^>]*>", "").replace("&gt;", ">"));
            return;
        }
        new HTMLDialog("DL Segment Help", TEXT, false);
    }
}
