using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>
/// What has been read of the classes of a project. After any edit the driver asks for every class again, since a type may have changed in any file;
/// but most edits are of statements and declare nothing, and then the same is read. Keeps neither compilations nor syntax alive.
/// </summary>
internal sealed class ModuleReadings
{
    // An editor goes on from one of these: the last, or one before it that it has not let go of.
    private const int Kept = 4;

    private readonly ConditionalWeakTable<Compilation, Outline> _outlines = new();
    private readonly ConditionalWeakTable<SyntaxNode, Reading> _readings = new();
    private readonly object _gate = new();
    private readonly List<WeakReference<CSharpCompilation>> _recent = [];

    public ParsedModule Read(INamedTypeSymbol type, SyntaxNode declaration, Compilation compilation, CancellationToken cancellationToken)
    {
        Outline outline = OutlineOf((CSharpCompilation)compilation, cancellationToken);
        Reading reading = _readings.GetOrCreateValue(declaration);
        if (reading.Find(outline) is { } known)
        {
            return known;
        }

        ParsedModule parsed = ModuleClassParser.Parse(type, compilation, cancellationToken);
        if (parsed.Blocked.Count == 0)
        {
            // A finding has a place, which moves with the statements above it.
            reading.Keep(outline, parsed);
        }

        return parsed;
    }

    private Outline OutlineOf(CSharpCompilation compilation, CancellationToken cancellationToken)
    {
        if (_outlines.TryGetValue(compilation, out Outline? known))
        {
            return known;
        }

        lock (_gate)
        {
            if (_outlines.TryGetValue(compilation, out known))
            {
                return known;
            }

            Outline outline = FindSame(compilation, cancellationToken) ?? new Outline();
            _outlines.Add(compilation, outline);
            _recent.RemoveAll(static recent => !recent.TryGetTarget(out _));
            _recent.Insert(0, new WeakReference<CSharpCompilation>(compilation));
            if (_recent.Count > Kept)
            {
                _recent.RemoveAt(Kept);
            }

            return outline;
        }
    }

    private Outline? FindSame(CSharpCompilation compilation, CancellationToken cancellationToken)
    {
        foreach (WeakReference<CSharpCompilation> recent in _recent)
        {
            if (recent.TryGetTarget(out CSharpCompilation? other)
                && _outlines.TryGetValue(other, out Outline? outline)
                && ProjectOutline.IsSame(other, compilation, cancellationToken))
            {
                return outline;
            }
        }

        return null;
    }

    /// <summary>Stands for all that a run of compilations have in common.</summary>
    private sealed class Outline;

    /// <summary>The last reading of one declaration.</summary>
    private sealed class Reading
    {
        private volatile Tuple<Outline, ParsedModule>? _kept;

        public ParsedModule? Find(Outline outline) => _kept is { } kept && kept.Item1 == outline ? kept.Item2 : null;

        public void Keep(Outline outline, ParsedModule parsed) => _kept = Tuple.Create(outline, parsed);
    }
}
