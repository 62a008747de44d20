using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quern.Bench.Matching;

/// <summary>What a figure must be read with.</summary>
internal static class BenchEnvironment
{
    public static string Describe(int cores)
    {
        string gc = $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {(GCSettings.LatencyMode is GCLatencyMode.Batch ? "not concurrent" : "concurrent")}";
        string code = RuntimeFeature.IsDynamicCodeCompiled ? "JIT, tiered, PGO" : "Native AOT";
        return $$$"""
            {"environment":{"cpu":"{{{Cpu()}}}","cores":{{{cores}}},"pinned":false,"runtime":"{{{RuntimeInformation.FrameworkDescription}}}","os":"{{{RuntimeInformation.OSDescription}}}","code":"{{{code}}}","gc":"{{{gc}}}"}}
            """;
    }

    private static string Cpu()
    {
        const string Information = "/proc/cpuinfo";
        string? line = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
