package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.SharedBlock;
import dlsegment.image.GreyPlanes;
import dlsegment.options.EvaluateOptions;
import dlsegment.options.EvaluateOptions.Output;
import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares the grey values of two images, plane by plane: mean squared error and structural similarity. */
final class GreyComparison {
    private GreyComparison() {
    }

    static String run(EvaluateOptions options, Segmentation.Progress progress) throws EngineException {
        ImagePlus truth = LabelSources.image(options.truth);
        ImagePlus image = LabelSources.image(options.prediction);
        int planes = truth.getNSlices() * truth.getNFrames();
        if (truth.getWidth() != image.getWidth() || truth.getHeight() != image.getHeight() || truth.getNChannels() != image.getNChannels()
            || planes != image.getNSlices() * image.getNFrames()) {
            throw EngineException.advice("\"" + truth.getTitle() + "\" is " + GreyPlanes.size(truth) + " of " + truth.getNChannels() + " channel(s) and \"" + image.getTitle() + "\" "
                + GreyPlanes.size(image) + " of " + image.getNChannels() + "; both must have one size.");
        }
        ResultsTable table = EvaluationShower.table();
        double[] sums = new double[2];
        int known = 0;
        for (int plane = 0; plane < planes; plane++) {
            progress.show("comparing plane " + (plane + 1) + " of " + planes, plane / (double) planes, Double.NaN);
            Map<String, Object> outputs = compare(truth, image, plane, options, progress);
            double ssim = Json.number(outputs.get("ssim"), Double.NaN);
            double mse = Json.number(outputs.get("mse"), Double.NaN);
            sums[0] += mse / planes;
            sums[1] += Double.isNaN(ssim) ? 0 : ssim;
            known += Double.isNaN(ssim) ? 0 : 1;
            table.incrementCounter();
            table.addLabel(image.getTitle());
            if (planes > 1) {
                table.addValue("Plane", plane + 1);
            }
            table.addValue("MSE", mse);
            table.addValue("RMSE", Math.sqrt(mse));
            EvaluationShower.number(table, "SSIM", ssim);
            table.addValue("Data range", Json.number(outputs.get("dataRange"), Double.NaN));
        }
        EvaluationShower.table(options.output.contains(Output.METRICS), EvaluationShower.METRICS, options.metricsFile, table);
        if (known < planes) {
            IJ.log("Evaluate: SSIM has no value for images smaller than 11 x 11 pixels and where a constant truth gives no data range (range=...).");
        }
        return "images=" + planes + " mse=" + Evaluate.number(sums[0]) + " rmse=" + Evaluate.number(Math.sqrt(sums[0])) + (known > 0 ? " ssim=" + Evaluate.number(sums[1] / known) : "");
    }

    private static Map<String, Object> compare(ImagePlus truth, ImagePlus image, int plane, EvaluateOptions options, Segmentation.Progress progress) throws EngineException {
        List<SharedBlock> blocks = new ArrayList<SharedBlock>();
        try {
            Map<String, Object> inputs = new LinkedHashMap<String, Object>();
            blocks.add(GreyPlanes.share(truth, plane % truth.getNSlices() + 1, plane / truth.getNSlices() + 1));
            inputs.put("truth", GreyPlanes.toMessage(truth, blocks.get(0)));
            blocks.add(GreyPlanes.share(image, plane % image.getNSlices() + 1, plane / image.getNSlices() + 1));
            inputs.put("image", GreyPlanes.toMessage(image, blocks.get(1)));
            if (options.range != null) {
                inputs.put("range", options.range);
            }
            return EngineClient.shared().call("compare-images", inputs, new Evaluation.Watcher(progress));
        } catch (IOException e) {
            throw EngineException.advice("The pixels cannot be handed to the engine: " + e.getMessage() + ".");
        } finally {
            for (SharedBlock block : blocks) {
                block.close();
            }
        }
    }
}
