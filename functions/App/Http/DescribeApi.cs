using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace ServerlessSupport.App.Http;

/// <summary>Returns the description of the API (OpenAPI) as it was built in, or that the caller has it already.</summary>
public sealed class DescribeApi
{
    private static readonly Lazy<(byte[] Bytes, EntityTagHeaderValue ETag)> Document = new(Read);

    [Function(nameof(DescribeApi)), Allow(Who.Open)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Bytes(Document.Value.Bytes, "application/json", entityTag: Document.Value.ETag);
    }

    private static (byte[] Bytes, EntityTagHeaderValue ETag) Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return (bytes, new EntityTagHeaderValue($"\"{Digest.Of(Convert.ToBase64String(bytes))}\""));
    }
}
