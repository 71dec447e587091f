using System.Net;
using System.Net.ServerSentEvents;

namespace ServerlessSupport.Client.Phone.Servers;

/// <summary>How one server is reached at the moment.</summary>
internal enum Link
{
    Connecting,

    /// <summary>Pushes come as they are sent.</summary>
    Online,

    /// <summary>It has no hub for this phone, so it is asked now and then.</summary>
    Asking,

    /// <summary>It cannot be reached; it is tried again.</summary>
    Away,

    /// <summary>It refuses this phone.</summary>
    Refused,
}

/// <summary>Keeps the phone connected to one server, however often that goes away, and hands its pushes to the inbox.</summary>
internal sealed class Connection(SupportInbox inbox, SupportServer server, ServerChoice choice, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _retry = FirstRetry;

    /// <summary>Raised when the link is another than before.</summary>
    public event Action<Connection>? Changed;

    public SupportServer Server => server;

    public Uri Address => choice.Address;

    public Link Link { get; private set; }

    /// <summary>Why the server is away or refuses; empty when it does not.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Completes when the first attempt to connect has ended, either way.</summary>
    public Task Tried => _tried.Task;

    /// <summary>Connects, again and again, until the server refuses or this is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (Link != Link.Refused)
            {
                await ConnectAsync(cancellationToken);
                await Task.Delay(Link == Link.Asking ? AskEvery : _retry, time, cancellationToken);
                _retry = _retry * 2 < LongestRetry ? _retry * 2 : LongestRetry;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var device = await server.DeviceAsync(cancellationToken);
            using var pushes = await OpenPushesAsync(device.InstallationId, cancellationToken);
            // A server of another name refuses this, before it knows a device that would get pushes of it.
            if (Link == Link.Connecting)
                await server.CatchUpAsync(cancellationToken);
            if (pushes is not null)
                await server.RegisterDeviceAsync(device.Settings ?? new DeviceSettings { Platform = PushPlatform.Local, TimeZone = TimeZoneInfo.Local.Id }, cancellationToken);
            await server.CatchUpAsync(cancellationToken);
            _retry = FirstRetry;
            Become(pushes is null ? Link.Asking : Link.Online);
            if (pushes is null)
                return;
            await using var heard = new HeardStream(await pushes.Content.ReadAsStreamAsync(cancellationToken), time);
            await foreach (var push in SseParser.Create(heard).EnumerateAsync(cancellationToken))
                await inbox.ReceiveAsync(push.Data, cancellationToken);
            Become(Link.Away, "The server has ended the connection.");
        }
        catch (Exception fault) when (fault is SupportException or HttpRequestException or IOException)
        {
            Become(IsHopeless(fault) ? Link.Refused : Link.Away, Wording.Of(fault));
        }
    }

    // Null when the server has no hub for this phone, as the Azure edition. What was pushed before is caught up with.
    private async Task<HttpResponseMessage?> OpenPushesAsync(string installationId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(choice.Address, $"/local/devices/{Uri.EscapeDataString(installationId)}/pushes"));
        var response = await http.AskAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return response;
        using (response)
            return response.StatusCode < HttpStatusCode.InternalServerError ? null : throw new HttpRequestException($"its hub answers {(int)response.StatusCode}.");
    }

    // A refused token could be renewed by an app; here it is the one that was typed or that the server itself has issued.
    private static bool IsHopeless(Exception fault) =>
        fault is SupportException { IsTransient: false } or SupportException { Status: 401 } or { InnerException: NoIssuerException };

    private void Become(Link link, string reason = "")
    {
        var isNews = link != Link;
        (Link, Reason) = (link, reason);
        if (isNews)
            Changed?.Invoke(this);
        _tried.TrySetResult();
    }
}

/// <summary>Asks a server for what is not the SDK's part.</summary>
internal static class Asking
{
    /// <summary>The answer as soon as it begins; its content may take any time.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, or did not answer within the client's timeout.</exception>
    public static async Task<HttpResponseMessage> AskAsync(this HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("it did not answer in time.", fault);
        }
    }
}
