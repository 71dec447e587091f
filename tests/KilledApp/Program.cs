using System.Net.Http.Json;
using System.Text.Json;
using ServerlessSupport.Client;

// An app that gives feedback to every server without end, and tells what it was promised will arrive. To be killed at any moment.
if (args is not [var store, var user, var file, var first, .. var servers] || !int.TryParse(first, out var number))
{
    Console.Error.WriteLine("STORE USER FILE FIRST-NUMBER NAME=ADDRESS …");
    return 1;
}

// So many may be under way, so that sending keeps up with giving.
const int Most = 30;
using var http = new HttpClient();
await using var inbox = new SupportInbox(new SupportInboxOptions { StorePath = store, Faulted = fault => Console.Error.WriteLine(fault) });
inbox.FeedbackSettled += (_, settled) => Console.WriteLine($"settled {settled.Refusal?.Message}");
foreach (var (name, address) in servers.Select(server => server.Split('=', 2)).Select(parts => (parts[0], new Uri(parts[1]))))
    await inbox.AddServer(name, Options(address)).SignInAsync(user);

for (; ; number++)
    foreach (var server in inbox.Servers)
    {
        while ((await server.OutboxAsync()).Count > Most)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        var ticket = (await server.SubmitAsync(new NewTicket(TicketCategory.Question, $"{number}"))).TicketId;
        Console.WriteLine($"{server.Name} {FeedbackKind.Submission} {number}");
        await server.InquireAsync(ticket, $"{number}");
        Console.WriteLine($"{server.Name} {FeedbackKind.Inquiry} {number}");
        await server.AttachAsync(ticket, new AttachmentFile(file, "text/plain", $"{number}.txt"));
        Console.WriteLine($"{server.Name} {FeedbackKind.Attachment} {number}");
    }

SupportServerOptions Options(Uri address)
{
    string? token = null;
    return new()
    {
        BaseAddress = address,
        FirstRetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(200),
        AccessToken = async (refresh, cancellationToken) => token = refresh || token is null ? await TokenAsync(address, cancellationToken) : token,
    };
}

async Task<string?> TokenAsync(Uri address, CancellationToken cancellationToken)
{
    using var answer = await http.PostAsJsonAsync(new Uri(address, "/local/tokens"), new { user, role = "customer" }, cancellationToken);
    return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString();
}
