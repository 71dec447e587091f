namespace ServerlessSupport.Client.Phone.Servers;

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
