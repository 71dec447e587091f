using System.Text.Json.Serialization;
using ServerlessSupport.Devices;

namespace ServerlessSupport.App.Http;

/// <summary>Confirms updates that a device received or the customer opened.</summary>
public sealed class ConfirmReceipt(ConfirmUpdates receipts)
{
    [Function(nameof(ConfirmReceipt)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/receipts")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.ReceiptsRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        return (body.Refuse() ?? await receipts.RunAsync(request.Caller(), ticketId, body.Read(), cancellationToken)) is { } refused
            ? new ProblemResult(refused)
            : TypedResults.NoContent();
    }
}

/// <summary>The body by which a device confirms updates of one ticket.</summary>
internal sealed record ReceiptsRequest
{
    [Required(ErrorMessage = "is required."), Length(1, MaxReceipts, ErrorMessage = "must be {1} to {2} receipts.")]
    public IReadOnlyList<ReceiptRequest?>? Receipts { get; init; }

    public const int MaxReceipts = 100;

    /// <summary>What is wrong with the first bad receipt; null when all are well formed.</summary>
    public Refusal? Refuse() => Receipts!.Select((receipt, i) => Refuse(receipt, $"receipts[{i}]")).FirstOrDefault(refusal => refusal is not null);

    public IReadOnlyList<Receipt> Read() =>
    [
        .. Receipts!.Select(receipt => new Receipt { Seq = receipt!.Seq!.Value, Received = receipt.Received, Opened = receipt.Opened, InstallationId = receipt.InstallationId }),
    ];

    private static Refusal? Refuse(ReceiptRequest? receipt, string path)
    {
        if (receipt is null)
            return Refusal.Field(path, "must be a receipt.");
        if (Validation.Refuse(receipt, WireJson.Instance.ReceiptRequest, $"{path}.") is { } bad)
            return bad;
        if (receipt.Received is null && receipt.Opened is null)
            return Refusal.Field($"{path}.received", "or opened is required: when it was.");
        return receipt.InstallationId is { } id ? Installation.RefuseId(id, $"{path}.installationId") : null;
    }
}

/// <summary>One confirmation: when the device received an update, and when the customer opened it, both by the device's clock.</summary>
internal sealed record ReceiptRequest
{
    [Required(ErrorMessage = SeqError), Range(1, int.MaxValue, ErrorMessage = SeqError)]
    public int? Seq { get; init; }

    [JsonConverter(typeof(SentTimeConverter))]
    public DateTimeOffset? Received { get; init; }

    [JsonConverter(typeof(SentTimeConverter))]
    public DateTimeOffset? Opened { get; init; }

    public string? InstallationId { get; init; }

    private const string SeqError = "is required: the number of the update, from 1.";
}
