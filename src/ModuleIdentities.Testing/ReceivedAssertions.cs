using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>
/// Assertions on the telemetry that the hub received, from everybody, a device or a module. Each is met at once by what is there already, else by
/// what comes; after 30 seconds, or what the test gives it, it fails and lists what was received instead. It ends when the running test is cancelled.
/// </summary>
public abstract class ReceivedAssertions
{
    private protected ReceivedAssertions()
    {
    }

    private protected abstract IotEmulator Hub { get; }

    private protected abstract MessageFilter Filter { get; }

    /// <summary>From whom, and how that stands.</summary>
    private protected abstract string Sender { get; }

    /// <summary>
    /// The first message whose body is a <typeparamref name="T"/>, as <paramref name="where"/> wants it. A body is one when it has all that the
    /// constructor of <typeparamref name="T"/> requires and nothing that <typeparamref name="T"/> does not have.
    /// </summary>
    /// <typeparam name="T">A type that System.Text.Json reads.</typeparam>
    /// <param name="where">Which of them; the first when null.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <param name="condition">Its text, which the compiler fills in.</param>
    /// <exception cref="HubAssertionException">None came in time.</exception>
    [RequiresUnreferencedCode(PayloadReader.Reflects)]
    [RequiresDynamicCode(PayloadReader.Reflects)]
    public Task<T> Received<T>(
        Func<T, bool>? where = null, TimeSpan? within = null, [CallerArgumentExpression(nameof(where))] string? condition = null) =>
        FirstAsync(PayloadReader.Whole<T>(), where, within, condition);

    /// <summary>The first message whose body is read by a contract of yours, as <paramref name="where"/> wants it.</summary>
    /// <typeparam name="T">The type of the contract.</typeparam>
    /// <param name="contract">The contract, of a <c>JsonSerializerContext</c>; it says what a body must have.</param>
    /// <param name="where">Which of them; the first when null.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <param name="condition">Its text, which the compiler fills in.</param>
    /// <exception cref="HubAssertionException">None came in time.</exception>
    public Task<T> Received<T>(
        JsonTypeInfo<T> contract,
        Func<T, bool>? where = null,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(where))] string? condition = null)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return FirstAsync(PayloadReader.Whole(contract), where, within, condition);
    }

    /// <summary>The first message whose body is an object with this field, as <paramref name="where"/> wants the field.</summary>
    /// <typeparam name="T">The type of the field.</typeparam>
    /// <param name="field">The name of the field, as a parameter of the method that sends has it.</param>
    /// <param name="where">Which of them; the first when null.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <param name="condition">Its text, which the compiler fills in.</param>
    /// <exception cref="HubAssertionException">None came in time.</exception>
    [RequiresUnreferencedCode(PayloadReader.Reflects)]
    [RequiresDynamicCode(PayloadReader.Reflects)]
    public Task<T> Received<T>(
        string field, Func<T, bool>? where = null, TimeSpan? within = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        return FirstAsync(PayloadReader.Field<T>(field), where, within, condition);
    }

    /// <summary>The first message as <paramref name="where"/> wants it, with its properties and the bytes of its body.</summary>
    /// <param name="where">Which of them; the first when null.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <param name="condition">Its text, which the compiler fills in.</param>
    /// <exception cref="HubAssertionException">None came in time.</exception>
    public Task<ReceivedMessage> ReceivedMessage(
        Func<ReceivedMessage, bool>? where = null, TimeSpan? within = null, [CallerArgumentExpression(nameof(where))] string? condition = null) =>
        FirstAsync(PayloadReader.Message, where, within, condition);

    private Task<T> FirstAsync<T>(PayloadReader<T> reader, Func<T, bool>? where, TimeSpan? within, string? condition)
    {
        Sightings seen = new();
        return BoundedWait.ForAsync(
            async cancellationToken =>
            {
                await foreach (ReceivedMessage message in Hub.Messages.ReadAsync(Filter, cancellationToken).ConfigureAwait(false))
                {
                    if (!reader.TryRead(message, out T? value, out string? reason))
                    {
                        seen.Add(message, reason);
                    }
                    else if (where is null || where(value))
                    {
                        return value;
                    }
                    else
                    {
                        seen.Add(message, $"{reader.Name}, but not so");
                    }
                }

                throw new UnreachableException("Messages are read until the wait is over.");
            },
            within,
            () => $"the hub received no {reader.Name}{(condition is null ? "" : $" with {condition}")} from {Sender}.{seen}");
    }
}
