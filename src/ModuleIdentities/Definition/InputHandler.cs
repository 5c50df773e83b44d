namespace ModuleIdentities;

/// <summary>An input of a module class.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Callback">Reads the body and calls the user's method; throws a <see cref="WrongPayloadException"/> when it is not of the method's type.</param>
internal sealed record InputHandler(string Name, Func<IModule?, InputMessage, CancellationToken, Task> Callback);
