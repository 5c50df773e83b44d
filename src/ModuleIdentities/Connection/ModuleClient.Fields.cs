using System.ComponentModel;
using System.Text.Json;

namespace ModuleIdentities;

/// <content>What generated code sends most: one value under its name.</content>
public sealed partial class ModuleClient
{
    /// <summary>Sends a JSON object of one field; used by generated code.</summary>
    /// <typeparam name="T">A type that is one JSON value: a number, a text, a truth value, a date or time.</typeparam>
    /// <param name="name">The name of the field, as UTF-8.</param>
    /// <param name="value">Its value.</param>
    /// <param name="properties">The component and the application properties.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="SendTelemetryAsync{TFields}(TFields, Action{Utf8JsonWriter, TFields}, MessageProperties, CancellationToken)" path="/exception"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task SendFieldAsync<T>(ReadOnlySpan<byte> name, T value, MessageProperties properties, CancellationToken cancellationToken = default)
    {
        ModuleConnection connection = Connection;
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Writer.WriteStartObject();
        JsonField.Write(message.Writer, name, value);
        message.Writer.WriteEndObject();
        return connection.Send(message, properties, cancellationToken);
    }

    /// <inheritdoc cref="SendFieldAsync{T}(ReadOnlySpan{byte}, T, MessageProperties, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task SendFieldAsync<T>(ReadOnlySpan<byte> name, T value, CancellationToken cancellationToken = default) =>
        SendFieldAsync(name, value, default, cancellationToken);

    /// <summary>Reports one property; used by generated code.</summary>
    /// <typeparam name="T">A type that is one JSON value: a number, a text, a truth value, a date or time.</typeparam>
    /// <param name="name">The name of the property, as UTF-8.</param>
    /// <param name="value">Its value.</param>
    /// <param name="component">The IoT Plug and Play component; null for the module itself.</param>
    /// <param name="cancellationToken">Ends the wait, not the report.</param>
    /// <inheritdoc cref="ReportPropertiesAsync{TFields}" path="/exception"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task ReportPropertyAsync<T>(ReadOnlySpan<byte> name, T value, string? component = null, CancellationToken cancellationToken = default)
    {
        ModuleConnection connection = Connection;
        OutgoingMessage patch = OutgoingMessage.Rent();
        patch.Writer.WriteStartObject();
        JsonField.Write(patch.Writer, name, value);
        return Report(connection, patch, component, cancellationToken);
    }
}
