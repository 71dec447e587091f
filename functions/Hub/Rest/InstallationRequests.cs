using ServerlessSupport.Hub.Faults;
using ServerlessSupport.Hub.Installations;

namespace ServerlessSupport.Hub.Rest;

/// <summary>What the hub does with installations.</summary>
internal sealed class InstallationRequests(PushHub hub, InjectedFaults faults)
{
    // Bytes as it is kept. One request cannot reach it, however it is escaped; patch after patch could go on for ever.
    private const int MaxLength = 8 * HubBody.MaxLength;
    private const string Never = "9999-12-31T23:59:59.9999999Z";

    public async Task<IResult> PutAsync(HubCall call)
    {
        var document = HubDocuments.JsonNode(call.Body, "The body") as JsonObject ?? throw new FormatException("An installation must be a JSON object.");
        await hub.RegisterAsync(Read(call, document), call.Aborted);
        return Kept(call);
    }

    public async Task<IResult> PatchAsync(HubCall call)
    {
        var operations = HubDocuments.JsonNode(call.Body, "The body") as JsonArray ?? throw new FormatException("A patch must be a JSON array.");
        return await hub.ChangeAsync(call.InstallationId, found => Read(call, InstallationPatch.Apply(found.Document, operations)), call.Aborted) ? Kept(call) : NotFound();
    }

    /// <summary>The document with what only the hub knows.</summary>
    public IResult Get(HubCall call)
    {
        if (hub.Find(call.InstallationId) is not { } found)
            return NotFound();
        var document = found.Document.DeepClone().AsObject();
        document["pushChannelExpired"] = faults.IsExpired(found);
        document["expirationTime"] ??= Never;
        return TypedResults.Text(document.ToJsonString(), "application/json; charset=utf-8");
    }

    /// <summary>One that is not there is as good as deleted.</summary>
    public async Task<IResult> DeleteAsync(HubCall call)
    {
        await hub.UnregisterAsync(call.InstallationId, call.Aborted);
        return TypedResults.NoContent();
    }

    private static HubInstallation Read(HubCall call, JsonObject document)
    {
        document["installationId"] ??= call.InstallationId;
        if (Encoding.UTF8.GetByteCount(document.ToJsonString()) > MaxLength)
            throw new FormatException($"An installation may have {MaxLength} bytes.");
        var installation = HubInstallation.Read(document);
        if (installation.Id != call.InstallationId)
            throw new FormatException("The installationId is not the one in the address.");
        if (installation.Platform == PushPlatform.Local)
            throw new FormatException("An installation's platform must be apns, fcmv1, wns or browser.");
        return installation;
    }

    private static IResult Kept(HubCall call)
    {
        call.Context.Response.Headers.ContentLocation = $"{call.Context.Request.Scheme}://{call.Context.Request.Host.Value}{call.Context.Request.Path}";
        return HubAnswers.Empty(StatusCodes.Status200OK);
    }

    private static IResult NotFound() => HubAnswers.Error(StatusCodes.Status404NotFound, "Installation not found.");
}
