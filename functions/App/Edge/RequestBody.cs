using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.App.Edge;

/// <summary>Reads JSON request bodies: bounded, validated, and with every fault put down to the field it is in.</summary>
internal static class RequestBody
{
    /// <summary>Bytes; more than any valid request needs.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Reads and validates the body; an empty body is <paramref name="whenEmpty"/>, or a refusal when that is null.</summary>
    public static async ValueTask<Outcome<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken, T? whenEmpty = null)
        where T : class
    {
        var reader = request.BodyReader;
        while (true)
        {
            if (await NextAsync(reader, cancellationToken) is not { } read)
                return Refusal.Field("body", "was sent in chunks that cannot be read.");
            if (read.Buffer.Length > MaxLength)
            {
                // Given back, so that the server can drain what is still coming.
                reader.AdvanceTo(read.Buffer.End);
                return ProblemCode.BodyTooLarge.With($"A request body may have at most {MaxLength} bytes.");
            }

            if (read.IsCompleted)
            {
                var outcome = Parse(request, read.Buffer, type, whenEmpty);
                reader.AdvanceTo(read.Buffer.End);
                return outcome;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // Kestrel has exceptions of its own for most of what can be wrong with a body, but not for all: sizes that overflow, trailers that are no headers.
    private static async ValueTask<ReadResult?> NextAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or BadHttpRequestException))
        {
            return null;
        }
    }

    private static Outcome<T> Parse<T>(HttpRequest request, ReadOnlySequence<byte> sent, JsonTypeInfo<T> type, T? whenEmpty)
        where T : class
    {
        var body = WithoutMark(sent);
        if (body.IsEmpty)
            return whenEmpty is null ? Refusal.Field("body", "is required.") : whenEmpty;
        if (!IsJson(request.ContentType))
            return ProblemCode.UnsupportedMediaType.With("Send the header Content-Type: application/json.");
        try
        {
            var json = new Utf8JsonReader(body);
            if (JsonSerializer.Deserialize(ref json, type) is not { } value)
                return Refusal.Field("body", "must be a JSON object.");
            if (json.Read())
                return Refusal.Field("body", "has more after the JSON object.");
            return Validation.Refuse(value, type) is { } refusal ? refusal : value;
        }
        catch (JsonException fault)
        {
            return IsSyntax(fault) ? Refusal.Field("body", "is not valid JSON.")
                : fault.Path is { Length: > 2 } path ? Refusal.Field(path[2..], "has a value of the wrong type.")
                : Refusal.Field("body", "must be a JSON object.");
        }
    }

    // JSON is UTF-8 (RFC 8259 8.1): whatever charset the header names says nothing, and a byte order mark may be ignored.
    private static bool IsJson(string? contentType)
    {
        var name = contentType.AsSpan();
        if (name.IndexOf(';') is >= 0 and var end)
            name = name[..end];
        name = name.Trim();
        return name.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || name.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && name.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> body)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext(mark, advancePast: true) ? reader.UnreadSequence : body;
    }

    // A syntax fault carries the reader's exception inside; a value that does not convert does not.
    private static bool IsSyntax(JsonException fault) => fault.InnerException is JsonException || string.IsNullOrEmpty(fault.Path);
}

/// <summary>Reads a time as callers send it: one without an offset is in UTC, as all times here are, wherever the server stands.</summary>
internal sealed class SentTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var time) && time.Kind == DateTimeKind.Unspecified ? new(time, TimeSpan.Zero) : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
