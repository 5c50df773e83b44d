using System.Text;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>The service's side: what it has received, in order, and the module's twin.</summary>
internal sealed class SimulatedHub(VirtualWorld world, Faults faults)
{
    private long _desiredVersion = 1;

    public SimulatedLink? Current { get; private set; }

    /// <summary>The bodies of the messages, as they came.</summary>
    public List<int> Received { get; } = [];

    /// <summary>Which message each id was, and which id each message had.</summary>
    public HashSet<(int Number, string? Id)> Ids { get; } = [];

    public JsonObject Desired { get; private set; } = [];

    public JsonObject Reported { get; private set; } = [];

    /// <summary>Which twin it is: another after the device has moved to another hub.</summary>
    public int Generation { get; private set; }

    /// <summary>Takes a new connection of the module, and throws out the old one without a word.</summary>
    public void Accept(SimulatedLink link)
    {
        Current?.CloseByHub();
        Current = link;
    }

    public void Receive(SimulatedLink link, OutgoingMessage message, int number, string? bag)
    {
        if (link != Current || link.IsClosedByHub)
        {
            return;
        }

        Received.Add(number);
        Ids.Add((number, bag?.Split('&').FirstOrDefault(property => property.StartsWith("%24.mid=", StringComparison.Ordinal))));
        if (!faults.Strikes(Fault.AcknowledgementLost))
        {
            link.ToClient(message.Acknowledge);
        }
    }

    public void ChangeDesired(string name, int? value)
    {
        JsonObject patch = new() { [name] = value };
        JsonMergePatch.Apply(Desired, patch);
        long version = ++_desiredVersion;
        if (Current is not { IsSubscribed: true } link || faults.Strikes(Fault.PatchLost))
        {
            return;
        }

        for (int copies = faults.Strikes(Fault.PatchTwice) ? 2 : 1; copies > 0; copies--)
        {
            link.ToClient(() => link.TakePatch((JsonObject)patch.DeepClone(), version), isOrdered: false);
        }
    }

    public JsonObject ReadDesired()
    {
        JsonObject read = (JsonObject)Desired.DeepClone();
        read["$version"] = _desiredVersion;
        return read;
    }

    /// <summary>Moves the device to another hub, which knows nothing of it.</summary>
    public void Move()
    {
        Current?.CloseByHub();
        Current = null;
        Generation++;
        Reported = [];
        Desired = (JsonObject)Desired.DeepClone();
        _desiredVersion = 1 + world.Random.Next(3);
    }

    /// <summary>Reads the number that the body of a message is.</summary>
    public static int NumberOf(ReadOnlyMemory<byte> body) => int.Parse(Encoding.UTF8.GetString(body.Span), System.Globalization.CultureInfo.InvariantCulture);
}
