using System.Runtime.InteropServices;

namespace ModuleIdentities.Benchmarks;

/// <summary>What the figures were taken on: without it they mean nothing.</summary>
internal static class MachineFacts
{
    public static string Line { get; } =
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        string? model = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return model?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
