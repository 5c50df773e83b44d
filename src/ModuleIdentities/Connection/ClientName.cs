namespace ModuleIdentities;

/// <summary>How this client introduces itself to the services.</summary>
internal static class ClientName
{
    /// <summary>Product and version, as in an HTTP User-Agent.</summary>
    public const string Value = $"{Product}/{Version}";

    /// <summary>The product's name.</summary>
    public const string Product = "ModuleIdentities";

    /// <summary>The package's version; a test holds it to the assembly's.</summary>
    public const string Version = "0.1.0";

    /// <summary>Escaped for a query parameter in an MQTT user name.</summary>
    public static string Escaped { get; } = Uri.EscapeDataString(Value);
}
