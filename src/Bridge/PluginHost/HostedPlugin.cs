using FijiBridge.Bridge.Jvm;

namespace FijiBridge.Bridge.PluginHost;

/// <summary>The Java class dlsegment.hosted.Hosted as C# calls it; see there for what each method does.</summary>
internal static class HostedPlugin
{
    /// <summary>Name of the class.</summary>
    public const string Name = "dlsegment.hosted.Hosted";

    private static readonly JavaClass Class = new(Name);
    private static readonly JavaMethod BeginMethod = Class.StaticMethod("void", "begin");
    private static readonly JavaMethod RegisterCommandsMethod = Class.StaticMethod("void", "registerCommands");
    private static readonly JavaMethod RunMacroMethod = Class.StaticMethod("String", "runMacro", "String", "String");
    private static readonly JavaMethod AbortMethod = Class.StaticMethod("String", "abort");
    private static readonly JavaMethod OpenWindowMethod = Class.StaticMethod("void", "openWindow");
    private static readonly JavaMethod OpenFileMethod = Class.StaticMethod("void", "openFile", "String");
    private static readonly JavaMethod WindowIsOpenMethod = Class.StaticMethod("boolean", "windowIsOpen");
    private static readonly JavaMethod CloseWindowMethod = Class.StaticMethod("void", "closeWindow");
    private static readonly JavaMethod EndMethod = Class.StaticMethod("void", "end");

    public static void Begin(this IJavaScope java) => java.Call(BeginMethod, null);

    public static void RegisterCommands(this IJavaScope java) => java.Call(RegisterCommandsMethod, null);

    public static string? RunMacro(this IJavaScope java, string macro, string argument) => java.CallString(RunMacroMethod, null, macro, argument);

    public static string? AbortMacro(this IJavaScope java) => java.CallString(AbortMethod, null);

    public static void OpenWindow(this IJavaScope java) => java.Call(OpenWindowMethod, null);

    public static void OpenFile(this IJavaScope java, string path) => java.Call(OpenFileMethod, null, path);

    public static bool WindowIsOpen(this IJavaScope java) => java.CallBool(WindowIsOpenMethod, null);

    public static void CloseWindow(this IJavaScope java) => java.Call(CloseWindowMethod, null);

    public static void End(this IJavaScope java) => java.Call(EndMethod, null);
}
