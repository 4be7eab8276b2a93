using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.PInvoke;

/// <summary>
/// Finds and loads libFijiBridge.Torch, sets the thread count and switches the caching allocator on.
/// FIJIBRIDGE_TORCH_NATIVE may name another build of the library, e.g. one made against a CUDA torch; then only that one is tried.
/// </summary>
internal static unsafe class NativeLibraryLoader
{
    internal const string Variable = "FIJIBRIDGE_TORCH_NATIVE";
    private static readonly Lock Gate = new();
    private static nint loaded;

    /// <summary>Where the library was loaded from; empty before the first use.</summary>
    internal static string LoadedFrom { get; private set; } = "";

#pragma warning disable CA2255 // the resolver must be known before the first native call, wherever that is
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != NativeMethods.Library) return 0;
        lock (Gate)
        {
            if (loaded == 0) loaded = Load(Candidates());
            return loaded;
        }
    }

    /// <summary>The paths to try, in order.</summary>
    internal static IReadOnlyList<string> Candidates()
    {
        string? chosen = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(chosen)) return [Path.GetFullPath(chosen)];
        string file = OperatingSystem.IsMacOS() ? "libFijiBridge.Torch.dylib" : "libFijiBridge.Torch.so";
        string beside = Path.GetDirectoryName(typeof(NativeLibraryLoader).Assembly.Location) ?? "";
        return new[] { beside, AppContext.BaseDirectory }
            .Where(folder => folder.Length > 0).Select(folder => Path.Combine(Path.GetFullPath(folder), file)).Distinct().ToArray();
    }

    /// <summary>Loads the first candidate that works.</summary>
    /// <exception cref="DllNotFoundException">None works; the message lists each path, why it failed and what to do.</exception>
    internal static nint Load(IReadOnlyList<string> candidates)
    {
        var trace = new StringBuilder();
        foreach (string path in candidates)
        {
            if (!File.Exists(path))
            {
                trace.Append("\n  ").Append(path).Append(": no such file");
                continue;
            }
            try
            {
                nint library = NativeLibrary.Load(path);
                Prepare(library);
                LoadedFrom = path;
                return library;
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                trace.Append("\n  ").Append(path).Append(": ").Append(failure.Message.ReplaceLineEndings(" "));
            }
        }
        throw new DllNotFoundException(
            $"The native library of the torch layer could not be loaded. Tried:{trace}\n" +
            "Install libtorch (Debian, Ubuntu: apt-get install libtorch-dev) and build again, or build the library against another " +
            $"libtorch with src/Torch.Native/build-native.sh and set {Variable} to the file it writes.");
    }

    private static void Prepare(nint library)
    {
        // Debian's libtorch 1.13 starts with one thread; OMP_NUM_THREADS stays the user's way to choose.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OMP_NUM_THREADS")))
        {
            var setThreads = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, nameof(NativeMethods.fbt_set_num_threads));
            setThreads(Environment.ProcessorCount);
        }
        var enable = (delegate* unmanaged<int, long, int>)NativeLibrary.GetExport(library, nameof(NativeMethods.fbt_allocator_enable));
        enable(1, DefaultAllocatorCap());
        var limit = (delegate* unmanaged<long, long, int>)NativeLibrary.GetExport(library, nameof(NativeMethods.fbt_memory_limit));
        limit(MemoryLimit.OfProcess(), 0);
    }

    /// <summary>Half of the memory that this process may use (a container's limit counts), in bytes.</summary>
    internal static long DefaultAllocatorCap() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
