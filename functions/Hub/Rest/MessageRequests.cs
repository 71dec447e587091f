using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using ServerlessSupport.Hub.Faults;
using ServerlessSupport.Hub.Recent;
using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Hub.Rest;

/// <summary>What the hub does with messages: to everyone a tag expression means, or directly to devices by their channels.</summary>
internal sealed class MessageRequests(PushHub hub, InjectedFaults faults, RecentPushes recent, TimeProvider time)
{
    private const int MaxTestDevices = 10;
    private const int MaxBatchDevices = 1_000;
    private static readonly string[] Passed = ["apns-", "X-WNS-", "TTL", "Urgency", "Topic"];

    public async Task<IResult> SendAsync(HubCall call, HubVerdict verdict)
    {
        var notification = Notification(call, call.Body, call.Context.Request.ContentType);
        if (call.Has("direct"))
        {
            var handle = call.Header("ServiceBusNotification-DeviceHandle") ?? throw new FormatException("A direct send needs the header ServiceBusNotification-DeviceHandle.");
            return await DeliverAsync(call, "direct", null, Direct(notification, [handle]), verdict);
        }

        var tags = call.Header("ServiceBusNotification-Tags");
        var expression = tags is null ? null : TagParser.Parse(tags);
        return await DeliverAsync(call, notification.Platform is null ? "template" : "native", tags, notification.For(hub.Candidates(expression), expression), verdict);
    }

    public async Task<IResult> SendBatchAsync(HubCall call, HubVerdict verdict)
    {
        var parts = await ReadPartsAsync(call);
        if (!parts.TryGetValue("notification", out var message) || !parts.TryGetValue("devices", out var devices))
            throw new FormatException("A batch needs the parts notification and devices.");
        var handles = Handles(devices.Body);
        if (handles.Count is 0 or > MaxBatchDevices)
            throw new FormatException($"A batch is for 1 to {MaxBatchDevices} devices.");
        return await DeliverAsync(call, "direct", null, Direct(Notification(call, message.Body, message.Type), handles), verdict);
    }

    private IEnumerable<PlatformPush> Direct(HubNotification notification, IReadOnlyCollection<string> handles)
    {
        if (notification.Platform is null)
            throw new FormatException("A direct send is for one platform, not for templates.");
        var wanted = handles.ToHashSet();
        return notification.For([.. hub.Candidates(null).Where(device => wanted.Contains(device.PushChannel))], null);
    }

    private async Task<IResult> DeliverAsync(HubCall call, string kind, string? tags, IEnumerable<PlatformPush> meant, HubVerdict verdict)
    {
        var isTest = call.Has("test");
        IReadOnlyList<PlatformPush> pushes = [.. isTest ? meant.Take(MaxTestDevices) : meant];
        if (verdict.IsDelivered)
            await hub.DeliverAsync([.. pushes.Where(push => Problem(push) is null).Select(push => (push.InstallationId, Encoding.UTF8.GetBytes(push.Payload)))], call.Aborted);
        recent.Add(new RecentPush(time.GetUtcNow(), kind, tags, verdict.Describe(), [.. pushes.Select(push => push.InstallationId).Distinct()], () => pushes));
        return isTest ? HubAnswers.Outcome(pushes, Problem) : Accepted(call);
    }

    // Why the platform would not take it, in the service's words where they are known.
    private string? Problem(PlatformPush push) =>
        faults.IsExpired(push.Device) ? "The Push Notification System handle for the registration is invalid"
        : push.IsTooLarge ? "The notification payload is too large" : null;

    private IResult Accepted(HubCall call)
    {
        var request = call.Context.Request;
        call.Context.Response.Headers.Location = $"{request.Scheme}://{request.Host.Value}/{call.Hub}/messages/{Guid.CreateVersion7(time.GetUtcNow())}?api-version=2020-06";
        return HubAnswers.Empty(StatusCodes.Status201Created);
    }

    private static HubNotification Notification(HubCall call, string body, string? contentType) => new(
        call.Header("ServiceBusNotification-Format"), body, contentType,
        call.Context.Request.Headers
            .Where(header => Passed.Any(name => header.Key.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(header => header.Key, header => header.Value.ToString()));

    private static IReadOnlyList<string> Handles(string devices)
    {
        var json = HubDocuments.Json(devices, "The list of a batch's devices");
        return json.ValueKind == System.Text.Json.JsonValueKind.Array && json.EnumerateArray().All(device => device.ValueKind == System.Text.Json.JsonValueKind.String)
            ? [.. json.EnumerateArray().Select(device => device.GetString()!)]
            : throw new FormatException("The devices of a batch must be a JSON array of strings.");
    }

    private static async Task<Dictionary<string, (string Body, string? Type)>> ReadPartsAsync(HubCall call)
    {
        var parts = new Dictionary<string, (string, string?)>(StringComparer.OrdinalIgnoreCase);
        if (!MediaTypeHeaderValue.TryParse(call.Context.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            throw new FormatException("A batch must be multipart/mixed with a boundary.");
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(Encoding.UTF8.GetBytes(call.Body)));
            while (await reader.ReadNextSectionAsync(call.Aborted) is { } section)
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.Name.Value is { } name)
                    parts[name.Trim('"')] = (await new StreamReader(section.Body).ReadToEndAsync(call.Aborted), section.ContentType);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            throw new FormatException("The batch's parts cannot be read.", fault);
        }

        return parts;
    }
}
