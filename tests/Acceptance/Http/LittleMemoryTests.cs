using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>A server whose memory is limited hard: what is too much is refused, the process goes on, and the next customer is served.</summary>
public sealed class LittleMemoryTests : IDisposable
{
    /// <summary>A server that does little has a fifth of it.</summary>
    private const long HeapLimit = 96L * 1024 * 1024;

    private const int BodySize = 16 * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bodies_and_connections_of_many_times_its_memory_are_refused_and_it_goes_on()
    {
        await using var server = new LocalProcess(_folder, "--Logging:LogLevel:Default", "None")
        {
            Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("x", System.Globalization.CultureInfo.InvariantCulture) },
        };
        await server.StartAsync(Cancelled);
        using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
        await alice.SubmitAsync();

        // 64 at once are a gigabyte; the texts of those that are not too large are refused for their length.
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => PostAsync(alice, i % 2 == 0 ? BodySize : 200_000)));
        Assert.DoesNotContain(answers, status => (int?)status >= 500 || status == HttpStatusCode.Created);
        await WithIdleConnectionsAsync(server.Address, 500, () => alice.SubmitAsync("While many do nothing."));

        await alice.SubmitAsync("Afterwards.");
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/health")).Status);
    }

    /// <summary>The status of the answer; null when the server cut the connection off.</summary>
    private static async Task<HttpStatusCode?> PostAsync(Person customer, int size)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"category":"question","text":"{{new string('x', size)}}"}"""));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await customer.Http.PostAsync("/api/tickets", body, Cancelled);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task WithIdleConnectionsAsync(Uri server, int count, Func<Task> work)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            foreach (var socket in sockets)
            {
                await socket.ConnectAsync(server.Host, server.Port, Cancelled);
                // Half a request, so that something is kept for it.
                await socket.SendAsync("POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nX-Padding: "u8.ToArray(), Cancelled);
            }

            await work();
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
