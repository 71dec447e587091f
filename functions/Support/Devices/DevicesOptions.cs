using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ServerlessSupport.Devices;

/// <summary>The settings under <c>Devices</c>.</summary>
public sealed class DevicesOptions
{
    public const string Section = "Devices";

    /// <summary>How many devices one person may register. Default and limit 20: the tags one push may name.</summary>
    [Range(1, 20)]
    public int MaxPerPerson { get; set; } = 20;
}

[OptionsValidator]
internal sealed partial class DevicesOptionsValidator : IValidateOptions<DevicesOptions>;
