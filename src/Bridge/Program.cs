using FijiBridge.Bridge.Cli;

namespace FijiBridge.Bridge;

/// <summary>Entry point of the program <c>fijibridge</c>: parse, run the one command under the one error policy.</summary>
internal static class Program
{
    private static int Main(string[] args) => FijiBridgeCommand.Run(args);
}
