using FijiBridge.Bridge.Jvm;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>ImageJ and Bio-Formats say on System.out what they do and what went wrong; when this is disposed it goes to the log.</summary>
internal readonly struct JavaOutputToLog(IJavaHost java) : IDisposable
{
    private static readonly NLog.Logger Log = NLog.LogManager.GetLogger("Java");

    /// <inheritdoc/>
    public void Dispose()
    {
        var text = java.TakeOutput();
        if (text.Length > 0)
        {
            Log.Debug(text.Trim());
        }
    }
}
