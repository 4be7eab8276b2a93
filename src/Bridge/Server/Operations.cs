using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Server.Handlers;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>The operations of the worker; a new one is added here.</summary>
public static class Operations
{
    /// <summary>Makes the handlers of one worker.</summary>
    /// <param name="segmenter">The engine.</param>
    /// <param name="catalog">Where models are.</param>
    /// <param name="examine">Makes the findings of `doctor`.</param>
    /// <param name="blocks">The worker's shared memory.</param>
    /// <param name="logPath">Path of the log, or null.</param>
    public static IReadOnlyList<IRequestHandler> Create(
        ISegmenter segmenter, ModelCatalog catalog, Func<JArray> examine, SharedBlocks blocks, string? logPath)
    {
        List<IRequestHandler> operations = [];
        operations.Add(new DescribeHandler(() => operations, logPath));
        operations.Add(new SegmentHandler(segmenter, blocks));
        operations.Add(new EvaluateHandler(blocks));
        operations.Add(new CompareImagesHandler(blocks));
        operations.Add(new MeasureHandler(blocks));
        operations.Add(new ModelsHandler(catalog));
        operations.Add(new DeleteModelHandler(catalog));
        operations.Add(new ExportHandler(catalog, blocks));
        operations.Add(new InstallHandler(catalog, ModelCatalog.UserFolder));
        operations.Add(new DoctorHandler(examine));
        operations.Add(new ReleaseHandler(blocks));
        var training = new RunningTraining();
        operations.Add(new TrainHandler(catalog, training, MicroscopyReader.Start));
        operations.Add(new FinishTrainingHandler(training));
        operations.Add(new TrainingsHandler(training));
        return operations;
    }
}
