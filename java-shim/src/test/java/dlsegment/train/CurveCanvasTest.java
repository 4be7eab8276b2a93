package dlsegment.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The curves as they are painted. */
class CurveCanvasTest {
    private static final int WIDTH = 440;
    private static final int HEIGHT = 300;

    @Test
    void The_accuracy_is_AP_or_where_there_is_none_the_IoU_of_classes() {
        assertEquals("AP at IoU .5 false", painted());
        assertEquals("AP at IoU .5 true", painted("val_ap50"));
        assertEquals("IoU of the classes true", painted("val_iou"));
        assertEquals("AP at IoU .5 true", painted("val_ap50", "val_iou"));
    }

    // the first key is .5 in all epochs, which is in the middle of the axis, every other one .1
    private static String painted(String... keys) {
        TreeMap<Integer, Map<String, Object>> epochs = new TreeMap<Integer, Map<String, Object>>();
        for (int epoch = 1; epoch <= 10; epoch++) {
            Map<String, Object> row = new LinkedHashMap<String, Object>();
            row.put("loss", 10.0 / epoch);
            row.put("val_loss", 10.0 / epoch);
            for (int i = 0; i < keys.length; i++) {
                row.put(keys[i], i == 0 ? 0.5 : 0.1);
            }
            epochs.put(epoch, row);
        }
        CurveCanvas canvas = new CurveCanvas();
        canvas.setSize(WIDTH, HEIGHT);
        canvas.show(epochs, 10);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        canvas.paintComponent(g);
        g.dispose();
        int middle = 24 + (HEIGHT - 24 - 30) / 2;
        Color there = new Color(picture.getRGB(52 + (WIDTH - 52 - 40) / 4 + 7, middle));
        assertTrue(there.getGreen() > 0);
        return canvas.legendOfAccuracy() + " " + (there.getGreen() > there.getRed() + 60);
    }
}
