using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Devices;
using ServerlessSupport.Http;

namespace ServerlessSupport.App.Http;

/// <summary>What operators call. Below <c>agent/</c>, because the platform keeps routes that begin with <c>admin</c> for itself.</summary>
public sealed class AdminFunctions(Gate gate, DeviceEndpoints devices)
{
    [Function(nameof(ReregisterDevices))]
    public Task<IResult> ReregisterDevices(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/devices/reregister")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.AdminAsync(request, _ => devices.ReregisterAsync(request, cancellationToken));
}
