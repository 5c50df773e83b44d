namespace ModuleIdentities;

/// <summary>The device's TPM 2.0, as the package <c>ModuleIdentities.Tpm</c> gives it. No key leaves it.</summary>
internal interface ITpm
{
    /// <summary>The device's key, which the Device Provisioning Service gave to the TPM: what the device signs with at its hub.</summary>
    IKeySigner DeviceKey { get; }

    /// <summary>A key that the TPM makes of its own seed, always the same until its owner clears it, and that nobody else knows.</summary>
    IKeySigner OwnKey { get; }

    /// <summary>Tells which TPM it is.</summary>
    /// <exception cref="ModuleIdentityException">The TPM cannot be used (<see cref="ModuleIdentityErrorCode.KeyUnavailable"/>).</exception>
    Task<TpmIdentity> IdentifyAsync(CancellationToken cancellationToken);

    /// <summary>Opens a challenge; nothing is kept.</summary>
    /// <param name="encryptedKey">A key, encrypted for one TPM alone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What signs with that key, inside the TPM.</returns>
    /// <exception cref="ModuleIdentityException">It is for another TPM, or the TPM cannot be used.</exception>
    Task<IKeySigner> OpenChallengeAsync(byte[] encryptedKey, CancellationToken cancellationToken);

    /// <summary>Puts a key in the place of <see cref="DeviceKey"/>, where it outlives this process and the TPM's resets.</summary>
    /// <param name="encryptedKey">A key, encrypted for one TPM alone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">It is for another TPM, or the TPM cannot be used.</exception>
    Task KeepDeviceKeyAsync(byte[] encryptedKey, CancellationToken cancellationToken);
}

/// <summary>The public parts of a TPM's keys, each the base64 of a TPM2B_PUBLIC: no secret.</summary>
/// <param name="EndorsementKey">The endorsement key, by which an enrolment names the TPM.</param>
/// <param name="StorageRootKey">The storage root key, to which keys are encrypted for the TPM.</param>
internal sealed record TpmIdentity(string EndorsementKey, string StorageRootKey);
