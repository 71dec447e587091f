using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ServerlessSupport.App.Identity;

/// <summary>The settings under <c>Identity</c>: whose tokens are accepted and what they say.</summary>
internal sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>The issuer that tokens must name (claim <c>iss</c>).</summary>
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>The audience that tokens must name (claim <c>aud</c>).</summary>
    [Required]
    public string Audience { get; set; } = "";

    /// <summary>Where the issuer publishes its keys (OpenID Connect Discovery 1.0); by default below the issuer's address.</summary>
    [Url]
    public string? MetadataAddress { get; set; }

    /// <summary>The claim that identifies the person for good. Default <c>sub</c>.</summary>
    [Required]
    public string SubjectClaim { get; set; } = "sub";

    /// <summary>The claim with the person's name. Default <c>name</c>.</summary>
    [Required]
    public string NameClaim { get; set; } = "name";

    /// <summary>The claim with the person's roles. Default <c>roles</c>.</summary>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The role of those who raise tickets. Default <c>customer</c>.</summary>
    [Required]
    public string CustomerRole { get; set; } = "customer";

    /// <summary>The role of those who process tickets. Default <c>agent</c>.</summary>
    [Required]
    public string AgentRole { get; set; } = "agent";

    /// <summary>The role that an agent needs besides to do what concerns the whole server. Default <c>admin</c>.</summary>
    [Required]
    public string AdminRole { get; set; } = "admin";

    /// <summary>How long a validated token is taken without verifying its signature again, within its lifetime; zero verifies each time. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan TokenMemory { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class IdentityOptionsValidator : IValidateOptions<IdentityOptions>;
