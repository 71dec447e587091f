using Microsoft.AspNetCore.Http;
using ServerlessSupport.Http;
using ServerlessSupport.Push;

namespace ServerlessSupport.Devices;

/// <summary>What may be asked over HTTP about devices: by customers and agents about their own, by operators about all.</summary>
public sealed class DeviceEndpoints(DeviceRegistry devices, ReregisterDevices reregistration, TestPush test)
{
    private const int MaxIdLength = 64;

    public async Task<IResult> RegisterAsync(Caller caller, HttpRequest request, string installationId, CancellationToken cancellationToken)
    {
        if (RefuseId(installationId) is { } badId)
            return new ProblemResult(badId);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.DeviceRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (body.Read(installationId).Refused(out refusal, out var settings))
            return new ProblemResult(refusal);
        return (await devices.RegisterAsync(caller, installationId, settings, cancellationToken)).Refused(out refusal, out var device)
            ? new ProblemResult(refusal)
            : TypedResults.Json(DeviceView.Of(device) with { Ignored = body.Ignored() }, WireJson.Instance.DeviceView);
    }

    public async Task<IResult> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Json(new DeviceList([.. (await devices.ListAsync(caller, cancellationToken)).Select(DeviceView.Of)]), WireJson.Instance.DeviceList);

    public async Task<IResult> FindAsync(Caller caller, string installationId, CancellationToken cancellationToken) =>
        RefuseId(installationId) is null && await devices.FindAsync(caller, installationId, cancellationToken) is { } device
            ? TypedResults.Json(DeviceView.Of(device), WireJson.Instance.DeviceView)
            : NotFound();

    /// <summary>Answers the same whosever the id is, so that nobody learns which ids others have.</summary>
    public async Task<IResult> UnregisterAsync(Caller caller, string installationId, CancellationToken cancellationToken)
    {
        if (RefuseId(installationId) is not null)
            return NotFound();
        await devices.UnregisterAsync(caller, installationId, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Pushes a test to the caller's own device and tells how far it came.</summary>
    public async Task<IResult> TestAsync(Caller caller, string installationId, CancellationToken cancellationToken) =>
        RefuseId(installationId) is null && await devices.FindAsync(caller, installationId, cancellationToken) is { } device
            ? TypedResults.Json(await test.RunAsync(device, cancellationToken), WireJson.Instance.TestPushView)
            : NotFound();

    public async Task<IResult> ReregisterAsync(HttpRequest request, CancellationToken cancellationToken) =>
        request.Page(out var page) is { } refusal
            ? new ProblemResult(refusal)
            : TypedResults.Json(await reregistration.RunAsync(page, cancellationToken), WireJson.Instance.ReregistrationView);

    private static ProblemResult NotFound() => new(ProblemCode.NotFound.With("You have no such device."));

    // The id becomes part of a tag expression: nothing that could be read as an operator may get in.
    internal static Refusal? RefuseId(string installationId, string field = "installationId") =>
        installationId.Length is > 0 and <= MaxIdLength && installationId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : Refusal.Field(field, $"must be 1 to {MaxIdLength} letters, digits, - or _.");
}
