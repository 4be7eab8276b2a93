namespace FijiBridge.Bridge;

internal static class Program
{
    private static int Main() => 0;
}
