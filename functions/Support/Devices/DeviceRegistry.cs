using ServerlessSupport.Desk;

namespace ServerlessSupport.Devices;

/// <summary>How a device wants to be reached, and what it is.</summary>
public sealed record DeviceSettings(Platform Platform, string PushChannel, string? Locale = null, string? TimeZone = null, QuietHours? QuietHours = null)
{
    public string? Model { get; init; }
    public string? Os { get; init; }
    public string? AppVersion { get; init; }
}

/// <summary>
/// Binds devices to the person signed in on them. Our own table is written first and is the record; the push
/// platform's copy follows, so that a repeat of a registration that failed half-way completes it.
/// </summary>
public sealed class DeviceRegistry(
    IInstallationStore installations, IDevicePlatform gateway, Allowances allowances, IOptions<DevicesOptions> options, TimeProvider time)
{
    /// <summary>
    /// Registers or refreshes a device for the caller. Whoever had its push channel before, under whatever id, gets no more pushes there;
    /// somebody else's installation of the same id with another channel stays theirs.
    /// </summary>
    public async Task<Outcome<Installation>> RegisterAsync(Caller caller, string installationId, DeviceSettings settings, CancellationToken cancellationToken)
    {
        if (!gateway.Supports(settings.Platform))
            return Refusal.Field("platform", "is not one that this server pushes to.");
        if (PushChannels.AddressOf(settings.Platform, settings.PushChannel) is { } address && !PushAddress.IsPublic(address))
            return Refusal.Field("pushChannel", "must be an address of a push service: https, with a public name.");
        if (await allowances.RefuseAsync(caller.Key, new Allowance("devices", "register devices", options.Value.MaxPerHour, options.Value.MaxPerDay), cancellationToken) is { } limited)
            return limited;
        var before = await installations.FindAsync(caller.Key, installationId, cancellationToken);
        var made = Make(caller, installationId, settings, before?.RegisteredAt);
        if (!gateway.CanRead(made))
            return UnknownChannel();
        if (await installations.PutAsync(made, options.Value.MaxPerPerson, cancellationToken) is not { } installation)
            return await RefuseAsync(caller, cancellationToken);
        if (await gateway.FollowAsync(installations, installation, cancellationToken))
        {
            if (before?.Roles.Contains(ActorRole.Agent) == true && !caller.Roles.Contains(ActorRole.Agent))
                await EndAgentAsync(caller.Key, cancellationToken);
            return installation;
        }

        // Only its own writing is undone: the device may have been registered again meanwhile.
        if (await installations.FindAsync(caller.Key, installationId, cancellationToken) is { } kept && kept.IsSameAs(installation))
            await (before is null ? installations.DeleteAsync(caller.Key, installationId, cancellationToken) : installations.PutAsync(before, options.Value.MaxPerPerson, cancellationToken));
        return UnknownChannel();
    }

    private static Refusal UnknownChannel() => Refusal.Field("pushChannel", "is not one that the platform takes.");

    /// <summary>The caller's device; null when the caller has none of that id.</summary>
    public Task<Installation?> FindAsync(Caller caller, string installationId, CancellationToken cancellationToken) =>
        installations.FindAsync(caller.Key, installationId, cancellationToken);

    /// <summary>The caller's devices, the one heard of last first.</summary>
    public async Task<IReadOnlyList<Installation>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await installations.ListAsync(caller.Key, cancellationToken)).OrderByDescending(device => device.RefreshedAt)];

    /// <summary>
    /// Signs the caller's device out: pushes stop at once, because devices are looked up in our own table. Repeating it
    /// does no harm and completes one that failed half-way; for nobody's id, and for somebody else's, it does nothing.
    /// </summary>
    public async Task UnregisterAsync(Caller caller, string installationId, CancellationToken cancellationToken)
    {
        var found = await installations.FindAsync(caller.Key, installationId, cancellationToken);
        await installations.DeleteAsync(caller.Key, installationId, cancellationToken);
        var hubId = found?.HubId ?? installationId;
        if (await installations.FindByHubIdAsync(hubId, cancellationToken) is null)
            await gateway.UnregisterAsync(hubId, cancellationToken);
    }

    /// <summary>
    /// Ends what a person's devices were registered for as an agent's: one that is no customer's too is signed out. Asked when somebody leaves the desk, or is
    /// seen to have lost the role. Returns the ids of these devices.
    /// </summary>
    public async Task<IReadOnlyList<string>> EndAgentAsync(string personKey, CancellationToken cancellationToken)
    {
        var devices = (await installations.ListAsync(personKey, cancellationToken)).Where(device => device.Roles.Contains(ActorRole.Agent)).ToList();
        foreach (var device in devices)
        {
            if (device.Roles.Any(role => role != ActorRole.Agent))
            {
                await installations.PutAsync(device with { Roles = [.. device.Roles.Where(role => role != ActorRole.Agent)] }, options.Value.MaxPerPerson, cancellationToken);
                continue;
            }

            await installations.DeleteAsync(personKey, device.Id, cancellationToken);
            await gateway.SyncAsync(installations, device.HubId, cancellationToken);
        }

        return [.. devices.Select(device => device.Id)];
    }

    private Installation Make(Caller caller, string installationId, DeviceSettings settings, DateTimeOffset? registeredAt)
    {
        var now = time.GetUtcNow();
        return new Installation
        {
            Id = installationId,
            PersonKey = caller.Key,
            Roles = caller.Roles,
            Platform = settings.Platform,
            PushChannel = settings.PushChannel,
            Locale = settings.Locale,
            TimeZone = settings.TimeZone,
            QuietHours = settings.QuietHours,
            Model = settings.Model,
            Os = settings.Os,
            AppVersion = settings.AppVersion,
            RegisteredAt = registeredAt ?? now,
            RefreshedAt = now,
            ExpiresAt = now + LifeOf(caller),
        };
    }

    // An issuer does not tell that somebody is an agent no more: who is one comes back.
    private TimeSpan LifeOf(Caller caller) => caller.Roles.Contains(ActorRole.Agent) && options.Value.AgentsExpireAfter < options.Value.ExpireAfter
        ? options.Value.AgentsExpireAfter
        : options.Value.ExpireAfter;

    private async Task<Refusal> RefuseAsync(Caller caller, CancellationToken cancellationToken)
    {
        var oldest = (await installations.ListAsync(caller.Key, cancellationToken)).MinBy(device => device.RefreshedAt);
        var offer = oldest is null ? "" : $" Not heard of for longest is {oldest.Id}, since {oldest.RefreshedAt:yyyy-MM-dd}.";
        return ProblemCode.TooManyDevices.With($"A person registers at most {options.Value.MaxPerPerson} devices. Remove one first.{offer}") with
        {
            LeastRecentDevice = oldest?.Id,
        };
    }
}
