using System.Globalization;
using System.Text.Json;

namespace ServerlessSupport.Client;

/// <summary>Keeps the server's registration of this device as the app wants it.</summary>
internal sealed class DeviceRegistrar(ServerContext server)
{
    /// <summary>The record of this installation, made when there is none.</summary>
    public async Task<DeviceRecord> FindAsync(LedgerTransaction transaction)
    {
        var record = await transaction.FindAsync(Shelves.Devices, server.Name).ConfigureAwait(false);
        var id = server.Options.InstallationId ?? record?.InstallationId ?? Clock.NewId();
        if (record?.InstallationId == id)
            return record;
        record = new DeviceRecord { InstallationId = id };
        transaction.Put(Shelves.Devices, server.Name, Shelves.Only, record);
        return record;
    }

    /// <summary>Notes what the app wants from now on.</summary>
    public Task WantAsync(SessionRecord session, Func<DeviceSettings?, DeviceSettings> change, CancellationToken cancellationToken) =>
        server.RunAsync(
            session,
            async transaction =>
            {
                var record = await FindAsync(transaction).ConfigureAwait(false);
                var wanted = change(record.Wanted);
                Validate(wanted);
                transaction.Put(Shelves.Devices, server.Name, Shelves.Only, record with { Wanted = wanted });
            },
            cancellationToken);

    /// <summary>Registers if the server does not know what the app wants, or has not been told for long. Always true.</summary>
    public async Task<bool> RegisterAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        var record = await server.RunAsync(session, FindAsync, cancellationToken).ConfigureAwait(false);
        var facts = server.DeviceFacts();
        if (record.Wanted is not { } wanted || (IsConfirmed(record, facts) && IsFresh(record.ConfirmedAt!.Value)))
            return true;
        var answer = await server.Connection.SendAsync(Request.Put(Path(record.InstallationId), ToWire(wanted, facts), WireJson.Default.WireDevice), WireJson.Default.WireRegistration, cancellationToken).ConfigureAwait(false);
        await server.RunAsync(session, transaction => ConfirmAsync(transaction, wanted, facts, answer.Ignored), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Tells the server to push here no more; false when it could not be told.</summary>
    public async Task<bool> UnregisterAsync(DeviceRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await server.Connection.SendAsync(new Request(HttpMethod.Delete, Path(record.InstallationId)), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SupportException fault)
        {
            return fault.Status == 404;
        }
    }

    /// <summary>All devices of the person signed in, the one heard of last first.</summary>
    public async Task<IReadOnlyList<RegisteredDevice>> ListAsync(string ownId, CancellationToken cancellationToken)
    {
        var list = await server.Connection.AskAsync(Request.Get("devices"), WireJson.Default.WireDeviceList, cancellationToken).ConfigureAwait(false);
        return [.. list.Items.Select(device => new RegisteredDevice
        {
            InstallationId = device.InstallationId,
            IsThisDevice = device.InstallationId == ownId,
            Platform = Enum.TryParse<PushPlatform>(device.Platform, ignoreCase: true, out var platform) ? platform : null,
            RegisteredAt = device.RegisteredAt,
            RefreshedAt = device.RefreshedAt,
            ExpiresAt = device.ExpiresAt,
        })];
    }

    /// <summary>Removes another device; one that is gone already is no error.</summary>
    public async Task RemoveAsync(string installationId, CancellationToken cancellationToken)
    {
        try
        {
            await server.Connection.SendAsync(new Request(HttpMethod.Delete, Path(installationId)), cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.Status == 404)
        {
        }
    }

    public DeviceStatus Status(DeviceRecord record)
    {
        var status = new DeviceStatus(record.InstallationId, record.Wanted, record.Wanted is not null && IsConfirmed(record, server.DeviceFacts()));
        return status.IsRegistered && record.Ignored is { } ignored ? status with { Ignored = ignored } : status;
    }

    private static bool IsConfirmed(DeviceRecord record, DeviceFacts facts) => record.Confirmed == record.Wanted && record.ConfirmedFacts == facts && record.ConfirmedAt is not null;

    // Not either when it was confirmed in a time to come: the device's clock was put back since.
    private bool IsFresh(DateTimeOffset confirmedAt) => (server.Now - confirmedAt).Duration() < server.Options.RegistrationRefresh;

    private async Task ConfirmAsync(LedgerTransaction transaction, DeviceSettings confirmed, DeviceFacts facts, Dictionary<string, string>? ignored)
    {
        var record = await FindAsync(transaction).ConfigureAwait(false);
        transaction.Put(Shelves.Devices, server.Name, Shelves.Only, record with { Confirmed = confirmed, ConfirmedFacts = facts, ConfirmedAt = server.Now, Ignored = ignored });
    }

    private static string Path(string installationId) => $"devices/{Uri.EscapeDataString(installationId)}";

    private static void Validate(DeviceSettings settings)
    {
        if (settings.Platform != PushPlatform.Local && string.IsNullOrWhiteSpace(settings.Channel))
            throw new ArgumentException($"{nameof(DeviceSettings.Channel)} is required for {settings.Platform}.");
        if (settings.QuietHours is { } quiet && (!IsTimeOfDay(quiet.From) || !IsTimeOfDay(quiet.To)))
            throw new ArgumentException($"{nameof(DeviceSettings.QuietHours)} must be times of day.");
    }

    private static bool IsTimeOfDay(TimeSpan time) => time >= TimeSpan.Zero && time < TimeSpan.FromDays(1);

    private static WireDevice ToWire(DeviceSettings settings, DeviceFacts facts) => new(
        JsonNamingPolicy.CamelCase.ConvertName(settings.Platform.ToString()),
        settings.Channel,
        settings.Locale,
        settings.TimeZone,
        settings.QuietHours is { } quiet ? new WireQuietHours(ToWire(quiet.From), ToWire(quiet.To)) : null,
        facts.Model,
        facts.Os,
        facts.AppVersion);

    private static string ToWire(TimeSpan time) => time.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
}
