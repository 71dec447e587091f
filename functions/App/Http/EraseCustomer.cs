using ServerlessSupport.Privacy;

namespace ServerlessSupport.App.Http;

/// <summary>Erases what is known of a customer: at the customer's own wish, or by an admin.</summary>
public sealed class EraseCustomer(ErasePeople people)
{
    /// <summary>Erases one's own data: tickets, files, devices, and all that was kept beside them. It cannot be taken back.</summary>
    [Function(nameof(EraseMe)), Allow(Who.Customers)]
    public async Task<IResult> EraseMe(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/me")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer(await people.RequestAsync(request.Caller().Key, request.Caller().Key, reason: null, cancellationToken));

    /// <summary>How far that is.</summary>
    [Function(nameof(GetErasure)), Allow(Who.Customers)]
    public async Task<IResult> GetErasure(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/me/erasure")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer(await people.FindAsync(request.Caller().Key, cancellationToken));

    /// <summary>Erases a customer's data, with the reason for it.</summary>
    [Function(nameof(EraseAnyCustomer)), Allow(Who.Operators)]
    public async Task<IResult> EraseAnyCustomer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/agent/customers/{customerKey}")] HttpRequest request, string customerKey, CancellationToken cancellationToken)
    {
        ErasureReason? reason = null;
        if (request.Text("reason") is { } said)
        {
            if (!EnumNames.TryRead<ErasureReason>(said, out var known))
                return new ProblemResult(Refusal.Field("reason", EnumNames.Choices<ErasureReason>()));
            reason = known;
        }

        return Digest.IsDigest(customerKey) ? Answer(await people.RequestAsync(customerKey, request.Caller().Key, reason, cancellationToken)) : NotFound();
    }

    /// <summary>How far that is.</summary>
    [Function(nameof(GetAnyErasure)), Allow(Who.Operators, Audited.Always)]
    public async Task<IResult> GetAnyErasure(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/customers/{customerKey}/erasure")] HttpRequest request, string customerKey, CancellationToken cancellationToken) =>
        Digest.IsDigest(customerKey) ? Answer(await people.FindAsync(customerKey, cancellationToken)) : NotFound();

    private static IResult Answer(Erasure? erasure) => erasure is null
        ? NotFound()
        : new Answer<ErasureView>(ErasureView.Of(erasure), WireJson.Instance.ErasureView, erasure.Step == ErasureStep.Done ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);

    private static ProblemResult NotFound() => new(ProblemCode.NotFound.With("Nobody has asked for an erasure."));
}

/// <summary>An erasure: why, if an admin said so, what it is at, and what is gone. 200 when it is done, 202 while it goes on by itself.</summary>
internal sealed record ErasureView(DateTimeOffset RequestedAt, ErasureReason? Reason, ErasureStep Step, int Devices, int Tickets, DateTimeOffset? FinishedAt)
{
    public static ErasureView Of(Erasure erasure) => new(erasure.RequestedAt, erasure.Reason, erasure.Step, erasure.Devices, erasure.Tickets, erasure.FinishedAt);
}
