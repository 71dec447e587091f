using ServerlessSupport.Devices;

namespace ServerlessSupport.App.Http;

/// <summary>Lists, shows, tests and signs out one's own devices.</summary>
public sealed class OwnDevices(DeviceRegistry devices, ReleaseHeld held, TestPush test)
{
    /// <summary>The one heard of last first.</summary>
    [Function(nameof(ListDevices)), Allow(Who.Devices)]
    public async Task<IResult> ListDevices(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/devices")] HttpRequest request, CancellationToken cancellationToken) =>
        new Answer<DeviceList>(new([.. (await devices.ListAsync(request.Caller(), cancellationToken)).Select(DeviceView.Of)]), WireJson.Instance.DeviceList);

    [Function(nameof(GetDevice)), Allow(Who.Devices)]
    public async Task<IResult> GetDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        await FindAsync(request, installationId, cancellationToken) is { } device ? DeviceView.Answer(device) : NotFound();

    /// <summary>Pushes stop at once. The answer is the same whosever the id is, so that nobody learns which ids others have.</summary>
    [Function(nameof(UnregisterDevice)), Allow(Who.Devices)]
    public async Task<IResult> UnregisterDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken)
    {
        if (Installation.RefuseId(installationId) is not null)
            return NotFound();
        await devices.UnregisterAsync(request.Caller(), installationId, cancellationToken);
        await held.RunAsync(request.Caller(), installationId, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Pushes a test to a device and tells how far it came.</summary>
    [Function(nameof(TestDevice)), Allow(Who.Devices)]
    public async Task<IResult> TestDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/devices/{installationId}/test")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        await FindAsync(request, installationId, cancellationToken) is { } device
            ? new Answer<TestPushView>(await test.RunAsync(device, cancellationToken), WireJson.Instance.TestPushView)
            : NotFound();

    private async Task<Installation?> FindAsync(HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        Installation.RefuseId(installationId) is null ? await devices.FindAsync(request.Caller(), installationId, cancellationToken) : null;

    private static ProblemResult NotFound() => new(ProblemCode.NotFound.With("You have no such device."));
}

/// <summary>One's own devices, the one heard of last first.</summary>
internal sealed record DeviceList(IReadOnlyList<DeviceView> Items);

/// <summary>
/// A device as its owner sees it: without its push channel, which is a secret. Unless it is registered again it expires.
/// <paramref name="Ignored"/> names, in the answer to a registration, the fields that made no sense and were left out.
/// </summary>
internal sealed record DeviceView(
    string InstallationId,
    Platform Platform,
    DateTimeOffset RegisteredAt,
    DateTimeOffset RefreshedAt,
    DateTimeOffset ExpiresAt,
    string? Locale,
    string? TimeZone,
    QuietHoursBody? QuietHours,
    string? Model,
    string? Os,
    string? AppVersion,
    IReadOnlyDictionary<string, string>? Ignored)
{
    public static IResult Answer(Installation installation, IReadOnlyDictionary<string, string>? ignored = null) =>
        new Answer<DeviceView>(Of(installation) with { Ignored = ignored }, WireJson.Instance.DeviceView);

    public static DeviceView Of(Installation installation) => new(
        installation.Id,
        installation.Platform,
        installation.RegisteredAt,
        installation.RefreshedAt,
        installation.ExpiresAt,
        installation.Locale,
        installation.TimeZone,
        QuietHoursBody.Of(installation.QuietHours),
        installation.Model,
        installation.Os,
        installation.AppVersion,
        Ignored: null);
}
