namespace ModuleIdentities;

/// <summary>What an enrolment has to know of a device's TPM.</summary>
public static class EndorsementKey
{
    /// <summary>
    /// Reads the public part of the TPM's endorsement key, which goes into the enrolment as it is. It is no secret. A TPM that has none at the place where
    /// it belongs (0x81010001) is made to have one.
    /// </summary>
    /// <param name="options">How the TPM is reached.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Base64 of a TPM2B_PUBLIC.</returns>
    /// <exception cref="ArgumentException">The options do not say how the TPM is reached.</exception>
    /// <exception cref="ModuleIdentityException">The TPM cannot be used (<see cref="ModuleIdentityErrorCode.KeyUnavailable"/>).</exception>
    public static async Task<string> ReadAsync(TpmOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Tcti);
        return (await new TssTpm(options).IdentifyAsync(cancellationToken).ConfigureAwait(false)).EndorsementKey;
    }
}
