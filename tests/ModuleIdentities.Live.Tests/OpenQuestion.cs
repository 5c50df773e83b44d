using System.Security.Cryptography;

namespace ModuleIdentities.Live.Tests;

/// <summary>How a question is asked and answered.</summary>
internal static class OpenQuestion
{
    /// <summary>Prints the answer.</summary>
    public static void Say(this ITestOutputHelper output, int question, bool isConfirmed, string what) =>
        output.WriteLine($"Question {question}: {(isConfirmed ? "confirmed" : "refuted")}: {what}");

    /// <summary>A module id that nobody has.</summary>
    public static string NewId() => $"live-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Makes a module to ask with, and removes it.</summary>
    public static async Task WithModuleAsync(LiveDevice device, Func<ModuleIdentity, Task> ask)
    {
        device.RequireKey();
        ModuleIdentity module = await ModuleProvisioner.ProvisionAsync(device.Options(), NewId(), TestContext.Current.CancellationToken);
        try
        {
            await ask(module);
        }
        finally
        {
            await device.DeleteAsync(module);
        }
    }
}
