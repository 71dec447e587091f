using Microsoft.Extensions.Options;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Devices;

/// <summary>How a device wants to be reached.</summary>
public sealed record DeviceSettings(Platform Platform, string PushChannel, string? Locale = null, string? TimeZone = null, QuietHours? QuietHours = null);

/// <summary>
/// Binds devices to the person signed in on them. Our own table is written first and is the record; the push
/// platform's copy follows, so that a repeat of a registration that failed half-way completes it.
/// </summary>
public sealed class DeviceRegistry(IInstallationStore installations, IDevicePlatform gateway, IOptions<DevicesOptions> options, TimeProvider time)
{
    /// <summary>Registers or refreshes a device for the caller; whoever was signed in on it before gets no more pushes there.</summary>
    public async Task<Outcome<Installation>> RegisterAsync(Caller caller, string installationId, DeviceSettings settings, CancellationToken cancellationToken)
    {
        if (!gateway.Supports(settings.Platform))
            return Refusal.Field("platform", "is not one that this server pushes to.");
        var own = await installations.ListAsync(caller.Key, cancellationToken);
        var before = own.FirstOrDefault(installation => installation.Id == installationId);
        if (before is null && own.Count >= options.Value.MaxPerPerson)
            return ProblemCode.TooManyDevices.With($"A person registers at most {options.Value.MaxPerPerson} devices. Remove one first.");

        var now = time.GetUtcNow();
        var installation = new Installation
        {
            Id = installationId,
            PersonKey = caller.Key,
            Roles = caller.Roles,
            Platform = settings.Platform,
            PushChannel = settings.PushChannel,
            Tags = caller.Roles.Contains(ActorRole.Agent) ? [Tags.Person(caller.Key), Tags.Agents] : [Tags.Person(caller.Key)],
            Locale = settings.Locale,
            TimeZone = settings.TimeZone,
            QuietHours = settings.QuietHours,
            RegisteredAt = before?.RegisteredAt ?? now,
            RefreshedAt = now,
            ExpiresAt = now + options.Value.ExpireAfter,
        };
        await installations.PutAsync(installation, cancellationToken);
        if (await gateway.FollowAsync(installations, installation, cancellationToken))
            return installation;
        // Only its own writing is undone: somebody else may have registered the device meanwhile.
        if (await installations.FindAsync(installationId, cancellationToken) is { } kept && kept.IsSameAs(installation))
            await (before is null ? installations.DeleteAsync(installationId, cancellationToken) : installations.PutAsync(before, cancellationToken));
        return Refusal.Field("pushChannel", "is not one that the platform takes.");
    }

    /// <summary>The caller's device; null when the caller has none of that id.</summary>
    public async Task<Installation?> FindAsync(Caller caller, string installationId, CancellationToken cancellationToken) =>
        await installations.FindAsync(installationId, cancellationToken) is { } found && found.PersonKey == caller.Key ? found : null;

    /// <summary>
    /// Signs the caller's device out: pushes stop at once, because devices are looked up in our own table. Repeating it
    /// does no harm and completes one that failed half-way. False when the device is somebody else's.
    /// </summary>
    public async Task<bool> UnregisterAsync(Caller caller, string installationId, CancellationToken cancellationToken)
    {
        if (await installations.FindAsync(installationId, cancellationToken) is { } found && found.PersonKey != caller.Key)
            return false;
        await installations.DeleteAsync(installationId, cancellationToken);
        await gateway.UnregisterAsync(installationId, cancellationToken);
        return true;
    }
}
