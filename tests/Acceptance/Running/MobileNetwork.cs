namespace ServerlessSupport.Acceptance.Running;

/// <summary>The network between an app and its servers, as bad as the test makes it.</summary>
internal sealed class MobileNetwork : DelegatingHandler
{
    public MobileNetwork() => InnerHandler = new SocketsHttpHandler();

    /// <summary>Whether nothing gets through.</summary>
    public bool IsOff { get; set; }

    /// <summary>Whether the server does what is asked and its answer is lost.</summary>
    public Predicate<HttpRequestMessage> LosesAnswer { get; set; } = _ => false;

    /// <summary>Whether the connection breaks when half of the request's body is through.</summary>
    public Predicate<HttpRequestMessage> BreaksOff { get; set; } = _ => false;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsOff)
            throw new HttpRequestException("There is no network.");
        if (BreaksOff(request))
            request.Content = new HalfContent(request.Content!);
        var losesAnswer = LosesAnswer(request);
        var answer = await base.SendAsync(request, cancellationToken);
        if (!losesAnswer)
            return answer;
        answer.Dispose();
        throw new HttpRequestException("The answer was lost.");
    }

    private sealed class HalfContent : HttpContent
    {
        private readonly HttpContent _whole;

        public HalfContent(HttpContent whole)
        {
            _whole = whole;
            foreach (var (name, values) in whole.Headers)
                Headers.TryAddWithoutValidation(name, values);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var bytes = await _whole.ReadAsByteArrayAsync();
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            throw new IOException("The connection broke.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _whole.Headers.ContentLength!.Value;
            return true;
        }
    }
}
