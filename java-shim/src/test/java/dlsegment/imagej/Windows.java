package dlsegment.imagej;

import java.awt.Window;

/** For macros of the tests: what is on the screen. */
public final class Windows {
    private Windows() {
    }

    /** Number of windows that can be seen. */
    public static String visible() {
        int count = 0;
        for (Window window : Window.getWindows()) {
            count += window.isShowing() ? 1 : 0;
        }
        return Integer.toString(count);
    }
}
