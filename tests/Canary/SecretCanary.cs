using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using ModuleIdentities.Canary;

[assembly: AssemblyFixture(typeof(SecretCanary))]

namespace ModuleIdentities.Canary;

/// <summary>
/// Collects whatever the whole suite lets be seen (logs of all levels, spans, tags of metrics, every exception that is thrown anywhere, texts of
/// objects, the output of other processes) and fails the run when any of it holds a key that was used, in any form, or a token that was signed with one.
/// </summary>
public sealed partial class SecretCanary : IDisposable
{
    private static readonly ConcurrentDictionary<string, byte> Secrets = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, byte> Texts = new(StringComparer.Ordinal);

    [ThreadStatic]
    private static bool _isWriting;

    private readonly ActivityListener _spans = new()
    {
        ShouldListenTo = static _ => true,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = static span =>
        {
            See(span.DisplayName);
            foreach (KeyValuePair<string, object?> tag in span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)))
            {
                See($"{tag.Key}={tag.Value}");
            }
        },
    };

    private readonly MeterListener _meters = new() { InstrumentPublished = static (instrument, self) => self.EnableMeasurementEvents(instrument) };

    public SecretCanary()
    {
        ActivitySource.AddActivityListener(_spans);
        _meters.SetMeasurementEventCallback<long>(static (instrument, _, tags, _) => SeeTags(instrument, tags));
        _meters.SetMeasurementEventCallback<int>(static (instrument, _, tags, _) => SeeTags(instrument, tags));
        _meters.SetMeasurementEventCallback<double>(static (instrument, _, tags, _) => SeeTags(instrument, tags));
        _meters.Start();
        AppDomain.CurrentDomain.FirstChanceException += OnException;
    }

    /// <summary>How many different texts were seen.</summary>
    public static int SeenCount => Texts.Count;

    /// <summary>How many secrets are known.</summary>
    public static int SecretCount => Secrets.Count;

    /// <summary>Names a key or a password that a test uses.</summary>
    public static void Keep(string? secret)
    {
        if (!string.IsNullOrEmpty(secret))
        {
            Secrets.TryAdd(secret, 0);
        }
    }

    /// <summary>Takes a text that somebody could read.</summary>
    public static void See(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Texts.TryAdd(text, 0);
        }
    }

    /// <summary>The texts with a secret in them, each with the form of the secret, not with the secret.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<string> texts, IEnumerable<string> secrets)
    {
        (string Form, string Value)[] forms = [.. secrets.SelectMany(SecretForms.Of)];
        string[] seen = [.. texts];
        return
        [
            .. seen.Where(text => Token().IsMatch(text)).Select(text => $"a token in: {Token().Replace(text, "<TOKEN>")}"),
            .. seen.SelectMany(text => forms
                .Where(form => text.Contains(form.Value, StringComparison.Ordinal))
                .Select(form => $"a key as {form.Form} in: {text.Replace(form.Value, "<KEY>", StringComparison.Ordinal)}")),
        ];
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= OnException;
        _spans.Dispose();
        _meters.Dispose();
        IReadOnlyList<string> found = Find(Texts.Keys, Secrets.Keys);
        if (found.Count > 0)
        {
            throw new InvalidOperationException($"{found.Count} texts show a secret.\n{string.Join('\n', found.Take(20))}");
        }
    }

    [GeneratedRegex("sig=[A-Za-z0-9%+/]{20,}")]
    private static partial Regex Token();

    private static void SeeTags(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        See(instrument.Name);
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            See($"{tag.Key}={tag.Value}");
        }
    }

    private static void OnException(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        // Writing an exception may throw another one.
        if (_isWriting)
        {
            return;
        }

        _isWriting = true;
        try
        {
            See(thrown.Exception.ToString());
        }
        finally
        {
            _isWriting = false;
        }
    }
}
