using ServerlessSupport.Hub.Faults;
using ServerlessSupport.Hub.Installations;

namespace ServerlessSupport.Hub.Rest;

/// <summary>What the hub does with installations.</summary>
internal sealed class InstallationRequests(PushHub hub, InjectedFaults faults)
{
    private const string Never = "9999-12-31T23:59:59.9999999Z";

    public async Task<IResult> PutAsync(HubCall call)
    {
        var document = HubDocuments.JsonNode(call.Body, "The body") as JsonObject ?? throw new FormatException("An installation must be a JSON object.");
        return await KeepAsync(call, document);
    }

    public async Task<IResult> PatchAsync(HubCall call)
    {
        var operations = HubDocuments.JsonNode(call.Body, "The body") as JsonArray ?? throw new FormatException("A patch must be a JSON array.");
        return hub.Find(call.InstallationId) is { } found ? await KeepAsync(call, InstallationPatch.Apply(found.Document, operations)) : NotFound();
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

    private async Task<IResult> KeepAsync(HubCall call, JsonObject document)
    {
        document["installationId"] ??= call.InstallationId;
        var installation = HubInstallation.Read(document);
        if (installation.Id != call.InstallationId)
            throw new FormatException("The installationId is not the one in the address.");
        if (installation.Platform == PushPlatform.Local)
            throw new FormatException("An installation's platform must be apns, fcmv1, wns or browser.");
        await hub.RegisterAsync(installation, call.Aborted);
        call.Context.Response.Headers.ContentLocation = $"{call.Context.Request.Scheme}://{call.Context.Request.Host}{call.Context.Request.Path}";
        return HubAnswers.Empty(StatusCodes.Status200OK);
    }

    private static IResult NotFound() => HubAnswers.Error(StatusCodes.Status404NotFound, "Installation not found.");
}
