using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Cli;

/// <summary>A command of the back office, with the rights of a service.</summary>
internal abstract class HubCommand : ToolCommand
{
    protected HubCommand(ServiceResource resource, string name, string description)
        : base(name, description) => Resource = resource;

    public override IReadOnlyList<ExitCode> ExitCodes => [ExitCode.NotFound, ExitCode.CredentialRefused, ExitCode.Unavailable, ExitCode.Conflict];

    /// <summary>What the command is about.</summary>
    protected ServiceResource Resource { get; }

    /// <summary>The group <c>hub</c> with every kind of thing.</summary>
    public static Command CreateGroup()
    {
        Command group = new("hub", "Back office only: devices, modules and enrolments of all, with a service's connection string from the environment. Refused on a device.");
        foreach (ServiceResource resource in (ServiceResource[])[new DeviceResource(), new ModuleResource(), new EnrollmentResource(isGroup: false), new EnrollmentResource(isGroup: true)])
        {
            group.Add(new Command(resource.Name, $"List, show, create and delete {resource.Plural}, with {resource.Variable}.")
            {
                new HubListCommand(resource), new HubShowCommand(resource), new HubCreateCommand(resource), new HubDeleteCommand(resource),
            });
        }

        return group;
    }

    /// <summary>Does the command's work.</summary>
    protected abstract Task<ExitCode> RunAsync(ServiceApi api, ParseResult arguments, Screen screen, CancellationToken cancellationToken);

    protected sealed override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        DeviceCredentials.ThrowIfAny(configuration);
        ServicePolicy policy = ServicePolicy.FromEnvironment(Resource.Variable);
        ModuleIdentityOptions options = new();
        ModuleIdentityOptionsBinder.Bind(configuration, options);
        using ServiceApi api = new(policy, options.Network, Resource.Version);
        return await RunAsync(api, arguments, screen, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Arguments that name one thing, or only the owner of several.</summary>
    protected IReadOnlyList<Argument<string>> AddIds(bool isOne)
    {
        List<Argument<string>> ids = [.. Resource.OwnerIds.Select(owner => new Argument<string>(owner) { Description = $"Id of the {owner}.", HelpName = owner.ToUpperInvariant() })];
        if (isOne)
        {
            string noun = Resource.Name.Replace('-', ' ');
            ids.Add(new Argument<string>(Resource.Name) { Description = $"Id of the {noun}.", HelpName = Resource.Name.ToUpperInvariant() });
        }

        foreach (Argument<string> id in ids)
        {
            Add(id);
        }

        return ids;
    }

    /// <summary>The values of the arguments of <see cref="AddIds"/>.</summary>
    protected static string[] Ids(ParseResult arguments, IReadOnlyList<Argument<string>> ids) => [.. ids.Select(arguments.GetRequiredValue)];

    /// <summary>A command line about one example, or about its owner, of this resource.</summary>
    protected string Line(string verb, bool isOne) => string.Join(' ', ["moduleid", "hub", Resource.Name, verb, .. isOne ? Resource.ExampleIds : Resource.ExampleIds[..^1]]);

    /// <summary>One thing, for a person.</summary>
    protected static IEnumerable<(string Name, string? Value)> Facts(ServiceRecord record) =>
    [
        (record.Kind, record.Id),
        ("device", record.DeviceId),
        ("service", record.Host),
        ("status", record.Status),
        ("authentication", record.Authentication),
        ("primary key", record.PrimaryFingerprint),
        ("secondary key", record.SecondaryFingerprint),
        ("connected", record.IsConnected is { } isConnected ? isConnected ? "yes" : "no" : null),
    ];
}
