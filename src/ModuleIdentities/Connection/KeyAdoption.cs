namespace ModuleIdentities;

/// <summary>Has a living connection go over to other secrets of the same module.</summary>
internal static class KeyAdoption
{
    /// <summary>A connect that was under way when the secret changed may win once or twice; after that the hub does not want it.</summary>
    private const int MostAttempts = 3;

    /// <summary>Goes over, and returns when the hub has accepted the identity.</summary>
    /// <exception cref="ModuleIdentityException">The hub accepts other secrets of the module but not these, or refuses it altogether.</exception>
    public static async Task RunAsync(ModuleConnection connection, ModuleIdentity identity, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ConnectionStateChange> changes = connection.Changes.ListenAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (changes.ConfigureAwait(false))
        {
            // Listening begins with the first step, before anything can change.
            ValueTask<bool> first = changes.MoveNextAsync();
            connection.Use(identity);
            bool isChanged = await first.ConfigureAwait(false);
            for (int attempt = 1; isChanged && attempt <= MostAttempts; isChanged = await changes.MoveNextAsync().ConfigureAwait(false))
            {
                ConnectionStateChange change = changes.Current;
                if (change.Current == ConnectionState.Refused && change.Fault is { } fault)
                {
                    throw fault;
                }

                if (change.Current != ConnectionState.Connected)
                {
                    continue;
                }

                if (connection.Identity?.KeyFingerprint == identity.KeyFingerprint)
                {
                    return;
                }

                if (++attempt <= MostAttempts)
                {
                    connection.Use(identity);
                }
            }
        }

        throw new ModuleIdentityException(
            ModuleIdentityErrorCode.CredentialRefused,
            $"Module '{identity.ModuleId}' of device '{identity.DeviceId}' did not get connected to hub {identity.HubHostName} with its new key",
            "Its other key is unchanged and goes on working: try the rotation again later")
        {
            DeviceId = identity.DeviceId,
            ModuleId = identity.ModuleId,
        };
    }
}
