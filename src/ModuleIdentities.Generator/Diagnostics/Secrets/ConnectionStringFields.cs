namespace ModuleIdentities.Generator.Diagnostics.Secrets;

/// <summary>The <c>Name=Value</c> fields of a connection string, and where each stands.</summary>
internal sealed class ConnectionStringFields
{
    private readonly Dictionary<string, Field> _fields = new(StringComparer.OrdinalIgnoreCase);

    private ConnectionStringFields()
    {
    }

    /// <summary>Reads the fields of any text; of one that is no connection string, there are few or none.</summary>
    public static ConnectionStringFields Read(string text)
    {
        ConnectionStringFields fields = new();
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOf(';', start);
            end = end < 0 ? text.Length : end;
            // Only the first '=' separates: base64 ends with some of its own.
            int separator = text.IndexOf('=', start, end - start);
            if (separator > start)
            {
                fields._fields[text.Substring(start, separator - start).Trim()] = new Field(text.Substring(separator + 1, end - separator - 1), start, separator + 1, end);
            }

            start = end + 1;
        }

        return fields;
    }

    public Field? Find(string name) => _fields.TryGetValue(name, out Field? field) ? field : null;

    /// <summary>One field.</summary>
    /// <param name="Value">What stands behind its first <c>=</c>.</param>
    /// <param name="Start">Where its name starts.</param>
    /// <param name="ValueStart">Where its value starts.</param>
    /// <param name="End">Where it ends.</param>
    public sealed record Field(string Value, int Start, int ValueStart, int End);
}
