namespace ModuleIdentities.Testing;

/// <summary>
/// Makes a partial class a fake of a module: it implements the interface of what the module sends, sends nothing, and remembers what it was given. Of
/// <c>SendTemperatureAsync(double temperature)</c> it has <c>SentTemperature</c>, of <c>ReportFirmwareAsync(string version)</c>
/// <c>ReportedFirmware</c>: a <see cref="SentLog{T}"/> each.
/// </summary>
/// <typeparam name="TModule">The class of the module, of this or another project.</typeparam>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FakeModuleAttribute<TModule> : Attribute
    where TModule : IModuleClass;
