using System.ComponentModel;

namespace ModuleIdentities;

/// <summary>How a class, record or interface is made, written and read; described by generated code.</summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ObjectContract<T> : TypeContract<T, ObjectContract<T>>
    where T : class
{
    internal ObjectContract(JsonContracts contracts)
        : base(contracts)
    {
    }

    /// <summary>Adds a property or field.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name in C#.</param>
    /// <param name="get">Reads it; null when it is never written to JSON.</param>
    /// <param name="set">Sets it; null when it is never read from JSON, or is an argument of the constructor.</param>
    public ObjectContract<T> Property<TValue>(string name, Func<T, TValue>? get = null, Action<T, TValue>? set = null) => Add(new PropertyContract<TValue>(
        typeof(T),
        name,
        get is null ? null : declaring => get((T)declaring),
        set is null ? null : (declaring, value) => set((T)declaring, value!)));
}
