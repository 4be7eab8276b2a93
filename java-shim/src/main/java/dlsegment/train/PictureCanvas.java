package dlsegment.train;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.swing.JComponent;

/** The picture of a validation image with its true (yellow) and found (blue) outlines, as large as fits. */
final class PictureCanvas extends JComponent {
    private static final long serialVersionUID = 1L;
    private static final int CAPTION = 20;

    private BufferedImage picture;
    private String caption = "";

    PictureCanvas() {
        setPreferredSize(new Dimension(320, 300));
    }

    /** Shows the picture of a file; one that cannot be read is left out until the next comes. */
    void show(String file, String name) {
        try {
            BufferedImage read = ImageIO.read(new File(file));
            if (read != null) {
                picture = read;
                setName("picture of " + name); // tests find it by that
                caption = name + ": truth yellow, found blue";
                repaint();
            }
        } catch (IOException e) {
            // it is replaced in this moment, or the folder is gone
        }
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, getWidth(), getHeight());
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        g.setColor(Color.GRAY);
        if (picture == null) {
            g.drawString("A picture comes with the first full validation.", 12, getHeight() / 2);
        } else {
            double scale = Math.min(getWidth() / (double) picture.getWidth(), (getHeight() - CAPTION) / (double) picture.getHeight());
            int width = (int) (picture.getWidth() * scale);
            int height = (int) (picture.getHeight() * scale);
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            g.drawImage(picture, (getWidth() - width) / 2, 0, width, height, null);
            g.drawString(caption, 4, getHeight() - 6);
        }
        g.dispose();
    }
}
