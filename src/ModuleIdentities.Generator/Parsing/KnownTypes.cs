using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The types that are looked up by their names. Each is <see langword="null"/> in a project that does not know it.</summary>
internal static class KnownTypes
{
    /// <summary>The attribute of module classes; a project that does not know it has none.</summary>
    public static INamedTypeSymbol? ModuleIdentityAttribute(Compilation compilation) => Find(compilation, DeclarationAttributes.ModuleIdentityMetadataName);

    /// <summary>The root of the options.</summary>
    public static INamedTypeSymbol? ModuleIdentityOptions(Compilation compilation) => Find(compilation, "ModuleIdentities.ModuleIdentityOptions");

    /// <summary>What <c>AddModuleIdentities()</c> extends.</summary>
    public static INamedTypeSymbol? HostApplicationBuilder(Compilation compilation) => Find(compilation, "Microsoft.Extensions.Hosting.IHostApplicationBuilder");

#pragma warning disable RS0030 // This is the one place for it.
    private static INamedTypeSymbol? Find(Compilation compilation, string name) => compilation.GetTypeByMetadataName(name);
#pragma warning restore RS0030
}
