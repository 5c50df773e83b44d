using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModuleIdentities.Generator.Diagnostics.Secrets;

/// <summary>The options that hold a secret, by property and by configuration path.</summary>
internal static class SecretOptions
{
    public const string SectionName = "ModuleIdentities";

    /// <summary>Where a device's connection string belongs.</summary>
    public const string ConnectionStringPath = SectionName + ":Provisioning:ConnectionString";

    private const string RootType = "ModuleIdentityOptions";

    /// <summary>Whether a value of an option is a secret that has been written out.</summary>
    /// <param name="name">The option's last name.</param>
    /// <param name="value">Its value.</param>
    public static bool IsSecret(string name, string value) => name.ToUpperInvariant() switch
    {
        "PRIMARYKEY" or "SECONDARYKEY" => SharedAccessKeyText.IsKey(value),
        "PASSWORD" => value.Length > 0,
        "CONNECTIONSTRING" => CredentialText.Find(value) is { Kind: CredentialKind.Device },
        _ => false,
    };

    /// <summary>The configuration path of what is assigned to, or <see langword="null"/> when that is no option of ours.</summary>
    public static string? PathOf(IOperation target)
    {
        switch (target)
        {
            // configuration["ModuleIdentities:…"], and the same of a dictionary.
            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string key } }] }:
                return IsInSection(key) ? key : null;
            case IPropertyReferenceOperation { Property: { IsIndexer: false } property } reference when IsOption(property):
                return PathOf(reference);
            default:
                return null;
        }
    }

    /// <summary>Whether a configuration path is under our section.</summary>
    public static bool IsInSection(string path) => path.StartsWith(SectionName + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>The last name of a configuration path.</summary>
    public static string LastName(string path) => path.Substring(path.LastIndexOf(':') + 1);

    private static bool IsOption(IPropertySymbol property) =>
        property.ContainingType is { ContainingNamespace: { Name: SectionName, ContainingNamespace.IsGlobalNamespace: true } } type
        && type.Name.EndsWith("Options", StringComparison.Ordinal);

    private static string PathOf(IPropertyReferenceOperation reference)
    {
        string path = reference.Property.Name;
        IPropertyReferenceOperation outermost = reference;
        while (Owner(outermost) is { } owner && IsOption(owner.Property))
        {
            path = owner.Property.Name + ":" + path;
            outermost = owner;
        }

        if (outermost.Property.ContainingType.Name == RootType)
        {
            return SectionName + ":" + path;
        }

        // Made apart from the root, so where it will go is a guess: the usual place.
        return SectionName + (reference.Property.Name == "Password" ? ":Provisioning:X509:Password" : ":Provisioning:SymmetricKey:PrimaryKey");
    }

    private static IPropertyReferenceOperation? Owner(IPropertyReferenceOperation reference) =>
        (reference.Instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }
            ? Initialized(reference)
            : reference.Instance) as IPropertyReferenceOperation;

    // From a property in an object initializer to the property that the object is for.
    private static IOperation? Initialized(IOperation member)
    {
        IOperation? owner = member.Parent;
        while (owner is not (null or IObjectOrCollectionInitializerOperation))
        {
            owner = owner.Parent;
        }

        return owner?.Parent switch
        {
            IMemberInitializerOperation nested => nested.InitializedMember,
            IObjectCreationOperation { Parent: ISimpleAssignmentOperation assignment } => assignment.Target,
            IObjectCreationOperation { Parent: IConversionOperation { Parent: ISimpleAssignmentOperation assignment } } => assignment.Target,
            _ => null,
        };
    }
}
