package dlsegment;

import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import java.util.List;

/** Adds many ROIs to the ROI Manager, behind those that it has. */
final class ManagerFiller {
    private ManagerFiller() {
    }

    static void add(RoiManager manager, List<Roi> rois) {
        for (Roi roi : rois) {
            manager.addRoi(roi);
        }
    }
}
