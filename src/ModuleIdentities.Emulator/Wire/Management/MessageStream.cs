using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>
/// The received messages over HTTP: a line of JSON for each (NDJSON) or, for a caller that accepts <c>text/event-stream</c>, server-sent events whose id is
/// the sequence number. A reader that does not keep up misses the oldest; nobody waits for it.
/// </summary>
internal sealed class MessageStream
{
    private const string EventStream = "text/event-stream";

    private readonly MessageFilter _filter;
    private readonly bool _isFollowing;
    private readonly bool _isEventStream;
    private readonly int _newest;

    private MessageStream(MessageFilter filter, bool isFollowing, bool isEventStream, int newest)
    {
        _filter = filter;
        _isFollowing = isFollowing;
        _isEventStream = isEventStream;
        _newest = newest;
    }

    /// <summary>
    /// Reads <c>hub</c>, <c>device</c>, <c>module</c>, <c>since</c> (a time), <c>after</c> (a sequence number), <c>follow</c> and, where nothing follows, <c>newest</c> (how
    /// many at most).
    /// </summary>
    /// <exception cref="FormatException">A parameter cannot be read, or there is no such.</exception>
    public static MessageStream Read(HttpCall call)
    {
        ManagementQuery.RequireKnown(call, "hub", "device", "module", "since", "after", "follow", "newest");
        MessageFilter filter = new()
        {
            HubName = call.Query("hub"),
            DeviceId = call.Query("device"),
            ModuleId = call.Query("module"),
            Since = call.Query("since") is { } since ? ReadTime(since) : null,
            After = (call.Query("after") ?? call.Header("Last-Event-ID")) is { Length: > 0 } after ? ReadNumber(after) : 0,
        };
        bool isFollowing = call.Query("follow") switch
        {
            null or "true" => true,
            "false" => false,
            _ => throw new FormatException("'follow' is true or false."),
        };
        if (isFollowing && call.HasQuery("newest"))
        {
            throw new FormatException("'newest' goes with follow=false.");
        }

        return new MessageStream(
            filter,
            isFollowing,
            call.Header("Accept")?.Contains(EventStream, StringComparison.OrdinalIgnoreCase) == true,
            ManagementQuery.Number(call, "newest", int.MaxValue));
    }

    /// <summary>Writes those that are kept and, when it follows, each new one until the caller goes.</summary>
    public async Task WriteAsync(HttpResponse response, ReceivedMessages messages, CancellationToken cancellationToken)
    {
        response.ContentType = _isEventStream ? EventStream : "application/x-ndjson";
        response.Headers.CacheControl = "no-store";
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!_isFollowing)
        {
            foreach (ReceivedMessage message in Newest(messages.Snapshot()))
            {
                await WriteAsync(response, message, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        try
        {
            await foreach (ReceivedMessage message in messages.ReadAsync(_filter, cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(response, message, cancellationToken).ConfigureAwait(false);
                await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
    }

    // From the end: who asks again and again asks for a few of many.
    private List<ReceivedMessage> Newest(IReadOnlyList<ReceivedMessage> kept)
    {
        List<ReceivedMessage> newest = [];
        for (int i = kept.Count - 1; i >= 0 && newest.Count < _newest && kept[i].SequenceNumber > _filter.After; i--)
        {
            if (_filter.Accepts(kept[i]))
            {
                newest.Add(kept[i]);
            }
        }

        newest.Reverse();
        return newest;
    }

    private static DateTimeOffset ReadTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new FormatException("'since' is a time such as 2026-11-25T15:00:00Z.");

    private static long ReadNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw new FormatException("'after' is a sequence number.");

    private async Task WriteAsync(HttpResponse response, ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (_isEventStream)
        {
            string head = $"id: {message.SequenceNumber.ToString(CultureInfo.InvariantCulture)}\nevent: message\ndata: ";
            await response.Body.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken).ConfigureAwait(false);
        }

        await response.Body.WriteAsync(HttpCall.Json(writer => ManagementJson.Write(writer, message)), cancellationToken).ConfigureAwait(false);
        await response.Body.WriteAsync(_isEventStream ? "\n\n"u8.ToArray() : "\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
