using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;

namespace ServerlessSupport.App.Http;

/// <summary>Shows, tests and signs out one's own devices.</summary>
public sealed class OwnDevices(DeviceRegistry devices, ReleaseHeld held, TestPush test)
{
    [Function(nameof(GetDevice)), Allow(Who.Devices)]
    public async Task<IResult> GetDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        await FindAsync(request, installationId, cancellationToken) is { } device ? DeviceView.Answer(device) : NotFound();

    /// <summary>Pushes stop at once.</summary>
    [Function(nameof(UnregisterDevice)), Allow(Who.Devices)]
    public async Task<IResult> UnregisterDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken)
    {
        if (Installation.RefuseId(installationId) is not null || !await devices.UnregisterAsync(request.Caller(), installationId, cancellationToken))
            return NotFound();
        await held.RunAsync(request.Caller(), installationId, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Pushes a test to a device and tells how far it came.</summary>
    [Function(nameof(TestDevice)), Allow(Who.Devices)]
    public async Task<IResult> TestDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "devices/{installationId}/test")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        await FindAsync(request, installationId, cancellationToken) is { } device
            ? new Answer<TestPushView>(await test.RunAsync(device, cancellationToken), WireJson.Instance.TestPushView)
            : NotFound();

    private async Task<Installation?> FindAsync(HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        Installation.RefuseId(installationId) is null ? await devices.FindAsync(request.Caller(), installationId, cancellationToken) : null;

    private static ProblemResult NotFound() => new(ProblemCode.NotFound.With("You have no such device."));
}

/// <summary>A device as its owner sees it: without its push channel, which is a secret. Unless it is registered again it expires.</summary>
internal sealed record DeviceView(
    string InstallationId,
    Platform Platform,
    DateTimeOffset RegisteredAt,
    DateTimeOffset RefreshedAt,
    DateTimeOffset ExpiresAt,
    string? Locale,
    string? TimeZone,
    QuietHoursBody? QuietHours)
{
    public static IResult Answer(Installation installation) => new Answer<DeviceView>(Of(installation), WireJson.Instance.DeviceView);

    public static DeviceView Of(Installation installation) => new(
        installation.Id,
        installation.Platform,
        installation.RegisteredAt,
        installation.RefreshedAt,
        installation.ExpiresAt,
        installation.Locale,
        installation.TimeZone,
        QuietHoursBody.Of(installation.QuietHours));
}
