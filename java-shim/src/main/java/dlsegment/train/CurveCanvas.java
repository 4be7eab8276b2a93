package dlsegment.train;

import dlsegment.client.Json;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.swing.JComponent;

/**
 * Curves of a training over its epochs: losses on a logarithmic axis at the left, at the right from 0 to 1 the average precision, or the
 * mean IoU of the classes where the training is judged by that alone.
 */
final class CurveCanvas extends JComponent {
    private static final long serialVersionUID = 1L;
    private static final Color TRAINING = new Color(70, 130, 180);
    private static final Color VALIDATION = new Color(230, 120, 0);
    private static final String AP = "val_ap50";
    private static final String IOU = "val_iou";
    private static final Color PRECISION = new Color(0, 130, 90);
    private static final int LEFT = 52;
    private static final int RIGHT = 40;
    private static final int TOP = 24;
    private static final int BOTTOM = 30;

    private TreeMap<Integer, Map<String, Object>> epochs = new TreeMap<Integer, Map<String, Object>>();
    private int maxEpoch;

    CurveCanvas() {
        setPreferredSize(new Dimension(440, 300));
    }

    /** Shows these epochs on an axis up to at least the last of them. */
    void show(TreeMap<Integer, Map<String, Object>> rows, int lastEpoch) {
        epochs = rows;
        maxEpoch = Math.max(2, Math.min(lastEpoch, rows.isEmpty() ? lastEpoch : Math.max(10, rows.lastKey() * 5 / 4)));
        repaint();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, getWidth(), getHeight());
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        double lowest = extreme(false);
        double highest = extreme(true);
        if (lowest > highest) {
            g.setColor(Color.GRAY);
            g.drawString("The curves begin with the first epoch.", LEFT, getHeight() / 2);
            g.dispose();
            return;
        }
        double from = Math.floor(Math.log10(lowest) * 4) / 4;
        double to = Math.max(from + 0.25, Math.ceil(Math.log10(highest) * 4) / 4);
        axes(g, from, to);
        line(g, "loss", TRAINING, from, to);
        line(g, "val_loss", VALIDATION, from, to);
        line(g, accuracy(), PRECISION, Double.NaN, Double.NaN);
        legend(g, TRAINING, "training loss", LEFT);
        legend(g, VALIDATION, "validation loss", LEFT + 110);
        legend(g, PRECISION, legendOfAccuracy(), LEFT + 230);
        g.dispose();
    }

    /** What the curve of the accuracy is called. */
    String legendOfAccuracy() {
        return accuracy().equals(IOU) ? "IoU of the classes" : "AP at IoU .5";
    }

    // masks with classes of pixels have no objects, and thus no AP
    private String accuracy() {
        boolean iou = false;
        for (Map<String, Object> row : epochs.values()) {
            if (row.containsKey(AP)) {
                return AP;
            }
            iou |= row.containsKey(IOU);
        }
        return iou ? IOU : AP;
    }

    private void axes(Graphics2D g, double from, double to) {
        int bottom = getHeight() - BOTTOM;
        int right = getWidth() - RIGHT;
        for (int i = 0; i <= 4; i++) {
            int y = bottom - (bottom - TOP) * i / 4;
            g.setColor(new Color(230, 230, 230));
            g.drawLine(LEFT, y, right, y);
            g.setColor(Color.DARK_GRAY);
            g.drawString(String.format(Locale.ROOT, "%.3g", Math.pow(10, from + (to - from) * i / 4)), 4, y + 4);
            g.setColor(PRECISION);
            g.drawString(String.format(Locale.ROOT, "%.2f", i / 4.0), right + 6, y + 4);
        }
        g.setColor(Color.DARK_GRAY);
        g.drawRect(LEFT, TOP, right - LEFT, bottom - TOP);
        int step = Math.max(1, (int) Math.pow(10, Math.ceil(Math.log10(maxEpoch / 10.0))));
        step = maxEpoch / step > 5 ? step * 2 : step;
        for (int epoch = step; epoch <= maxEpoch; epoch += step) {
            g.drawLine(x(epoch), bottom, x(epoch), bottom + 4);
            g.drawString(Integer.toString(epoch), x(epoch) - 6, bottom + 16);
        }
        g.drawString("epoch", LEFT, bottom + 16);
    }

    private void line(Graphics2D g, String key, Color colour, double from, double to) {
        Path2D path = new Path2D.Double();
        boolean begun = false;
        g.setColor(colour);
        for (Map.Entry<Integer, Map<String, Object>> row : epochs.entrySet()) {
            double value = Json.number(row.getValue().get(key), Double.NaN);
            double height = Double.isNaN(from) ? value : (Math.log10(value) - from) / (to - from);
            if (Double.isNaN(height) || Double.isInfinite(height)) {
                continue;
            }
            double y = getHeight() - BOTTOM - height * (getHeight() - BOTTOM - TOP);
            if (begun) {
                path.lineTo(x(row.getKey()), y);
            } else {
                path.moveTo(x(row.getKey()), y);
                begun = true;
            }
            if (epochs.size() < 30 || Double.isNaN(from)) {
                g.fill(new Ellipse2D.Double(x(row.getKey()) - 2, y - 2, 4, 4));
            }
        }
        g.setStroke(new BasicStroke(1.6f));
        g.draw(path);
    }

    private static void legend(Graphics2D g, Color colour, String text, int x) {
        g.setColor(colour);
        g.fillRect(x, 9, 12, 4);
        g.setColor(Color.DARK_GRAY);
        g.drawString(text, x + 16, 15);
    }

    private int x(int epoch) {
        return LEFT + (getWidth() - LEFT - RIGHT) * epoch / maxEpoch;
    }

    private double extreme(boolean highest) {
        double extreme = highest ? 0 : Double.MAX_VALUE;
        for (Map<String, Object> row : epochs.values()) {
            for (String key : new String[] {"loss", "val_loss"}) {
                double value = Json.number(row.get(key), Double.NaN);
                if (value > 0) {
                    extreme = highest ? Math.max(extreme, value) : Math.min(extreme, value);
                }
            }
        }
        return extreme;
    }
}
