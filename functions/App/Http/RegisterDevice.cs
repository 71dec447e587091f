using ServerlessSupport.Devices;
using Platforms = ServerlessSupport.Devices.Platform;

namespace ServerlessSupport.App.Http;

/// <summary>Registers or refreshes a device for whoever is signed in.</summary>
public sealed class RegisterDevice(DeviceRegistry devices, ReleaseHeld held)
{
    [Function(nameof(RegisterDevice)), Allow(Who.Devices)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/devices/{installationId}")] HttpRequest request, string installationId, CancellationToken cancellationToken)
    {
        if (Installation.RefuseId(installationId) is { } badId)
            return new ProblemResult(badId);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.DeviceRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (body.Read(installationId).Refused(out refusal, out var settings))
            return new ProblemResult(refusal);
        var before = await devices.FindAsync(request.Caller(), installationId, cancellationToken);
        if ((await devices.RegisterAsync(request.Caller(), installationId, settings, cancellationToken)).Refused(out refusal, out var device))
            return new ProblemResult(refusal);
        if (before is null || (before.QuietHours, before.TimeZone) != (device.QuietHours, device.TimeZone))
            await held.RunAsync(request.Caller(), before?.Id, cancellationToken);
        return DeviceView.Answer(device, body.Ignored());
    }
}

/// <summary>The body of a device's registration. A locale or a time zone that makes no sense, and a text that is too long, is left out, and the answer says so: the device is registered all the same.</summary>
internal sealed record DeviceRequest
{
    [Required(ErrorMessage = "is required: apns, fcmV1, wns, browser or local.")]
    [NameOf<Platforms>]
    public string? Platform { get; init; }

    /// <summary>What the platform gave the app: a token, or for WNS and browsers a URI or subscription. For local it is the installation's id unless it is given.</summary>
    [StringLength(4096, ErrorMessage = "may have at most {1} characters.")]
    public string? PushChannel { get; init; }

    /// <summary>The language of the texts that a lock screen shows (BCP 47, as zh-CN).</summary>
    public string? Locale { get; init; }

    /// <summary>The device's time zone (IANA, as Asia/Shanghai). Needed for quiet hours, which are refused without one.</summary>
    public string? TimeZone { get; init; }

    /// <summary>When the device wants no pushes that can wait.</summary>
    public QuietHoursBody? QuietHours { get; init; }

    /// <summary>The device's model, for agents to see, as are the next two: up to 200 characters. Nothing is decided by it.</summary>
    public string? Model { get; init; }

    /// <summary>The operating system with its version.</summary>
    public string? Os { get; init; }

    /// <summary>The version of the app.</summary>
    public string? AppVersion { get; init; }

    /// <summary>What the request asks for; a refusal names the field that is wrong.</summary>
    public Outcome<DeviceSettings> Read(string installationId)
    {
        EnumNames.TryRead<Platforms>(Platform, out var platform);
        if (string.IsNullOrWhiteSpace(PushChannel) && platform != Platforms.Local)
            return Refusal.Field("pushChannel", "is required for this platform.");
        var channel = string.IsNullOrWhiteSpace(PushChannel) ? installationId : PushChannel;
        var zone = TimeZone is null ? null : TimeZones.Find(TimeZone);
        var settings = new DeviceSettings(platform, channel, Language, zone) { Model = Line(Model), Os = Line(Os), AppVersion = Line(AppVersion) };
        if (QuietHours is null)
            return settings;
        if (zone is null)
            return Refusal.Field("timeZone", "is required with quietHours: a time zone of the IANA database, as Europe/Berlin.");
        return QuietHours.Read() is { } quiet
            ? settings with { QuietHours = quiet }
            : Refusal.Field("quietHours", "must have from and to, two different times of day as 22:00.");
    }

    /// <summary>The fields that were left out because they make no sense, each with why; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Ignored()
    {
        var ignored = new Dictionary<string, string>();
        if (Locale is not null && Language is null)
            ignored["locale"] = "is no language tag, as en or zh-CN; texts come in English.";
        if (TimeZone is not null && TimeZones.Find(TimeZone) is null)
            ignored["timeZone"] = "is no time zone of the IANA database, as Europe/Berlin.";
        foreach (var (name, text) in new[] { ("model", Model), ("os", Os), ("appVersion", AppVersion) })
        {
            if (text?.Length > SubmissionContext.ValueLength)
                ignored[name] = $"may have at most {SubmissionContext.ValueLength} characters.";
        }

        return ignored.Count == 0 ? null : ignored;
    }

    private static string? Line(string? text) => text?.Length <= SubmissionContext.ValueLength && WrittenText.OneLine(text) is { Length: > 0 } line ? line : null;

    // Phones write zh_TW as often.
    private string? Language => Locale?.Replace('_', '-') is { Length: <= 35 } tag && tag.Split('-') is [{ Length: >= 2 } language, ..] subtags
        && language.All(char.IsAsciiLetter) && subtags.All(subtag => subtag.Length is >= 1 and <= 8 && subtag.All(char.IsAsciiLetterOrDigit))
            ? tag
            : null;
}

/// <summary>Times of day by the device's clock, as 22:00; the hours may span midnight.</summary>
internal sealed record QuietHoursBody
{
    private const string Format = "HH:mm";

    /// <summary>When they begin.</summary>
    public string? From { get; init; }

    /// <summary>When they end.</summary>
    public string? To { get; init; }

    /// <summary>As an answer shows them.</summary>
    public static QuietHoursBody? Of(QuietHours? quiet) => quiet is null ? null : new()
    {
        From = quiet.From.ToString(Format, CultureInfo.InvariantCulture),
        To = quiet.To.ToString(Format, CultureInfo.InvariantCulture),
    };

    /// <summary>Null when they are none.</summary>
    public QuietHours? Read() => Parse(From) is { } from && Parse(To) is { } to && from != to ? new QuietHours(from, to) : null;

    private static TimeOnly? Parse(string? text) => TimeOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
