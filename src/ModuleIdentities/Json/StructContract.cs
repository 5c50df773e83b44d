using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModuleIdentities;

/// <summary>How a struct is made, written and read; described by generated code.</summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StructContract<T> : TypeContract<T, StructContract<T>>
    where T : struct
{
    internal StructContract(JsonContracts contracts)
        : base(contracts)
    {
    }

    /// <summary>Adds a property or field.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name in C#.</param>
    /// <param name="get">Reads it; null when it is never written to JSON.</param>
    /// <param name="with">The struct with another value of it; null when it is never read from JSON, or is an argument of the constructor.</param>
    public StructContract<T> Property<TValue>(string name, Func<T, TValue>? get = null, Func<T, TValue, T>? with = null) => Add(new PropertyContract<TValue>(
        typeof(T),
        name,
        get is null ? null : declaring => get((T)declaring),
        with is null ? null : (declaring, value) => Unsafe.Unbox<T>(declaring) = with((T)declaring, value!)));
}
