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
        if (record.Wanted is not { } wanted || (IsConfirmed(record) && server.Now - record.ConfirmedAt < server.Options.RegistrationRefresh))
            return true;
        await server.Connection.SendAsync(Request.Put(Path(record), ToWire(wanted), WireJson.Default.WireDevice), cancellationToken).ConfigureAwait(false);
        await server.RunAsync(session, transaction => ConfirmAsync(transaction, wanted), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Tells the server to push here no more; false when it could not be told.</summary>
    public async Task<bool> UnregisterAsync(DeviceRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await server.Connection.SendAsync(new Request(HttpMethod.Delete, Path(record)), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SupportException fault)
        {
            return fault.Status == 404;
        }
    }

    public static DeviceStatus Status(DeviceRecord record) => new(record.InstallationId, record.Wanted, record.Wanted is not null && IsConfirmed(record));

    private static bool IsConfirmed(DeviceRecord record) => record.Confirmed == record.Wanted && record.ConfirmedAt is not null;

    private async Task ConfirmAsync(LedgerTransaction transaction, DeviceSettings confirmed)
    {
        var record = await FindAsync(transaction).ConfigureAwait(false);
        transaction.Put(Shelves.Devices, server.Name, Shelves.Only, record with { Confirmed = confirmed, ConfirmedAt = server.Now });
    }

    private static string Path(DeviceRecord record) => $"devices/{record.InstallationId}";

    private static void Validate(DeviceSettings settings)
    {
        if (settings.Platform != PushPlatform.Local && string.IsNullOrWhiteSpace(settings.Channel))
            throw new ArgumentException($"{nameof(DeviceSettings.Channel)} is required for {settings.Platform}.");
        if (settings.QuietHours is { } quiet && (!IsTimeOfDay(quiet.From) || !IsTimeOfDay(quiet.To)))
            throw new ArgumentException($"{nameof(DeviceSettings.QuietHours)} must be times of day.");
    }

    private static bool IsTimeOfDay(TimeSpan time) => time >= TimeSpan.Zero && time < TimeSpan.FromDays(1);

    private static WireDevice ToWire(DeviceSettings settings) => new(
        JsonNamingPolicy.CamelCase.ConvertName(settings.Platform.ToString()),
        settings.Channel,
        settings.Locale,
        settings.TimeZone,
        settings.QuietHours is { } quiet ? new WireQuietHours(ToWire(quiet.From), ToWire(quiet.To)) : null);

    private static string ToWire(TimeSpan time) => time.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
}
