using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.Client;

/// <summary>Sends requests to one server. What a server refuses, and what keeps it from answering, is a <see cref="SupportException"/>.</summary>
internal sealed class ServerConnection : IDisposable
{
    private const int Attempts = 3;
    private const int PieceLength = 64 * 1024;

    // How a request travels is known here, and a server that says otherwise must not stop the outbox.
    private static readonly string[] Framing = ["Connection", "Content-Length", "Host", "Transfer-Encoding"];

    // One for the process: every new one would open connections of its own. Deadlines are set for each request.
    // No good answer comes near the limit: a page of updates has at most some megabytes. Files are not read by it.
    private static readonly HttpClient Shared = new() { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 16 << 20 };

    private readonly HttpClient _http;
    private readonly Uri _api;
    private readonly TimeSpan _timeout;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly AccessTokens _tokens;

    public ServerConnection(SupportServerOptions options, TimeProvider time)
    {
        _http = options.HttpClient ?? Shared;
        _api = new Uri(new Uri(options.BaseAddress.AbsoluteUri.TrimEnd('/') + "/"), "api/");
        _timeout = options.RequestTimeout;
        _backoff = new Backoff(options.FirstRetryDelay, options.MaxRetryDelay);
        _time = time;
        _tokens = new AccessTokens(options.AccessToken);
    }

    /// <summary>Sends while somebody waits for it: a fault that may pass is tried again twice, unless the server asks for more time than a call may take.</summary>
    public async Task<T> AskAsync<T>(Request request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await SendAsync(request, type, cancellationToken).ConfigureAwait(false);
            }
            catch (SupportException fault) when (failures < Attempts && fault.IsTransient && fault.Status != 401 && fault.Code != SupportException.NoToken && !(fault.RetryAfter > _timeout))
            {
                await _time.DelayAsync(_backoff.After(failures, fault.RetryAfter), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends once, or twice when the token is refused.</summary>
    public async Task<T> SendAsync<T>(Request request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException fault)
        {
            throw SupportException.Of(SupportException.InvalidAnswer, $"The answer to {request.Method} {request.Path} cannot be read.", fault);
        }
    }

    /// <summary>Sends once, or twice when the token is refused, and returns the body of the answer.</summary>
    public async Task<byte[]> SendAsync(Request request, CancellationToken cancellationToken)
    {
        var token = await _tokens.GetAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await SendAsync(request, token, cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.Status == 401)
        {
            token = await _tokens.GetAsync(token, cancellationToken).ConfigureAwait(false);
            return await SendAsync(request, token, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Uploads to where a server said, which need not be that server: so without the token.</summary>
    public async Task UploadAsync(string address, IReadOnlyDictionary<string, string> headers, UploadContent content, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, AddressOf(address)) { Content = content };
        try
        {
            foreach (var header in headers.Where(header => !Framing.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
                if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
                {
                    content.Headers.Remove(header.Key);
                    content.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw SupportException.Of(SupportException.InvalidAnswer, "The server gave headers for the upload that are none.", fault);
        }

        // As long as bytes keep moving there is no deadline: a large file on a slow line is no fault.
        using var stalled = new StallTimer(_time, _timeout);
        content.Moved = stalled.Restart;
        await SendAsync(message, stalled.Token, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Downloads from where a server said, without the token, what comes after so many bytes; hands each piece over before the next is read.</summary>
    public async Task DownloadAsync(string address, long after, Func<byte[], int, Task> take, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, AddressOf(address));
        if (after > 0)
            message.Headers.Range = new RangeHeaderValue(after, null);
        using var stalled = new StallTimer(_time, _timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        await GuardAsync(
            async () =>
            {
                using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode)
                    throw await Problems.ReadAsync(answer, _time).ConfigureAwait(false);
#pragma warning disable CA2016 // The overload that takes a token is not in netstandard2.0.
                using var body = await answer.Content.ReadAsStreamAsync().ConfigureAwait(false);
#pragma warning restore CA2016
                // Who does not know ranges sends all of it again.
                await CopyAsync(body, answer.StatusCode == HttpStatusCode.PartialContent ? 0 : after, take, stalled, either.Token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _tokens.Dispose();

    // Relative to the server's own, or whole.
    private Uri AddressOf(string told) => Uri.TryCreate(_api, told, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw SupportException.Of(SupportException.InvalidAnswer, "The server gave an address that is none.");

    private static async Task CopyAsync(Stream body, long skip, Func<byte[], int, Task> take, StallTimer stalled, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceLength];
        while (true)
        {
#pragma warning disable CA1835 // The overloads by Memory are not in netstandard2.0.
            var count = await body.ReadAsync(piece, 0, skip > 0 ? (int)Math.Min(skip, piece.Length) : piece.Length, cancellationToken).ConfigureAwait(false);
#pragma warning restore CA1835
            if (count == 0)
                return;
            stalled.Restart();
            if (skip > 0)
                skip -= count;
            else
                await take(piece, count).ConfigureAwait(false);
        }
    }

    private async Task<byte[]> SendAsync(Request request, string token, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(_api);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var deadline = _time.Deadline(_timeout);
        return await SendAsync(message, deadline.Token, cancellationToken).ConfigureAwait(false);
    }

    private async Task<byte[]> SendAsync(HttpRequestMessage message, CancellationToken deadline, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellationToken);
        return await GuardAsync(
            async () =>
            {
                using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                    return answer.StatusCode == HttpStatusCode.NoContent ? [] : await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                throw await Problems.ReadAsync(answer, _time).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw SupportException.Of(SupportException.TimedOut, $"The server did not answer in time ({_timeout.TotalSeconds} s).", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw SupportException.Of(SupportException.Unreachable, $"The server cannot be reached: {fault.Message}", fault);
        }
    }
}
