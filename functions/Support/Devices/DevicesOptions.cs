using System.ComponentModel.DataAnnotations;

namespace ServerlessSupport.Devices;

/// <summary>The settings under <c>Devices</c>.</summary>
public sealed class DevicesOptions
{
    public const string Section = "Devices";

    /// <summary>How many devices one person may register. Default and limit 20: the tags one push may name.</summary>
    [Range(1, 20)]
    public int MaxPerPerson { get; set; } = 20;

    /// <summary>How often a person may register devices in an hour; 0 for no limit. Default 60.</summary>
    [Range(0, 100_000)]
    public int MaxPerHour { get; set; } = 60;

    /// <summary>How often a person may register devices in a day; 0 for no limit. Default 200.</summary>
    [Range(0, 100_000)]
    public int MaxPerDay { get; set; } = 200;

    /// <summary>A device whose app has not registered it again for so long is pushed to no more. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "730.00:00:00")]
    public TimeSpan ExpireAfter { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The same for devices of agents, whose role may have ended without anybody telling this server. Default 14 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "730.00:00:00")]
    public TimeSpan AgentsExpireAfter { get; set; } = TimeSpan.FromDays(14);
}

[OptionsValidator]
internal sealed partial class DevicesOptionsValidator : IValidateOptions<DevicesOptions>;
