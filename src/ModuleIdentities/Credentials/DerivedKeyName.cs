using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ModuleIdentities;

/// <summary>Which key of which module a derived key is: whoever has the master key makes the same one of the same name.</summary>
/// <param name="DeviceId">The device id.</param>
/// <param name="ModuleId">The module id.</param>
/// <param name="GenerationId">
/// The hub's mark of the identity, so that a module that was deleted and made again has other keys; empty before the hub has made it.
/// </param>
/// <param name="IsSecondary">Which of the hub's two places it was made for.</param>
/// <param name="Turn">Empty for the first key; a random mark for each that came after it.</param>
internal sealed record DerivedKeyName(string DeviceId, string ModuleId, string GenerationId, bool IsSecondary, string Turn)
{
    private const string Mark = "derived";
    private const char Separator = ':';

    private string Place => IsSecondary ? "secondary" : "primary";

    /// <summary>What is signed. No id has a line feed, and the generation id, which is the hub's word, stands last: no two names have one text.</summary>
    public string Text => $"ModuleIdentities module key 1\n{Place}\n{Turn}\n{DeviceId}\n{ModuleId}\n{GenerationId}";

    /// <summary>A mark that no other key has.</summary>
    public static string NewTurn() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>What is remembered instead of the key.</summary>
    public string Export() => string.Join(Separator, Mark, Place, Turn);

    /// <summary>Reads what <see cref="Export"/> has written.</summary>
    public static bool TryImport(string text, string deviceId, string moduleId, string generationId, [NotNullWhen(true)] out DerivedKeyName? name)
    {
        name = text.Split(Separator) is [Mark, "primary" or "secondary", string turn]
            ? new DerivedKeyName(deviceId, moduleId, generationId, text.Contains("secondary", StringComparison.Ordinal), turn)
            : null;
        return name is not null && name.Export() == text;
    }
}
