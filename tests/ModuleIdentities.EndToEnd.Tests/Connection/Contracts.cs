using System.Text.Json.Serialization;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

[JsonSerializable(typeof(int))]
internal sealed partial class Contracts : JsonSerializerContext;
