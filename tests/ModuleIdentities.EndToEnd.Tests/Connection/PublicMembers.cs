using System.Reflection;
using System.Text.Json;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>Calls any public member of <see cref="ModuleClient"/>, those that are still to be written too.</summary>
internal static class PublicMembers
{
    private static readonly Dictionary<string, MemberInfo> Members = typeof(ModuleClient)
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member is PropertyInfo or EventInfo or MethodInfo { IsSpecialName: false })
        .ToDictionary(Describe);

    /// <summary>Those that take a span, which reflection cannot pass.</summary>
    private static readonly Dictionary<(string Name, int Parameters), Func<ModuleClient, CancellationToken, Task>> TakeSpan = new()
    {
        [("SendFieldAsync", 4)] = (client, token) => client.SendFieldAsync("number"u8, 7, default, token),
        [("SendFieldAsync", 3)] = (client, token) => client.SendFieldAsync("number"u8, 7, token),
        [("ReportPropertyAsync", 4)] = (client, token) => client.ReportPropertyAsync("level"u8, 7, null, token),
    };

    public static IEnumerable<string> Names => Members.Keys;

    /// <summary>The events, whose handlers are among those that call.</summary>
    public static IEnumerable<string> Events => Members.Values.OfType<EventInfo>().Select(member => member.Name);

    /// <summary>Calls a member to its end.</summary>
    public static async Task CallAsync(string name, Pump pump, CancellationToken cancellationToken)
    {
        switch (Members[name])
        {
            case PropertyInfo property:
                property.GetValue(pump.ModuleClient);
                break;
            case EventInfo added:
                Delegate handler = Delegate.CreateDelegate(added.EventHandlerType!, typeof(PublicMembers).GetMethod(nameof(Ignore), BindingFlags.NonPublic | BindingFlags.Static)!);
                added.AddEventHandler(pump.ModuleClient, handler);
                added.RemoveEventHandler(pump.ModuleClient, handler);
                break;
            case MethodInfo method when method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike):
                await TakeSpan[(method.Name, method.GetParameters().Length)](pump.ModuleClient, cancellationToken);
                break;
            case MethodInfo method:
                await EndAsync(Invoke(method, pump, cancellationToken));
                break;
        }
    }

    private static void Ignore(object? sender, object change)
    {
    }

    private static object? Invoke(MethodInfo method, Pump pump, CancellationToken cancellationToken)
    {
        MethodInfo closed = method.IsGenericMethodDefinition
            ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(argument => argument.GetGenericParameterConstraints().Length > 0 ? typeof(Pump) : typeof(int))])
            : method;
        object?[] arguments = [.. closed.GetParameters().Select(parameter => Argument(parameter.ParameterType, pump, cancellationToken))];
        return closed.Invoke(method.IsStatic ? null : pump.ModuleClient, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static object? Argument(Type type, Pump pump, CancellationToken cancellationToken)
    {
        object?[] known =
        [
            7, cancellationToken, pump, new ModuleIdentityOptions(), default(MessageProperties), Contracts.Default.Int32, new[] { 1, 2, 3 },
            new[] { 1, 2, 3 }.ToAsyncEnumerable(), (Action<Utf8JsonWriter, int>)(static (writer, value) => writer.WriteNumber("number"u8, value)),
        ];
        return type == typeof(string) ? null : known.FirstOrDefault(type.IsInstanceOfType)
            ?? throw new InvalidOperationException($"A public member takes a {type}: say here what to call it with.");
    }

    private static async Task EndAsync(object? result)
    {
        switch (result)
        {
            case Task task:
                await task;
                break;
            case ValueTask task:
                await task;
                break;
            case IAsyncEnumerable<ConnectionStateChange> changes:
                await using (IAsyncEnumerator<ConnectionStateChange> reader = changes.GetAsyncEnumerator())
                {
                }

                break;
            default:
                throw new InvalidOperationException($"A public member returns {result?.GetType()}: say here what its end is.");
        }
    }

    private static string Describe(MemberInfo member) =>
        member is MethodInfo method ? $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}"))})" : member.Name;
}
