using System.ComponentModel;

namespace ModuleIdentities;

/// <summary>What a user's method returns, in the one form in which the runtime awaits it; called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Answer
{
    /// <summary>The acknowledgement of a property whose method returns nothing: it is in effect.</summary>
    public static Task<PropertyResponse> Accepted { get; } = Task.FromResult(PropertyResponse.Completed());

    /// <summary>The answer of a method that returns nothing: status 200, no payload.</summary>
    public static Task<MethodResponse> Done { get; } = Task.FromResult(new MethodResponse(200));

    /// <summary>The acknowledgement of a property when its method has ended.</summary>
    /// <param name="task">What the method returned.</param>
    public static async Task<PropertyResponse> AcceptedAfter(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        await task.ConfigureAwait(false);
        return PropertyResponse.Completed();
    }

    /// <summary>The answer of a method when it has ended.</summary>
    /// <param name="task">What the method returned.</param>
    public static async Task<MethodResponse> DoneAfter(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        await task.ConfigureAwait(false);
        return new MethodResponse(200);
    }

    /// <summary>The answer that carries what a method has come to, with status 200.</summary>
    /// <typeparam name="T">What the answer carries.</typeparam>
    /// <param name="task">What the method returned.</param>
    public static async Task<MethodResponse<T>> Ok<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return MethodResponse.Ok(await task.ConfigureAwait(false));
    }

    /// <summary>The answer that carries what a method returned, with status 200.</summary>
    /// <typeparam name="T">What the answer carries.</typeparam>
    /// <param name="payload">What the method returned.</param>
    public static Task<MethodResponse<T>> Ok<T>(T payload) => Task.FromResult(MethodResponse.Ok(payload));
}
