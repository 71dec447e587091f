using System.Text.Json.Serialization;

namespace ServerlessSupport.Client;

internal sealed record WireEntry(
    int Seq, string Kind, DateTimeOffset At, string? By, string? Text, string? State, bool? Nudge, int? Score, bool? Silent = null, WireFile? Attachment = null,
    string? ByName = null, int? Corrects = null, string? Into = null)
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
        File = Attachment is { Id: { } id } ? new TicketFile(id, Attachment.FileName ?? "", Attachment.ContentType ?? "", Attachment.Size) : null,
    };
}

internal sealed record WireFile(string? FileName, string? Id = null, string? ContentType = null, long Size = 0);

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

internal sealed record WireTicket : WireSummary
{
    public string? FollowUpOf { get; init; }

    public IReadOnlyList<WireEntry> Timeline { get; init; } = [];
}

internal sealed record WireTicketList(IReadOnlyList<WireSummary> Items, string? Cursor);

internal sealed record WireInquiryAnswer(string? Outcome, string? Status, WireTicket Ticket, WireTicket? FollowUp);

internal sealed record WireUpdate(string TicketId, int Seq, string Kind, DateTimeOffset At, string? Text, string? State);

internal sealed record WireUpdateList(string? Server, IReadOnlyList<WireUpdate> Items, string Cursor, bool HasMore);

internal sealed record WireProblem(string? Title, string? Detail, string? Code, Dictionary<string, string[]>? Errors, string? TraceId, string? LeastRecentDevice = null, string? MergedInto = null);

internal sealed record WireSubmission(string Category, string? Subject, string Text, WireContext? Context = null);

internal sealed record WireContext(string? App, string? AppVersion, string? Device, string? Os, string? Locale, IReadOnlyDictionary<string, string>? Values);

internal sealed record WireMessage(string Text);

internal sealed record WireInquiry(string? Text);

internal sealed record WireRating(int Score, string? Text);

internal sealed record WireReceipt(int Seq, DateTimeOffset Received, DateTimeOffset? Opened, string? InstallationId);

internal sealed record WireReceipts(IReadOnlyList<WireReceipt> Receipts);

internal sealed record WireQuietHours(string From, string To);

internal sealed record WireDevice(string Platform, string? PushChannel, string? Locale, string? TimeZone, WireQuietHours? QuietHours, string? Model, string? Os, string? AppVersion);

internal sealed record WireRegistration(Dictionary<string, string>? Ignored);

internal sealed record WireRegisteredDevice(string InstallationId, string? Platform, DateTimeOffset RegisteredAt, DateTimeOffset RefreshedAt, DateTimeOffset? ExpiresAt);

internal sealed record WireDeviceList(IReadOnlyList<WireRegisteredDevice> Items);

internal sealed record WireAttachment(string FileName, string ContentType, long Size);

internal sealed record WireUpload(string AttachmentId, string UploadUrl, Dictionary<string, string>? Headers);

internal sealed record WireDownload(string FileName, long Size, string DownloadUrl);

internal sealed record WireExport(long? Size, string? DownloadUrl);

/// <summary>How requests are written and answers read; unknown fields are tolerated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
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
