namespace ModuleIdentities;

/// <summary>What <see cref="ModuleKeyOptions"/> must keep to.</summary>
internal static class ModuleKeyRules
{
    /// <summary>Each rotation is three registry operations of a hub that has 100 a minute for all its devices.</summary>
    private static readonly TimeSpan ShortestRotation = TimeSpan.FromHours(1);

    /// <summary>Adds what is wrong.</summary>
    /// <param name="options">The options.</param>
    /// <param name="isFinal">Whether they are about to be used; else the TPM's package may still be added.</param>
    /// <param name="faults">What is wrong so far.</param>
    public static void Check(ModuleIdentityOptions options, bool isFinal, OptionFaults faults)
    {
        if (!Enum.IsDefined(options.Keys.Kind))
        {
            faults.Add("Keys:Kind", "is none of HubKey, DeviceKey, DerivedKey and Certificate");
        }

        CheckMasterKey(options, isFinal, faults);
        if (options.Keys.RotationInterval < ShortestRotation)
        {
            faults.Add("Keys:RotationInterval", $"is {options.Keys.RotationInterval}; it must be at least {ShortestRotation}");
        }
    }

    private static void CheckMasterKey(ModuleIdentityOptions options, bool isFinal, OptionFaults faults)
    {
        MasterKeyOptions master = options.Keys.MasterKey;
        if (options.Keys.Kind != ModuleKeyKind.DerivedKey)
        {
            if (master.IsSet)
            {
                faults.Add("Keys:MasterKey", $"is set, and is of no use with Keys:Kind {options.Keys.Kind}; set that to DerivedKey");
            }

            return;
        }

        bool mayComeLater = !isFinal && options.TpmFactory is null && !string.IsNullOrEmpty(master.Tcti);
        if (!MasterKey.TryRead(options, out _, out string path, out string? fault) && !(mayComeLater && fault == TpmCredential.MissingPackage))
        {
            faults.Add(path, fault);
        }
    }
}
