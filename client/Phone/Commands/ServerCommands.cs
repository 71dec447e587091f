namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Deals with the servers, and with how this phone is registered, at all of them alike.</summary>
internal static class ServerCommands
{
    public static Task ListAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        phone.Views.States(phone.Connections);
        return Task.CompletedTask;
    }

    public static Task UseAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var name = words.Need("which server");
        phone.Current = phone.Connections.FirstOrDefault(connection => connection.Server.Name == name)
            ?? throw new CommandException($"There is no server {name}, only {string.Join(", ", phone.Servers.Select(server => server.Name))}.");
        return Task.CompletedTask;
    }

    public static async Task SignOutAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        foreach (var server in phone.Servers)
            phone.Screen.Line($"[{server.Name}]", await server.SignOutAsync(cancellationToken)
                ? "Signed out; this phone is wiped."
                : "This phone is wiped. The server could not be told and may go on pushing; such pushes are refused.");
    }

    /// <summary>Shows how this phone is registered, after changing what the words say.</summary>
    public static async Task DeviceAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        if (words.Next() is { } what)
            await ChangeAsync(phone, what, words.Need("what it shall be, or off"), cancellationToken);
        foreach (var server in phone.Servers)
        {
            var device = await server.DeviceAsync(cancellationToken);
            var quiet = device.Settings?.QuietHours is { } hours ? FormattableString.Invariant($"quiet {hours.From:hh\\:mm}-{hours.To:hh\\:mm}") : "never quiet";
            phone.Screen.Line($"[{server.Name}]", device.InstallationId, device.IsRegistered ? "registered" : "not registered", $"locale {device.Settings?.Locale ?? "of the server"}", quiet, device.Settings?.TimeZone ?? "");
        }
    }

    private static async Task ChangeAsync(Handset phone, string what, string text, CancellationToken cancellationToken)
    {
        var value = text == "off" ? null : text;
        Func<DeviceSettings, DeviceSettings> change = what switch
        {
            "locale" => settings => settings with { Locale = value },
            "quiet" when Quiet(value) is var hours => settings => settings with { QuietHours = hours },
            _ => throw new CommandException("Say locale or quiet."),
        };
        foreach (var server in phone.Servers)
        {
            if ((await server.DeviceAsync(cancellationToken)).Settings is null)
                throw new CommandException($"This phone is not registered at {server.Name}.");
            await server.ChangeDeviceAsync(change, cancellationToken);
        }
    }

    private static QuietHours? Quiet(string? text)
    {
        if (text is null)
            return null;
        var times = text.Split('-').Select(time => TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read.ToTimeSpan() : (TimeSpan?)null).ToList();
        return times is [{ } from, { } to] ? new QuietHours(from, to) : throw new CommandException($"{text} are no hours, as 22:00-07:00 are.");
    }
}
