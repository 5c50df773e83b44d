using System.Text;

namespace ModuleIdentities.Agents;

/// <summary>The device whose files are written: this one, or an image of one in a folder.</summary>
public sealed class AgentHost
{
    private readonly string _root;

    /// <param name="root">The folder that is the root of an image; null for this device itself.</param>
    public AgentHost(string? root = null)
    {
        _root = root is null ? "" : System.IO.Path.GetFullPath(root);
        IsImage = root is not null;
        Accounts = new Accounts(this);
    }

    /// <summary>A folder as if it were the root of this device, for tests: services are told of changes.</summary>
    internal static AgentHost Running(string root) => new(root) { IsImage = false };

    /// <summary>Whether it is an image: nothing runs there, so nothing is restarted.</summary>
    public bool IsImage { get; private init; }

    /// <summary>Its users and groups.</summary>
    public Accounts Accounts { get; }

    /// <summary>Where a path of the device is here.</summary>
    public string Locate(string path) => System.IO.Path.Join(_root, path);

    /// <summary>Whether the device has the file or folder.</summary>
    public bool Has(string path) => System.IO.Path.Exists(Locate(path));

    /// <summary>The text of a file; null when it is not there.</summary>
    /// <exception cref="AgentException">It cannot be read.</exception>
    public string? Read(string path)
    {
        try
        {
            return Has(path) ? File.ReadAllText(Locate(path), Encoding.UTF8) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AgentException.OfFile(path, "read", exception);
        }
    }
}
