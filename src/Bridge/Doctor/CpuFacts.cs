using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FijiBridge.Bridge.Doctor;

/// <summary>What the processor can do that matters to the engine.</summary>
internal static class CpuFacts
{
    /// <summary>Vector units by name, widest last.</summary>
    public static IReadOnlyList<string> VectorUnits() =>
    [
        .. Avx2.IsSupported ? ["AVX2"] : Array.Empty<string>(),
        .. Avx512F.IsSupported ? ["AVX-512"] : Array.Empty<string>(),
        .. HasAvx512Bf16 ? ["AVX-512 BF16"] : Array.Empty<string>(),
        .. HasAmxBf16 ? ["AMX BF16"] : Array.Empty<string>(),
        .. System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? ["NEON"] : Array.Empty<string>(),
    ];

    /// <summary>True where --bf16 is faster than fp32: the processor multiplies bfloat16 in hardware.</summary>
    public static bool HasBf16 => HasAvx512Bf16 || HasAmxBf16;

    /// <summary>Name of the processor, or its architecture where the system does not tell.</summary>
    public static string Name()
    {
        if (OperatingSystem.IsLinux() && File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line)
        {
            return line[(line.IndexOf(':') + 1)..].Trim();
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    // CPUID leaf 7: sub-leaf 1, EAX bit 5 is AVX512_BF16; sub-leaf 0, EDX bit 22 is AMX-BF16.
    private static bool HasAvx512Bf16 => Avx512F.IsSupported && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    private static bool HasAmxBf16 => X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
}
