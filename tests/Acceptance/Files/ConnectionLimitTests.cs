using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Runtime;

namespace ServerlessSupport.Acceptance.Files;

/// <summary>More connections than the process may have open files end nothing: who comes too many is told so, and who was there is served.</summary>
public sealed class ConnectionLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ConnectionLimit.Least, 16)]
    [InlineData(512, 46)]
    [InlineData(1024, 302)]
    [InlineData(1_048_576, 393_216)]
    public void Files_of_the_store_and_the_runtime_keep_their_share(int descriptors, int connections) => Assert.Equal(connections, ConnectionLimit.Of(descriptors));

    [Fact]
    public async Task A_flood_of_connections_is_refused_with_503_and_the_server_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, openFiles: 512);
        using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
        await alice.SubmitAsync();
        var flood = new List<Socket>();
        try
        {
            await FloodAsync(flood, server.Address, 500, []);

            // A connection that was there before is served all the while.
            for (var i = 0; i < 5; i++)
                await alice.SubmitAsync();
            Assert.Contains("503", await FirstLineAsync(flood[100]), StringComparison.Ordinal);
        }
        finally
        {
            flood.ForEach(socket => socket.Dispose());
        }

        using var bob = new HttpClient { BaseAddress = server.Address };
        await UntilHealthyAsync(bob);
    }

    [Fact]
    public async Task With_fewer_open_files_than_it_needs_it_does_not_start_and_says_so()
    {
        Needs.That(File.Exists("/usr/bin/prlimit"), "prlimit is not there to limit the open files of a process.");
        using var folder = new TemporaryFolder();
        var limited = new ProcessStartInfo("prlimit", ["--nofile=320:320", "dotnet", typeof(LocalEdition).Assembly.Location, "--url", "http://127.0.0.1:0", "--data", folder.Path]) { RedirectStandardError = true, RedirectStandardOutput = true };

        using var process = Process.Start(limited)!;
        var said = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("lets this process have 320 open files, and it needs 452 at least", said, StringComparison.Ordinal);
    }

    /// <summary>Each of them holds a file open beside its connection.</summary>
    [Fact]
    public async Task A_flood_of_downloads_that_nobody_reads_ends_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, openFiles: 1024);
        using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
        var ticket = await alice.SubmitAsync();
        var large = await alice.AttachAsync(ticket, [.. Enumerable.Repeat((byte)'a', 9_000_000)], "log.txt", "text/plain");
        var address = (await alice.GetAsync($"{Uploads.Path(ticket)}/{large}")).Body.GetProperty("downloadUrl").GetString()!;
        var request = Encoding.ASCII.GetBytes($"GET {new Uri(address).PathAndQuery} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n\r\n");
        var flood = new List<Socket>();
        try
        {
            await FloodAsync(flood, server.Address, 640, request);

            Assert.Contains("200", await FirstLineAsync(flood[0]), StringComparison.Ordinal);
            for (var i = 0; i < 5; i++)
                await alice.SubmitAsync();
        }
        finally
        {
            flood.ForEach(socket => socket.Dispose());
        }

        using var bob = new HttpClient { BaseAddress = server.Address };
        await UntilHealthyAsync(bob);
    }

    private static async Task<LocalProcess> StartAsync(TemporaryFolder folder, int openFiles)
    {
        Needs.That(File.Exists("/usr/bin/prlimit"), "prlimit is not there to limit the open files of a process.");
        var server = new LocalProcess(folder.Path) { Prefix = ["prlimit", $"--nofile={openFiles}:{openFiles}"] };
        await server.StartAsync(Cancellation);
        return server;
    }

    // Each sends that much, and reads as little as it can.
    private static async Task FloodAsync(List<Socket> flood, Uri server, int count, byte[] request)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            flood.Add(socket);
            await socket.ConnectAsync(server.Host, server.Port, Cancellation);
            await socket.SendAsync(request, Cancellation);
        }
    }

    private static async Task<string> FirstLineAsync(Socket socket)
    {
        var buffer = new byte[256];
        var count = await socket.ReceiveAsync(buffer, Cancellation);
        return Encoding.ASCII.GetString(buffer, 0, count).Split('\r')[0];
    }

    private static async Task UntilHealthyAsync(HttpClient http)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/api/health", timeout.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // The places of the flood are not free again yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, timeout.Token);
        }
    }
}
