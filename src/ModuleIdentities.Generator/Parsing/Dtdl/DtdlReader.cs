using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads what a class sends and receives into its model. The generator and the analyzers both ask here.</summary>
/// <param name="type">The class.</param>
/// <param name="attribute">Its <c>[ModuleIdentity]</c>.</param>
/// <param name="context">The user's own JSON contracts; <see langword="null"/> when there are none.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class DtdlReader(INamedTypeSymbol type, AttributeData attribute, INamedTypeSymbol? context, CancellationToken cancellationToken)
{
    private readonly DtdlSchemas _schemas = new(context, cancellationToken);
    private readonly DtdlContents _contents = new();

    /// <summary>What the model does not say.</summary>
    public IReadOnlyList<DtdlFault> Faults => _contents.Faults;

    /// <summary>The model; <see langword="null"/> when the class has no valid model id.</summary>
    public DtdlInterface? Read(IEnumerable<DeclaredMethod> methods)
    {
        if (DeclarationAttributes.ModelId(attribute) is not { } modelId || DeclaredNameRules.CheckModelId(modelId, out _) != NameFault.None)
        {
            return null;
        }

        foreach (DeclaredMethod method in methods)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (method.Component is null || DeclaredNameRules.CheckComponent(method.Component, out _) == NameFault.None)
            {
                Add(method);
            }
        }

        return _contents.ToInterface(modelId, type.Name, DocumentationText.Summary(type, cancellationToken));
    }

    private void Add(DeclaredMethod method)
    {
        switch (method.Role)
        {
            case MemberRole.Telemetry or MemberRole.ReportedProperty when SentMethodRules.Check(method.Symbol) == SentMethodFaults.None:
                AddSent(method);
                break;
            case MemberRole.DesiredProperty when ReceivedMethodRules.Check(method.Symbol, method.Role) == ReceivedMethodFaults.None:
                IParameterSymbol value = ReceivedMethodRules.Value(method.Symbol)!;
                string property = ReceivedMethodParser.WireName(method.Symbol, method.Role, method.Attribute);
                AddValue(method, DtdlContentKind.WritableProperty, property, value, isOnly: true, method.Attribute);
                break;
            case MemberRole.DirectMethod when ReceivedMethodRules.Check(method.Symbol, method.Role) == ReceivedMethodFaults.None:
                AddCommand(method);
                break;
            default:
                break;
        }
    }

    private void AddSent(DeclaredMethod method)
    {
        DtdlContentKind kind = method.Role == MemberRole.Telemetry ? DtdlContentKind.Telemetry : DtdlContentKind.ReadOnlyProperty;
        int fields = method.Symbol.Parameters.Count(parameter => SentMethodRules.RoleOf(parameter, method.Role) == SentParameterRole.Field);
        foreach (IParameterSymbol parameter in method.Symbol.Parameters)
        {
            switch (SentMethodRules.RoleOf(parameter, method.Role))
            {
                case SentParameterRole.Field:
                    AddValue(method, kind, parameter.Name, parameter, fields == 1, namedBy: null);
                    break;
                case SentParameterRole.Body:
                    AddBody(method, parameter, FrameworkTypes.ValueType(parameter.Type));
                    break;
                case SentParameterRole.Bodies:
                    AddBody(method, parameter, FrameworkTypes.ValueType(SentMethodRules.ElementOfBatch(parameter.Type)!));
                    break;
                default:
                    break;
            }
        }
    }

    private void AddValue(
        DeclaredMethod method, DtdlContentKind kind, string name, IParameterSymbol parameter, bool isOnly, AttributeData? namedBy)
    {
        if (_schemas.Of(parameter.Type, out DtdlReason reason) is not { } schema)
        {
            _contents.Refuse(new DtdlFault(name, reason, parameter));
            return;
        }

        string? description = DocumentationText.OfParameter(method.Symbol, parameter.Name, cancellationToken)
            ?? (isOnly ? DocumentationText.Summary(method.Symbol, cancellationToken) : null);
        DtdlElement element = new(name, description, schema, schema.IsNumeric ? SemanticTypes.Of(parameter.GetAttributes()) : null);
        _contents.Add(method, new DtdlContent(kind, element), parameter, namedBy);
    }

    // Each property of a body is a telemetry of its own.
    private void AddBody(DeclaredMethod method, IParameterSymbol parameter, ITypeSymbol body)
    {
        bool isObject = DtdlSchemas.IsObject(body);
        if (!isObject || _schemas.HasOptions)
        {
            DtdlFaultKind kind = isObject ? DtdlFaultKind.Contract : DtdlFaultKind.Body;
            _contents.Refuse(new DtdlFault(parameter.Name, new DtdlReason(kind, body.ToDisplayString(TypeText.ShortFormat)), parameter));
            return;
        }

        foreach (JsonMember member in DtdlSchemas.MembersOf((INamedTypeSymbol)body))
        {
            if (_schemas.OfMember(member, out DtdlReason reason) is not { } schema)
            {
                _contents.Refuse(new DtdlFault(member.JsonName, reason, parameter));
                continue;
            }

            DtdlElement element = new(member.JsonName, _schemas.DescriptionOf(member), schema, DtdlSchemas.SemanticOf(member, schema));
            _contents.Add(method, new DtdlContent(DtdlContentKind.Telemetry, element), parameter);
        }
    }

    private void AddCommand(DeclaredMethod method)
    {
        string name = ReceivedMethodParser.WireName(method.Symbol, method.Role, method.Attribute);
        DtdlElement? request = null;
        if (ReceivedMethodRules.Value(method.Symbol) is { } value)
        {
            string? description = DocumentationText.OfParameter(method.Symbol, value.Name, cancellationToken);
            request = Part(name, value, value.Name, description, value.Type, value.GetAttributes());
            if (request is null)
            {
                return;
            }
        }

        DtdlElement? response = null;
        ReceivedMethodRules.Result(method.Symbol, method.Role, out ITypeSymbol? payload);
        if (payload is not null)
        {
            string? description = DocumentationText.Returns(method.Symbol, cancellationToken);
            response = Part(name, method.Symbol, "response", description, payload, method.Symbol.GetReturnTypeAttributes());
            if (response is null)
            {
                return;
            }
        }

        DtdlElement command = new(name, DocumentationText.Summary(method.Symbol, cancellationToken), null, null);
        _contents.Add(method, new DtdlContent(DtdlContentKind.Command, command, request, response), method.Symbol, method.Attribute);
    }

    private DtdlElement? Part(
        string command, ISymbol symbol, string name, string? description, ITypeSymbol payload, IEnumerable<AttributeData> attributes)
    {
        if (_schemas.Of(payload, out DtdlReason reason) is { } schema && DtdlName.IsValid(name))
        {
            return new DtdlElement(name, description, schema, schema.IsNumeric ? SemanticTypes.Of(attributes) : null);
        }

        _contents.Refuse(new DtdlFault(command, DtdlName.IsValid(name) ? reason : new DtdlReason(DtdlFaultKind.Name, name), symbol));
        return null;
    }
}
