using System.Globalization;
using System.Text;

namespace ModuleIdentities.Soak;

/// <summary>What a run found.</summary>
internal sealed class SoakReport
{
    private readonly List<string> _lines = [];

    /// <summary>What does not hold.</summary>
    public List<string> Faults { get; } = [];

    public void Say(FormattableString line) => _lines.Add(line.ToString(CultureInfo.InvariantCulture));

    public void Fail(FormattableString fault) => Faults.Add(fault.ToString(CultureInfo.InvariantCulture));

    public override string ToString()
    {
        StringBuilder text = new();
        foreach (string line in _lines.Concat(Faults.Select(fault => $"NOT MET: {fault}")))
        {
            text.AppendLine(line);
        }

        return text.Append(Faults.Count == 0 ? "PASSED" : "FAILED").ToString();
    }
}
