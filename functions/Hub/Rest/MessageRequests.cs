using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using ServerlessSupport.Hub.Faults;
using ServerlessSupport.Hub.Recent;
using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Hub.Rest;

/// <summary>What the hub does with messages: to everyone a tag expression means, or directly to devices by their channels.</summary>
internal sealed class MessageRequests(PushHub hub, RecentPushes recent, TimeProvider time)
{
    private const int MaxTestDevices = 10;
    private const int MaxBatchDevices = 1_000;
    private static readonly string[] Passed = ["apns-", "X-WNS-", "TTL", "Urgency", "Topic"];

    public async Task<IResult> SendAsync(HubCall call, HubVerdict verdict)
    {
        var notification = Notification(call, call.Body);
        if (Has(call, "direct"))
            return await SendDirectAsync(call, verdict, notification, [call.Header("ServiceBusNotification-DeviceHandle") ?? throw new FormatException("A direct send needs the header ServiceBusNotification-DeviceHandle.")]);

        var tags = call.Header("ServiceBusNotification-Tags");
        var expression = tags is null ? null : TagLimits.Parse(tags);
        var isTest = Has(call, "test");
        var meant = notification.For(hub.Candidates(expression), expression);
        IReadOnlyList<PlatformPush> pushes = [.. isTest ? meant.Take(MaxTestDevices) : meant];
        await DeliverAsync(notification.Platform is null ? "template" : "native", tags, pushes, verdict, call.Aborted);
        return isTest ? HubAnswers.Outcome(pushes) : Accepted(call);
    }

    public async Task<IResult> SendBatchAsync(HubCall call, HubVerdict verdict)
    {
        var parts = await ReadPartsAsync(call);
        if (!parts.TryGetValue("notification", out var body) || !parts.TryGetValue("devices", out var devices))
            throw new FormatException("A batch needs the parts notification and devices.");
        var handles = Handles(devices);
        if (handles.Count is 0 or > MaxBatchDevices)
            throw new FormatException($"A batch is for 1 to {MaxBatchDevices} devices.");
        return await SendDirectAsync(call, verdict, Notification(call, body), handles);
    }

    private async Task<IResult> SendDirectAsync(HubCall call, HubVerdict verdict, HubNotification notification, IReadOnlyCollection<string> handles)
    {
        if (notification.Platform is null)
            throw new FormatException("A direct send is for one platform, not for templates.");
        var wanted = handles.ToHashSet();
        var pushes = notification.For([.. hub.Candidates(null).Where(device => wanted.Contains(device.PushChannel))], null).ToList();
        await DeliverAsync("direct", null, pushes, verdict, call.Aborted);
        return Accepted(call);
    }

    private async Task DeliverAsync(string kind, string? tags, IReadOnlyList<PlatformPush> pushes, HubVerdict verdict, CancellationToken cancellationToken)
    {
        if (verdict.IsDelivered)
            await hub.DeliverAsync([.. pushes.Where(push => !push.IsTooLarge).Select(push => (push.InstallationId, Encoding.UTF8.GetBytes(push.Payload)))], cancellationToken);
        recent.Add(new RecentPush(time.GetUtcNow(), kind, tags, verdict.Describe(), [.. pushes.Select(push => push.InstallationId).Distinct()], () => pushes));
    }

    private IResult Accepted(HubCall call)
    {
        var request = call.Context.Request;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        return TypedResults.Created(string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}/{call.Hub}/messages/{id}?api-version=2020-06"));
    }

    private static HubNotification Notification(HubCall call, string body) => new(
        call.Header("ServiceBusNotification-Format") ?? throw new FormatException("The header ServiceBusNotification-Format is missing."),
        body.Length > 0 ? body : throw new FormatException("The notification has no body."),
        call.Context.Request.Headers
            .Where(header => Passed.Any(name => header.Key.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(header => header.Key, header => header.Value.ToString()));

    // SDKs send ?direct and ?direct=true.
    private static bool Has(HubCall call, string flag) =>
        call.Context.Request.Query.TryGetValue(flag, out var value) && !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Handles(string devices)
    {
        try
        {
            return JsonSerializer.Deserialize(devices, HubJson.Default.IReadOnlyListString) ?? [];
        }
        catch (JsonException fault)
        {
            throw new FormatException("The devices of a batch must be a JSON array of strings.", fault);
        }
    }

    private static async Task<Dictionary<string, string>> ReadPartsAsync(HubCall call)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!MediaTypeHeaderValue.TryParse(call.Context.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            throw new FormatException("A batch must be multipart/mixed with a boundary.");
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(Encoding.UTF8.GetBytes(call.Body)));
            while (await reader.ReadNextSectionAsync(call.Aborted) is { } section)
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.Name.Value is { } name)
                    parts[name.Trim('"')] = await section.ReadAsStringAsync(call.Aborted);
        }
        catch (IOException fault)
        {
            throw new FormatException("The batch's parts cannot be read.", fault);
        }

        return parts;
    }
}
