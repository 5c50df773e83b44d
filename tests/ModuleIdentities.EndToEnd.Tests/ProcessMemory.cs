using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>What is in the memory of another process, as a core dump has it.</summary>
internal static class ProcessMemory
{
    private const int Piece = 1024 * 1024;

    /// <summary>Writes a full core dump with the runtime's own tool, and looks for keys in it.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="keys">The keys, base64.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those of the keys that are there: their bytes, or their text in either of the forms that .NET has texts in.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(int processId, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        string tool = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "createdump");
        Assert.SkipUnless(File.Exists(tool), "This runtime brings no createdump.");
        string dump = Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-dump-").FullName, "core");
        ProcessStartInfo start = new(tool, ["--full", "--name", dump, processId.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
        (string Key, byte[] Form)[] wanted = [.. keys.SelectMany(key => Forms(key).Select(form => (key, form)))];
        HashSet<string> found = new(StringComparer.Ordinal);
        await using (FileStream core = File.OpenRead(dump))
        {
            int overlap = wanted.Max(form => form.Form.Length) - 1;
            byte[] buffer = new byte[Piece + overlap];
            int kept = 0;
            while (await core.ReadAsync(buffer.AsMemory(kept, Piece), cancellationToken) is int read and > 0)
            {
                int length = kept + read;
                found.UnionWith(wanted.Where(form => buffer.AsSpan(0, length).IndexOf(form.Form) >= 0).Select(form => form.Key));
                kept = Math.Min(overlap, length);
                buffer.AsSpan(length - kept, kept).CopyTo(buffer);
            }
        }

        File.Delete(dump);
        return [.. keys.Where(found.Contains)];
    }

    private static byte[][] Forms(string key) => [Convert.FromBase64String(key), Encoding.UTF8.GetBytes(key), Encoding.Unicode.GetBytes(key)];
}
