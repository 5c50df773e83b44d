using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Collects the contents of a model, each name once.</summary>
internal sealed class DtdlContents
{
    private readonly List<DtdlContent> _own = [];
    private readonly List<(string Component, List<DtdlContent> Contents, DeclaredMethod First)> _components = [];
    private readonly List<DtdlFault> _faults = [];

    public IReadOnlyList<DtdlFault> Faults => _faults;

    public void Refuse(DtdlFault fault) => _faults.Add(fault);

    /// <summary>Adds a content.</summary>
    /// <param name="method">The method that it is of.</param>
    /// <param name="content">The content.</param>
    /// <param name="symbol">The method or parameter of the class that declares it.</param>
    /// <param name="namedBy">The attribute that names it; <see langword="null"/> when <paramref name="symbol"/> does.</param>
    public void Add(DeclaredMethod method, DtdlContent content, ISymbol symbol, AttributeData? namedBy = null)
    {
        string name = content.Element.Name;
        if (!DtdlName.IsValid(name))
        {
            Refuse(new DtdlFault(name, new DtdlReason(DtdlFaultKind.Name, name), symbol, namedBy));
            return;
        }

        List<DtdlContent> contents = ContentsOf(method);
        int place = contents.FindIndex(other => other.Element.Name == name);
        if (place < 0)
        {
            contents.Add(content);
        }
        else if (Merge(contents[place], content) is { } merged)
        {
            contents[place] = merged;
        }
        else
        {
            Refuse(new DtdlFault(name, new DtdlReason(DtdlFaultKind.NameTaken, name), symbol, namedBy));
        }
    }

    public DtdlInterface ToInterface(string modelId, string name, string? description)
    {
        List<DtdlInterface> components = [];
        foreach ((string component, List<DtdlContent> contents, DeclaredMethod first) in _components)
        {
            string id = modelId.Insert(modelId.IndexOf(';'), ":" + component);
            DtdlFaultKind? fault = id.Length > DeclaredNameRules.LongestModelId ? DtdlFaultKind.ComponentId
                : _own.Exists(content => content.Element.Name == component) ? DtdlFaultKind.NameTaken
                : null;
            if (fault is { } kind)
            {
                Refuse(new DtdlFault(component, new DtdlReason(kind, id), first.Symbol, first.Attribute, "Component"));
            }
            else
            {
                components.Add(new DtdlInterface(id, component, null, new([.. contents]), default));
            }
        }

        return new DtdlInterface(modelId, name, description, new([.. _own]), new([.. components]));
    }

    private List<DtdlContent> ContentsOf(DeclaredMethod method)
    {
        if (method.Component is not { } component)
        {
            return _own;
        }

        int place = _components.FindIndex(other => other.Component == component);
        if (place < 0)
        {
            place = _components.Count;
            _components.Add((component, [], method));
        }

        return _components[place].Contents;
    }

    // Two messages may have one field, and desired and reported are two sides of one property.
    private static DtdlContent? Merge(DtdlContent present, DtdlContent content)
    {
        bool isProperty = IsProperty(present) && IsProperty(content);
        bool isSame = (isProperty || (present.Kind == DtdlContentKind.Telemetry && content.Kind == DtdlContentKind.Telemetry))
            && present.Element.Schema == content.Element.Schema
            && (present.Element.Semantic is null || content.Element.Semantic is null || present.Element.Semantic == content.Element.Semantic);
        return !isSame ? null : new DtdlContent(
            content.Kind == DtdlContentKind.WritableProperty ? content.Kind : present.Kind,
            present.Element with
            {
                Description = present.Element.Description ?? content.Element.Description,
                Semantic = present.Element.Semantic ?? content.Element.Semantic,
            });
    }

    private static bool IsProperty(DtdlContent content) => content.Kind is DtdlContentKind.ReadOnlyProperty or DtdlContentKind.WritableProperty;
}
