using System.Globalization;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The schemas of enumerations.</summary>
internal static class DtdlEnums
{
    /// <summary>The schema of an enumeration; <see langword="null"/> when there is none.</summary>
    /// <param name="type">The enumeration.</param>
    /// <param name="converter">Its <c>[JsonConverter]</c>, or that of the member that holds it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="reason">Why there is none.</param>
    public static DtdlSchema? Of(INamedTypeSymbol type, AttributeData? converter, CancellationToken cancellationToken, ref DtdlReason reason)
    {
        bool isText = ConverterName(converter) == "JsonStringEnumConverter";
        if (converter is not null && !isText && ConverterName(converter) != "JsonNumberEnumConverter")
        {
            reason = new DtdlReason(DtdlFaultKind.Schema, type.ToDisplayString(TypeText.ShortFormat));
            return null;
        }

        IFieldSymbol[] fields = [.. type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue)];
        bool isOpen = type.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "FlagsAttribute")
            || (!isText && fields.Any(static field => NumberOf(field) is < int.MinValue or > int.MaxValue));
        if (isOpen || fields.Length == 0)
        {
            // Any combination may come, or a number that a value of DTDL cannot be.
            string? primitive = isText ? "string" : DtdlPrimitives.Find(type.EnumUnderlyingType!);
            reason = new DtdlReason(DtdlFaultKind.Schema, type.ToDisplayString(TypeText.ShortFormat));
            return primitive is null ? null : new DtdlPrimitive(primitive);
        }

        List<DtdlEnumValue> values = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (IFieldSymbol field in fields)
        {
            if (!DtdlName.IsValid(field.Name))
            {
                reason = new DtdlReason(DtdlFaultKind.Name, field.Name);
                return null;
            }

            string value = isText ? TextOf(field) : NumberOf(field).ToString(CultureInfo.InvariantCulture);
            if (seen.Add(value))
            {
                values.Add(new DtdlEnumValue(field.Name, DocumentationText.Summary(field, cancellationToken), value));
            }
        }

        return new DtdlEnum(isText, new([.. values]));
    }

    private static string? ConverterName(AttributeData? converter) =>
        (converter?.ConstructorArguments is [{ Value: INamedTypeSymbol type }] ? type : null)?.Name;

    private static string TextOf(IFieldSymbol field) =>
        JsonAttributes.Find(field, "JsonStringEnumMemberNameAttribute")?.ConstructorArguments is [{ Value: string text }] ? text : field.Name;

    private static decimal NumberOf(IFieldSymbol field) => Convert.ToDecimal(field.ConstantValue, CultureInfo.InvariantCulture);
}
