namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Deals with the servers.</summary>
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
            ?? throw new CommandException($"There is no server {name}: there {(phone.Connections.Count == 1 ? "is" : "are")} {string.Join(", ", phone.Connections.Select(connection => connection.Server.Name))}.");
        return Task.CompletedTask;
    }

    public static async Task CatchUpAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        foreach (var server in phone.Connections.Select(connection => connection.Server))
            await server.CatchUpAsync(cancellationToken);
    }

    public static async Task SignOutAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        foreach (var server in phone.Connections.Select(connection => connection.Server))
            phone.Screen.Line($"[{server.Name}]", await server.SignOutAsync(cancellationToken)
                ? "Signed out; this phone is wiped."
                : "This phone is wiped. The server could not be told and may go on pushing; such pushes are refused.");
    }
}
