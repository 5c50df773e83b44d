using System.Diagnostics.CodeAnalysis;

namespace ModuleIdentities.Cli;

/// <summary>Whether this build serves AMQP. The native file has not: AMQPNetLite's serializer makes code at run time.</summary>
internal static class AmqpSupport
{
    [FeatureSwitchDefinition("ModuleIdentities.Cli.Amqp")]
    public static bool IsIncluded => !AppContext.TryGetSwitch("ModuleIdentities.Cli.Amqp", out bool isIncluded) || isIncluded;
}
