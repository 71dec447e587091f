using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServerlessSupport.Hub.Installations;

namespace ServerlessSupport.Hub.Rest;

/// <summary>What the hub does with installations.</summary>
internal sealed class InstallationRequests(PushHub hub)
{
    public async Task<IResult> PutAsync(HubCall call)
    {
        var document = Parse(call.Body) as JsonObject ?? throw new FormatException("An installation must be a JSON object.");
        return await KeepAsync(call, document);
    }

    public async Task<IResult> PatchAsync(HubCall call)
    {
        var operations = Parse(call.Body) as JsonArray ?? throw new FormatException("A patch must be a JSON array.");
        return hub.Find(call.InstallationId) is { } found ? await KeepAsync(call, InstallationPatch.Apply(found.Document, operations)) : NotFound();
    }

    public IResult Get(HubCall call) =>
        hub.Find(call.InstallationId) is { } found ? TypedResults.Text(found.Document.ToJsonString(), "application/json; charset=utf-8") : NotFound();

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
        return TypedResults.Ok();
    }

    private static IResult NotFound() => HubAnswers.Error(StatusCodes.Status404NotFound, "There is no installation of this id.");

    private static JsonNode? Parse(string body)
    {
        try
        {
            // Duplicate names would only show when the document is first read.
            return JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException fault)
        {
            throw new FormatException("The body is not valid JSON.", fault);
        }
    }
}
