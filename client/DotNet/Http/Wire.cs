using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessSupport.Client;

internal sealed record WireEntry(
    int Seq, string Kind, DateTimeOffset At, string? By = null, string? Text = null, string? State = null, bool? Nudge = null, int? Score = null, bool? Silent = null,
    WireFile? Attachment = null, string? ByName = null, int? Corrects = null, string? Into = null)
{
    public TicketEntry ToEntry() => new()
    {
        Seq = Seq,
        Kind = Names.Read<EntryKind>(Kind),
        At = At,
        By = Names.Read<EntryAuthor>(By),
        ByName = ByName,
        Text = Text,
        State = State is null ? null : Names.Read<TicketState>(State),
        IsNudge = Nudge == true,
        Score = Score,
        Corrects = Corrects,
        File = Attachment is { Id: { } id } ? new TicketFile(id, FileName.Of(Attachment.FileName), Attachment.ContentType ?? "", Attachment.Size) : null,
    };
}

internal sealed record WireFile(string? FileName = null, string? Id = null, string? ContentType = null, long Size = 0);

internal record WireSummary
{
    public required string Id { get; init; }

    public string? Category { get; init; }

    public string? Subject { get; init; }

    public string? State { get; init; }

    public string? Reference { get; init; }

    public string? Awaits { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed record WireTicket : WireSummary, IJsonOnDeserialized
{
    public string? FollowUpOf { get; init; }

    public IReadOnlyList<WireEntry> Timeline { get; init; } = [];

    void IJsonOnDeserialized.OnDeserialized() => Wire.Demand(Timeline);
}

internal sealed record WireTicketList(IReadOnlyList<WireSummary> Items, string? Cursor = null) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Wire.Demand(Items);
}

internal sealed record WireInquiryAnswer(WireTicket Ticket, string? Outcome = null, string? Status = null, WireTicket? FollowUp = null);

internal sealed record WireUpdate(string TicketId, int Seq, string Kind, DateTimeOffset At, string? Text = null, string? State = null);

internal sealed record WireUpdateList(IReadOnlyList<WireUpdate> Items, string Cursor, bool HasMore, string? Server = null) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Wire.Demand(Items);
}

internal sealed record WireProblem(
    string? Title = null, string? Detail = null, string? Code = null, Dictionary<string, string[]?>? Errors = null, string? TraceId = null, string? LeastRecentDevice = null, string? MergedInto = null);

internal sealed record WireSubmission(string Category, string? Subject, string Text, WireContext? Context = null);

internal sealed record WireContext(string? App, string? AppVersion, string? Device, string? Os, string? Locale, IReadOnlyDictionary<string, string>? Values);

internal sealed record WireMessage(string Text);

internal sealed record WireInquiry(string? Text);

internal sealed record WireRating(int Score, string? Text);

internal sealed record WireReceipt(int Seq, DateTimeOffset Received, DateTimeOffset? Opened, string? InstallationId);

internal sealed record WireReceipts(IReadOnlyList<WireReceipt> Receipts);

internal sealed record WireQuietHours(string From, string To);

internal sealed record WireDevice(string Platform, string? PushChannel, string? Locale, string? TimeZone, WireQuietHours? QuietHours, string? Model, string? Os, string? AppVersion);

internal sealed record WireRegistration(Dictionary<string, string>? Ignored = null);

internal sealed record WireRegisteredDevice(string InstallationId, DateTimeOffset RegisteredAt, DateTimeOffset RefreshedAt, string? Platform = null, DateTimeOffset? ExpiresAt = null);

internal sealed record WireDeviceList(IReadOnlyList<WireRegisteredDevice> Items) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Wire.Demand(Items);
}

internal sealed record WireAttachment(string FileName, string ContentType, long Size);

internal sealed record WireUpload(string AttachmentId, string UploadUrl, Dictionary<string, string>? Headers = null);

internal sealed record WireDownload(string FileName, long Size, string DownloadUrl);

internal sealed record WireExport(long? Size = null, string? DownloadUrl = null, string? Step = null, string? Reason = null);

/// <summary>What answers are held to beyond their types.</summary>
internal static class Wire
{
    /// <summary>Throws <see cref="JsonException"/> when something in the list is nothing.</summary>
    public static void Demand<T>(IReadOnlyList<T> items)
        where T : class
    {
        if (items.Any(item => item is null))
            throw new JsonException("Something in a list is null.");
    }
}

/// <summary>How requests are written and answers read; unknown fields are tolerated, and what lacks what every server says is no answer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WireTicket))]
[JsonSerializable(typeof(WireTicketList))]
[JsonSerializable(typeof(WireInquiryAnswer))]
[JsonSerializable(typeof(WireUpdateList))]
[JsonSerializable(typeof(WireProblem))]
[JsonSerializable(typeof(WireSubmission))]
[JsonSerializable(typeof(WireMessage))]
[JsonSerializable(typeof(WireInquiry))]
[JsonSerializable(typeof(WireRating))]
[JsonSerializable(typeof(WireReceipts))]
[JsonSerializable(typeof(WireDevice))]
[JsonSerializable(typeof(WireRegistration))]
[JsonSerializable(typeof(WireDeviceList))]
[JsonSerializable(typeof(WireAttachment))]
[JsonSerializable(typeof(WireUpload))]
[JsonSerializable(typeof(WireDownload))]
[JsonSerializable(typeof(WireExport))]
internal sealed partial class WireJson : JsonSerializerContext;
