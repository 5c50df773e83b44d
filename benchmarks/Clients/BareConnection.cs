using System.Globalization;
using MQTTnet;
using MQTTnet.Formatter;

namespace ModuleIdentities.Benchmarks.Clients;

/// <summary>How MQTTnet alone connects as a module that is there, with a token that somebody else made.</summary>
internal static class BareConnection
{
    /// <param name="args">Port, client id, user name and password; what follows is not read.</param>
    public static MqttClientOptions Options(string[] args) => new MqttClientOptionsBuilder()
        .WithProtocolVersion(MqttProtocolVersion.V311)
        .WithTcpServer("127.0.0.1", int.Parse(args[0], CultureInfo.InvariantCulture))
        .WithTlsOptions(tls => tls.WithCertificateValidationHandler(static _ => true))
        .WithClientId(args[1])
        .WithCredentials(args[2], args[3])
        .WithCleanSession(false)
        .Build();
}
