using ServerlessSupport.Devices;

namespace ServerlessSupport.App.Http;

/// <summary>Shows agents who they are at the desk, and lets them change what is theirs.</summary>
public sealed class OwnProfile(AgentDirectory directory, DeviceRegistry devices, ReleaseHeld held, AgentsToTell toTell)
{
    /// <summary>The first time writes the agent into the directory.</summary>
    [Function(nameof(GetOwnProfile)), Allow(Who.Agents)]
    public async Task<IResult> GetOwnProfile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/me")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer(request, await directory.MeetAsync(request.Caller(), cancellationToken));

    [Function(nameof(ChangeOwnProfile)), Allow(Who.Agents)]
    public async Task<IResult> ChangeOwnProfile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/agent/me")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.IfMatchTags(out var tags) is { } badTags)
            return new ProblemResult(badTags);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.ProfileRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (PersonFields.Refuse(body.DisplayName, body.Languages, queues: null) is { } bad)
            return new ProblemResult(bad);
        var changed = await directory.ChangeOwnAsync(request.Caller(), tags, body.ApplyTo, cancellationToken);
        toTell.Forget();
        if (body.Availability is not null && !changed.Refused(out _, out var profile) && profile.Document.Availability == Availability.Away)
            await held.WithoutAsync(profile.Document.Key, (await devices.ListAsync(request.Caller(), cancellationToken)).Select(device => device.Id), cancellationToken);
        return Answer(request, changed);
    }

    private static IResult Answer(HttpRequest request, Outcome<Stored<AgentProfile>> outcome) => outcome.Refused(out var refusal, out var found)
        ? new ProblemResult(refusal)
        : request.Tagged(found.ETag, ProfileView.Of(found.Document, request.Caller()), WireJson.Instance.ProfileView);
}

/// <summary>The body by which agents change their own profile; what is left out stays as it is.</summary>
internal sealed record ProfileRequest
{
    /// <summary>What colleagues call the agent.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The languages the agent answers in (BCP 47), the best first.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    [NameOf<Availability>]
    public string? Availability { get; init; }

    public NotifyRequest? Notify { get; init; }

    public AgentProfile ApplyTo(AgentProfile profile) => profile with
    {
        DisplayName = DisplayName is null ? profile.DisplayName : WrittenText.OneLine(DisplayName),
        Languages = Languages ?? profile.Languages,
        Availability = EnumNames.TryRead<Availability>(Availability, out var availability) ? availability : profile.Availability,
        Notify = Notify is null ? profile.Notify : new NotifyChoices
        {
            NewTicket = Notify.NewTicket ?? profile.Notify.NewTicket,
            Message = Notify.Message ?? profile.Notify.Message,
            Mention = Notify.Mention ?? profile.Notify.Mention,
            Assigned = Notify.Assigned ?? profile.Notify.Assigned,
            Rating = Notify.Rating ?? profile.Notify.Rating,
        },
    };
}

/// <summary>Of what the agent wants to be told by push; what is left out stays as it is.</summary>
internal sealed record NotifyRequest(bool? NewTicket = null, bool? Message = null, bool? Mention = null, bool? Assigned = null, bool? Rating = null);

/// <summary>An agent's own profile: what the token and the directory say. <c>roles</c> are agent, lead and admin, as far as they apply.</summary>
internal sealed record ProfileView(
    string Id,
    string Key,
    string? Name,
    string DisplayName,
    IReadOnlyList<AgentRank> Roles,
    IReadOnlyList<string> Queues,
    IReadOnlyList<string> Languages,
    Availability Availability,
    NotifyChoices Notify,
    bool IsAdmin,
    bool IsLead)
{
    public static ProfileView Of(AgentProfile profile, Caller caller)
    {
        var isAdmin = caller.IsAdmin || profile.Role == AgentRank.Admin;
        var isLead = isAdmin || profile.Role == AgentRank.Lead;
        List<AgentRank> roles = [AgentRank.Agent];
        if (isLead)
            roles.Add(AgentRank.Lead);
        if (isAdmin)
            roles.Add(AgentRank.Admin);
        return new(profile.Id, profile.Key, profile.Name, profile.DisplayName, roles, profile.Queues, profile.Languages, profile.Availability, profile.Notify, isAdmin, isLead);
    }
}
