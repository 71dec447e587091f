using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ServerlessSupport.Client;

/// <summary>From where a ticket is sent, for the agents who read it. Nothing is decided by it. What is too long is cut to what servers take.</summary>
public sealed record TicketContext
{
    private const int MaxLength = 200;
    private const int MaxNameLength = 40;
    private const int MaxValues = 20;

    /// <summary>The app's name; at most 200 characters, as each of these.</summary>
    public string? App { get; init; }

    /// <summary>The app's version.</summary>
    public string? AppVersion { get; init; }

    /// <summary>The device's model. .NET does not know it; an app of MAUI takes <c>DeviceInfo.Model</c>.</summary>
    public string? Device { get; init; }

    /// <summary>The operating system with its version.</summary>
    public string? Os { get; init; }

    /// <summary>The language that the app speaks, as a tag such as <c>zh-CN</c>.</summary>
    public string? Locale { get; init; }

    /// <summary>What else agents should know, by name: up to 20, names of up to 40 characters.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>What .NET itself knows: the app's name and version, the operating system, the language. Add to it with <c>with</c>.</summary>
    public static TicketContext OfPlatform()
    {
        var app = Assembly.GetEntryAssembly();
        return new TicketContext
        {
            App = app?.GetName().Name,
            // What follows a plus names the build, not the version.
            AppVersion = app?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? app?.GetName().Version?.ToString(),
            Os = RuntimeInformation.OSDescription,
            Locale = CultureInfo.CurrentUICulture.Name is { Length: > 0 } name ? name : null,
        };
    }

    /// <summary>With further values, which come first and take the place of others of their name; null when there is nothing to send.</summary>
    internal static WireContext? Wire(TicketContext? context, IReadOnlyDictionary<string, string>? further)
    {
        var values = new Dictionary<string, string>();
        foreach (var value in (further ?? values).Concat(context?.Values ?? new Dictionary<string, string>()))
        {
            var name = Cut(value.Key, MaxNameLength);
            if (values.Count < MaxValues && name is not null && !values.ContainsKey(name) && Cut(value.Value, MaxLength) is { } text)
                values.Add(name, text);
        }

        var wire = new WireContext(
            Cut(context?.App, MaxLength), Cut(context?.AppVersion, MaxLength), Cut(context?.Device, MaxLength), Cut(context?.Os, MaxLength), Cut(context?.Locale, MaxLength), values.Count == 0 ? null : values);
        return wire == new WireContext(null, null, null, null, null, null) ? null : wire;
    }

    /// <summary>What of it tells what the device is.</summary>
    internal static DeviceFacts Facts(TicketContext? context) => new(Cut(context?.Device, MaxLength), Cut(context?.Os, MaxLength), Cut(context?.AppVersion, MaxLength));

    // Not through the middle of a surrogate pair, which could not be written.
    private static string? Cut(string? text, int length) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text!.Length <= length ? text
        : text.Substring(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);
}
