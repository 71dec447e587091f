namespace ServerlessSupport.App.Identity;

/// <summary>The settings under <c>Identity</c>: whose tokens are accepted and what they say.</summary>
internal sealed class IdentityOptions : IValidatableObject
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

    /// <summary>The role of those who raise tickets; <c>*</c> takes everyone whom the issuer signs in for a customer. Default <c>customer</c>.</summary>
    [Required]
    public string CustomerRole { get; set; } = "customer";

    /// <summary>The role of those who process tickets. Default <c>agent</c>.</summary>
    [Required]
    public string AgentRole { get; set; } = "agent";

    /// <summary>The role that an agent needs besides to do what concerns the whole server. Default <c>admin</c>.</summary>
    [Required]
    public string AdminRole { get; set; } = "admin";

    /// <summary>The issuer of agents' tokens, when it is another: then each issuer's tokens count for its own people only. Default: the same.</summary>
    public string? AgentIssuer { get; set; }

    /// <summary>The audience that agents' tokens must name. Default: the same.</summary>
    public string? AgentAudience { get; set; }

    /// <summary>Where the agents' issuer publishes its keys; by default below its address.</summary>
    public string? AgentMetadataAddress { get; set; }

    /// <summary>The claim that identifies the agent for good. Default: the same.</summary>
    public string? AgentSubjectClaim { get; set; }

    /// <summary>The claim with the agent's name. Default: the same.</summary>
    public string? AgentNameClaim { get; set; }

    /// <summary>The claim with the agent's roles. Default: the same.</summary>
    public string? AgentRoleClaim { get; set; }

    /// <summary>How long a validated token is taken without verifying its signature again, within its lifetime; zero verifies each time. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan TokenMemory { get; set; } = TimeSpan.FromMinutes(1);

    internal bool HasAgentIssuer => !string.IsNullOrEmpty(AgentIssuer);

    /// <summary>What the attributes cannot say: settings of an agents' issuer need one, and it is another than the customers'.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HasAgentIssuer && AgentIssuer == Issuer)
            yield return new ValidationResult($"{Section}:{nameof(AgentIssuer)} is the issuer that {Section}:{nameof(Issuer)} names already; leave it out.");
        if (!HasAgentIssuer && new[] { AgentAudience, AgentMetadataAddress, AgentSubjectClaim, AgentNameClaim, AgentRoleClaim }.Any(value => !string.IsNullOrEmpty(value)))
            yield return new ValidationResult($"{Section}:Agent… settings are those of a second issuer: set {Section}:{nameof(AgentIssuer)} too.");
        if (!string.IsNullOrEmpty(AgentMetadataAddress) && !new UrlAttribute().IsValid(AgentMetadataAddress))
            yield return new ValidationResult($"{Section}:{nameof(AgentMetadataAddress)} is no address, as https://login.example.com/.well-known/openid-configuration is one.");
        if (!HasAgentIssuer && CustomerRole == TrustedIssuer.Everyone)
            yield return new ValidationResult($"{Section}:{nameof(CustomerRole)} may be {TrustedIssuer.Everyone} only where agents have an issuer of their own ({Section}:{nameof(AgentIssuer)}).");
    }
}

[OptionsValidator]
internal sealed partial class IdentityOptionsValidator : IValidateOptions<IdentityOptions>;
