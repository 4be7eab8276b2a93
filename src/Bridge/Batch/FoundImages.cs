namespace FijiBridge.Bridge.Batch;

/// <summary>An image file among the inputs.</summary>
/// <param name="Path">The file, as the user would write it.</param>
/// <param name="SubFolder">Where it lies below the folder that the user named ("." in it, "" where the user named no folder): results keep this structure.</param>
internal sealed record FoundImage(string Path, string SubFolder = "");

/// <summary>The image files that the user's inputs stand for.</summary>
/// <param name="Images">The files, each once, in order.</param>
/// <param name="Unreadable">Folders among the inputs that could not be listed.</param>
/// <param name="ResultsLeftOut">Files that look like results of earlier runs and were not taken.</param>
internal sealed record FoundImages(IReadOnlyList<FoundImage> Images, IReadOnlyList<UnreadableFolder> Unreadable, int ResultsLeftOut);
