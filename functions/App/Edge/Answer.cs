using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.App.Edge;

/// <summary>A JSON answer that is written once, with its length.</summary>
internal sealed class Answer<T>(T value, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = statusCode;
        return JsonAnswer.WriteAsync(httpContext, value, type, "application/json; charset=utf-8");
    }
}

/// <summary>Writes JSON to responses by way of a buffer that each thread uses again.</summary>
internal static class JsonAnswer
{
    private const int FirstSize = 4 * 1024;
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _bytes;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, string contentType)
    {
        Fill(http.Response, value, type);
        http.Response.ContentType = contentType;
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static void Fill<T>(HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        var bytes = _bytes ??= new ArrayBufferWriter<byte>(FirstSize);
        var json = _json ??= new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JsonSettings.Encoder, SkipValidation = true });
        json.Reset(bytes);
        bytes.ResetWrittenCount();
        JsonSerializer.Serialize(json, value, type);
        response.ContentLength = bytes.WrittenCount;
        bytes.WrittenSpan.CopyTo(response.BodyWriter.GetSpan(bytes.WrittenCount));
        response.BodyWriter.Advance(bytes.WrittenCount);
        if (bytes.Capacity > LargestKept)
            (_bytes, _json) = (null, null);
    }
}
