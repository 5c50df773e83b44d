using System.Text;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>The parameters of a method that sends, as C# source, written without a string of their own.</summary>
internal readonly struct ParameterList
{
    public const string Task = "global::System.Threading.Tasks.Task";

    private readonly EquatableArray<SentParameter> _parameters;
    private readonly bool _hasDefaults;

    private ParameterList(SentMethod method, bool hasDefaults)
    {
        _parameters = method.Parameters;
        _hasDefaults = hasDefaults;
    }

    /// <summary>As the implementing half of a partial method repeats them: without default values.</summary>
    public static ParameterList Of(SentMethod method) => new(method, hasDefaults: false);

    /// <summary>As a declaration of their own has them.</summary>
    public static ParameterList WithDefaults(SentMethod method) => new(method, hasDefaults: true);

    public void AppendTo(StringBuilder text)
    {
        for (int i = 0; i < _parameters.Count; i++)
        {
            SentParameter parameter = _parameters[i];
            text.Append(i == 0 ? "" : ", ").Append(parameter.IsParams ? "params " : "").Append(parameter.Type).Append(' ').Append(Identifier.Escape(parameter.Name));
            if (_hasDefaults && parameter.DefaultValue is { } value)
            {
                text.Append(" = ").Append(value);
            }
        }
    }
}
