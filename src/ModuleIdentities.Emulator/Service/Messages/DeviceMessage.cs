using System.Text;

namespace ModuleIdentities.Emulator.Service.Messages;

/// <summary>A device-to-cloud message as sent, before the hub stamps it.</summary>
internal sealed record DeviceMessage(Dictionary<string, string> SystemProperties, Dictionary<string, string> Properties, ReadOnlyMemory<byte> Body)
{
    /// <summary>Its size as the hub counts it: body, values of system properties, names and values of the sender's own.</summary>
    public int Size
    {
        get
        {
            int size = Body.Length;
            foreach (string value in SystemProperties.Values)
            {
                size += Encoding.UTF8.GetByteCount(value);
            }

            foreach ((string name, string value) in Properties)
            {
                size += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
            }

            return size;
        }
    }
}
