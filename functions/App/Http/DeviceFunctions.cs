using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Devices;
using ServerlessSupport.Http;

namespace ServerlessSupport.App.Http;

/// <summary>What apps call, customers' and agents' alike, to get pushes on a device and to stop them.</summary>
public sealed class DeviceFunctions(Gate gate, DeviceEndpoints devices)
{
    [Function(nameof(ListDevices))]
    public Task<IResult> ListDevices(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.SignedInAsync(request, caller => devices.ListAsync(caller, cancellationToken));

    [Function(nameof(RegisterDevice))]
    public Task<IResult> RegisterDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        gate.SignedInAsync(request, caller => devices.RegisterAsync(caller, request, installationId, cancellationToken));

    [Function(nameof(GetDevice))]
    public Task<IResult> GetDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        gate.SignedInAsync(request, caller => devices.FindAsync(caller, installationId, cancellationToken));

    [Function(nameof(UnregisterDevice))]
    public Task<IResult> UnregisterDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        gate.SignedInAsync(request, caller => devices.UnregisterAsync(caller, installationId, cancellationToken));

    [Function(nameof(TestDevice))]
    public Task<IResult> TestDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "devices/{installationId}/test")] HttpRequest request, string installationId, CancellationToken cancellationToken) =>
        gate.SignedInAsync(request, caller => devices.TestAsync(caller, installationId, cancellationToken));
}
