package dlsegment;

import dlsegment.client.EngineClient;
import dlsegment.client.EngineException;
import dlsegment.client.Json;
import dlsegment.client.SharedBlocks;
import dlsegment.image.GreyPlanes;
import dlsegment.options.EvaluateOptions;
import dlsegment.options.EvaluateOptions.Output;
import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares the grey values of images with those of their truth, plane by plane: mean squared error and structural similarity. */
final class GreyComparison {
    private final EvaluateOptions options;
    private final Segmentation.Progress progress;
    private final ResultsTable table = EvaluationShower.table();
    private int planes;
    private int known;
    private double mse;
    private double rmse;
    private double ssim;

    private GreyComparison(EvaluateOptions options, Segmentation.Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Compares two images, or the images of two folders; returns "images=3 mse=... rmse=... ssim=...", the means over all planes. */
    static String run(EvaluateOptions options, Segmentation.Progress progress) throws EngineException {
        GreyComparison comparison = new GreyComparison(options, progress);
        if (new File(options.truth).isDirectory()) {
            List<EvaluationPairs> pairs = EvaluationPairs.ofImages(new File(options.truth), new File(options.prediction), Evaluate::tell);
            for (int i = 0; i < pairs.size(); i++) {
                comparison.add(LabelSources.image(pairs.get(i).truth), LabelSources.image(pairs.get(i).prediction), i / (double) pairs.size(), 1.0 / pairs.size());
            }
        } else {
            comparison.add(LabelSources.image(options.truth), LabelSources.image(options.prediction), 0, 1);
        }
        return comparison.finish();
    }

    private void add(ImagePlus truth, ImagePlus image, double done, double share) throws EngineException {
        int count = truth.getNSlices() * truth.getNFrames();
        if (truth.getWidth() != image.getWidth() || truth.getHeight() != image.getHeight() || truth.getNChannels() != image.getNChannels()
            || count != image.getNSlices() * image.getNFrames()) {
            throw EngineException.advice("\"" + truth.getTitle() + "\" is " + GreyPlanes.size(truth) + " of " + truth.getNChannels() + " channel(s) and \"" + image.getTitle() + "\" "
                + GreyPlanes.size(image) + " of " + image.getNChannels() + "; both must have one size.");
        }
        for (int plane = 0; plane < count; plane++) {
            progress.show("comparing " + image.getTitle() + (count > 1 ? ", plane " + (plane + 1) + " of " + count : ""), done + share * plane / count, Double.NaN);
            Map<String, Object> outputs = compare(truth, image, plane);
            double error = Json.number(outputs.get("mse"), Double.NaN);
            double similarity = Json.number(outputs.get("ssim"), Double.NaN);
            planes++;
            mse += error;
            rmse += Math.sqrt(error);
            known += Double.isNaN(similarity) ? 0 : 1;
            ssim += Double.isNaN(similarity) ? 0 : similarity;
            table.incrementCounter();
            table.addLabel(image.getTitle());
            if (count > 1) {
                table.addValue("Plane", plane + 1);
            }
            table.addValue("MSE", error);
            table.addValue("RMSE", Math.sqrt(error));
            EvaluationShower.number(table, "SSIM", similarity);
            table.addValue("Data range", Json.number(outputs.get("dataRange"), Double.NaN));
        }
    }

    private String finish() throws EngineException {
        EvaluationShower.table(options.output.contains(Output.METRICS), EvaluationShower.METRICS, options.metricsFile, table);
        if (known < planes) {
            IJ.log("Evaluate: SSIM has no value for images smaller than 11 x 11 pixels and where a constant truth gives no data range (range=...).");
        }
        return "images=" + planes + " mse=" + Evaluate.number(mse / planes) + " rmse=" + Evaluate.number(rmse / planes) + (known > 0 ? " ssim=" + Evaluate.number(ssim / known) : "");
    }

    private Map<String, Object> compare(ImagePlus truth, ImagePlus image, int plane) throws EngineException {
        try (SharedBlocks blocks = new SharedBlocks()) {
            Map<String, Object> inputs = new LinkedHashMap<String, Object>();
            inputs.put("truth", GreyPlanes.toMessage(truth, blocks.keep(GreyPlanes.share(truth, plane % truth.getNSlices() + 1, plane / truth.getNSlices() + 1))));
            inputs.put("image", GreyPlanes.toMessage(image, blocks.keep(GreyPlanes.share(image, plane % image.getNSlices() + 1, plane / image.getNSlices() + 1))));
            if (options.range != null) {
                inputs.put("range", options.range);
            }
            return EngineClient.shared().call("compare-images", inputs, new EscStops(progress));
        } catch (IOException e) {
            throw EngineException.advice("The pixels cannot be handed to the engine: " + e.getMessage() + ".");
        }
    }
}
