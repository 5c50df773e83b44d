using ModuleIdentities.Benchmarks.Clients;
using MQTTnet;

// MQTTnet alone, with a module that is there and a token that somebody else made: port, client id, user name, password, topic.
using IMqttClient client = new MqttClientFactory().CreateMqttClient();
await client.ConnectAsync(BareConnection.Options(args));
using BareSender sender = new(client, args[4]);
await ClientProgram.RunAsync(sender.SendAsync);
