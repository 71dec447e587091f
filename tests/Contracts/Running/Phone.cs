using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;

namespace ServerlessSupport.Contracts.Running;

/// <summary>A device that is connected and receives pushes as Server-Sent Events.</summary>
public sealed class Phone : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http;
    private readonly Channel<JsonElement> _pushes = Channel.CreateUnbounded<JsonElement>();
    private readonly CancellationTokenSource _ending = new();
    private Task _reading = Task.CompletedTask;

    private readonly Func<JsonElement, JsonElement> _read;

    private Phone(HttpClient http, Func<JsonElement, JsonElement> read) => (_http, _read) = (http, read);

    /// <summary>The id of the newest event: what the next connection goes on from.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>Connects to the hub; <paramref name="read"/> finds what concerns the app in what its platform delivers.</summary>
    public static async Task<Phone> ConnectAsync(Uri hub, string installationId, long after, Func<JsonElement, JsonElement>? read = null)
    {
        var phone = new Phone(new HttpClient { BaseAddress = hub, Timeout = Timeout.InfiniteTimeSpan }, read ?? (push => push));
        var request = new HttpRequestMessage(HttpMethod.Get, $"/local/devices/{installationId}/pushes");
        request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var response = await phone._http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, phone._ending.Token);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        phone._reading = phone.ReadAsync(response);
        return phone;
    }

    /// <summary>The next push; the test fails when none comes.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        return await _pushes.Reader.ReadAsync(timeout.Token);
    }

    /// <summary>Everything that has come and not been looked at yet.</summary>
    public IReadOnlyList<JsonElement> Rest()
    {
        var rest = new List<JsonElement>();
        while (_pushes.Reader.TryRead(out var push))
            rest.Add(push);
        return rest;
    }

    private async Task ReadAsync(HttpResponseMessage response)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(_ending.Token);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_ending.Token))
            {
                LastEventId = item.EventId ?? LastEventId;
                await _pushes.Writer.WriteAsync(_read(JsonElement.Parse(item.Data)), _ending.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or HttpRequestException)
        {
            _pushes.Writer.TryComplete();
        }
        catch (Exception fault)
        {
            // Who waits for the next push learns why none comes.
            _pushes.Writer.TryComplete(fault);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading;
        _http.Dispose();
        _ending.Dispose();
    }
}
