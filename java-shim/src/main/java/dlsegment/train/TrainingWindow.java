package dlsegment.train;

import dlsegment.Reporter;
import dlsegment.StatusProgress;
import dlsegment.client.EngineException;
import ij.IJ;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.BorderLayout;
import java.awt.FlowLayout;
import java.awt.GridLayout;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.Timer;

/**
 * Shows a training: curves, a validation image with outlines, times, and buttons to finish or cancel. Closing the window leaves
 * the training running; Train... and Resume Training... open it again.
 */
public final class TrainingWindow {
    private static final int REFRESH_MS = 400;
    private static final int STEPS = 1000;
    private static final String EXPORT = "Export Model...";
    private static volatile TrainingWindow shared;

    private final TrainingRun run;
    private final JFrame frame;
    private final CurveCanvas curves = new CurveCanvas();
    private final PictureCanvas picture = new PictureCanvas();
    private final JLabel stage = new JLabel(" ");
    private final JLabel times = new JLabel(" ");
    private final JProgressBar bar = new JProgressBar(0, STEPS);
    private final JTextArea notices = new JTextArea(4, 60);
    private final JButton finish = new JButton("Finish now");
    private final JButton cancel = new JButton("Cancel");
    private final JButton export = new JButton("Export...");
    private final Timer timer = new Timer(REFRESH_MS, e -> refresh());
    private int picturesShown;
    private int noticesShown = -1;

    private TrainingWindow(TrainingRun run) {
        this.run = run;
        frame = new JFrame("Training " + run.name());
        build();
        refresh();
        timer.start();
    }

    /** Shows the window of a training, which may have ended already. */
    public static void show(TrainingRun run) {
        SwingUtilities.invokeLater(() -> {
            if (shared == null || shared.run != run) {
                if (shared != null) {
                    shared.close();
                }
                shared = new TrainingWindow(run);
            }
            shared.frame.setVisible(true);
            shared.frame.toFront();
            shared.timer.start();
        });
    }

    /** True where the window of this training can be seen; else its end has to be told elsewhere. */
    public static boolean isShowing(TrainingRun run) {
        TrainingWindow window = shared;
        return window != null && window.run == run && window.frame.isShowing();
    }

    private void build() {
        stage.setName("stage");
        JPanel top = new JPanel(new GridLayout(0, 1));
        top.add(stage);
        top.add(times);
        top.add(bar);
        JPanel middle = new JPanel(new GridLayout(1, 2, 6, 0));
        middle.add(curves);
        middle.add(picture);
        notices.setEditable(false);
        notices.setLineWrap(true);
        notices.setWrapStyleWord(true);
        JPanel buttons = new JPanel(new FlowLayout(FlowLayout.RIGHT));
        finish.setToolTipText("Ends the training now and makes a model of the best weights so far");
        cancel.setToolTipText("Stops the training; its last state is kept and can be resumed");
        export.setToolTipText("Writes the model as files for colleagues");
        finish.addActionListener(e -> finish());
        cancel.addActionListener(e -> run.cancel());
        export.addActionListener(e -> new Thread(this::export, "DL-Segment-Export").start());
        buttons.add(finish);
        buttons.add(cancel);
        buttons.add(export);
        JPanel bottom = new JPanel(new BorderLayout());
        bottom.add(new JScrollPane(notices), BorderLayout.CENTER);
        bottom.add(buttons, BorderLayout.SOUTH);
        JPanel content = new JPanel(new BorderLayout(6, 6));
        content.setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        content.add(top, BorderLayout.NORTH);
        content.add(middle, BorderLayout.CENTER);
        content.add(bottom, BorderLayout.SOUTH);
        frame.setContentPane(content);
        frame.setDefaultCloseOperation(JFrame.HIDE_ON_CLOSE);
        frame.pack();
        frame.setLocationRelativeTo(IJ.getInstance() == null ? null : WindowManager.getCurrentWindow());
    }

    private void close() {
        timer.stop();
        frame.dispose();
    }

    private void refresh() {
        boolean running = run.state() == TrainingRun.State.RUNNING;
        boolean failed = run.state() == TrainingRun.State.FAILED;
        stage.setText(failed ? "The training of " + run.name() + " has failed; the last lines below say why." : (run.stage() + " " + run.verdict()).trim());
        times.setText(times(running));
        bar.setValue((int) (STEPS * run.done()));
        curves.show(run.news().epochs(), run.news().maxEpoch());
        List<String> sentences = run.news().notices();
        if (failed) {
            sentences.add(run.stage());
        }
        if (sentences.size() != noticesShown) {
            noticesShown = sentences.size();
            notices.setText(String.join("\n", sentences));
            notices.setCaretPosition(notices.getDocument().getLength());
        }
        if (run.news().pictures() != picturesShown) {
            picturesShown = run.news().pictures();
            picture.show(run.news().picture(), run.news().pictureOf());
        }
        finish.setEnabled(running && !run.news().epochs().isEmpty());
        cancel.setEnabled(running);
        export.setEnabled(run.state() == TrainingRun.State.DONE);
        if (!running) {
            timer.stop();
        }
    }

    private String times(boolean running) {
        TrainingNews news = run.news();
        if (news.elapsed() <= 0) {
            return news.device().isEmpty() ? " " : "Device: " + news.device();
        }
        String left = Double.isNaN(run.secondsLeft()) || !running ? "" : ", about " + StatusProgress.remaining(run.secondsLeft()) + " left";
        return StatusProgress.remaining(news.elapsed()) + " elapsed" + left + (news.device().isEmpty() ? "" : " (device: " + news.device() + ")");
    }

    private void finish() {
        finish.setEnabled(false);
        new Thread(() -> {
            try {
                run.finish();
            } catch (EngineException e) {
                Reporter.fail(e);
            }
        }, "DL-Segment-Finish").start();
    }

    // by name: this package is below that of the commands
    private void export() {
        Recorder.setCommand(EXPORT);
        IJ.runPlugIn("dlsegment.commands.ExportModelCommand", String.valueOf(run.outputs().get("model")));
        Recorder.saveCommand();
    }
}
