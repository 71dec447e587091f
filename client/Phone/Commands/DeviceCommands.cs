using System.Globalization;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Deals with how this phone is registered, at all servers alike.</summary>
internal static class DeviceCommands
{
    public static async Task ShowAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        foreach (var server in phone.Connections.Select(connection => connection.Server))
        {
            var device = await server.DeviceAsync(cancellationToken);
            var quiet = device.Settings?.QuietHours is { } hours ? FormattableString.Invariant($"quiet {hours.From:hh\\:mm}-{hours.To:hh\\:mm}") : "never quiet";
            phone.Screen.Line($"[{server.Name}]", device.InstallationId, device.IsRegistered ? "registered" : "not registered", $"locale {device.Settings?.Locale ?? "of the server"}", quiet, device.Settings?.TimeZone ?? "");
        }
    }

    public static Task LocaleAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var locale = words.Need("a language tag as zh-CN, or off");
        return ChangeAsync(phone, settings => settings with { Locale = locale == "off" ? null : locale }, words, cancellationToken);
    }

    public static Task QuietAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var from = words.Need("from when, as 22:00, or off");
        var quiet = from == "off" ? null : new QuietHours(Time(from), Time(words.Need("until when, as 07:00")));
        return ChangeAsync(phone, settings => settings with { QuietHours = quiet }, words, cancellationToken);
    }

    private static async Task ChangeAsync(Handset phone, Func<DeviceSettings, DeviceSettings> change, Words words, CancellationToken cancellationToken)
    {
        foreach (var server in phone.Connections.Select(connection => connection.Server))
        {
            if ((await server.DeviceAsync(cancellationToken)).Settings is null)
                throw new CommandException($"This phone is not registered at {server.Name}.");
            await server.ChangeDeviceAsync(change, cancellationToken);
        }

        await ShowAsync(phone, words, cancellationToken);
    }

    private static TimeSpan Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time.ToTimeSpan()
        : throw new CommandException($"{text} is no time of day, as 22:00 is one.");
}
