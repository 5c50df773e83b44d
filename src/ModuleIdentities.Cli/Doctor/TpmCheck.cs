namespace ModuleIdentities.Cli;

/// <summary>Whether the TPM of the configuration can be used.</summary>
internal static class TpmCheck
{
    public static async Task<IEnumerable<Finding>> RunAsync(TpmOptions tpm, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(tpm.Tcti))
        {
            return [];
        }

        try
        {
            await EndorsementKey.ReadAsync(tpm, cancellationToken).ConfigureAwait(false);
            return [Finding.Good("tpm", $"The TPM at {tpm.Tcti} answers and has an endorsement key.")];
        }
        catch (ModuleIdentityException exception)
        {
            return [Finding.Bad("tpm", exception.Message, "See docs/tpm.md.")];
        }
    }
}
