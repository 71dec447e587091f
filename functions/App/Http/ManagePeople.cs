using ServerlessSupport.Devices;

namespace ServerlessSupport.App.Http;

/// <summary>The directory of agents: all see it, admins change it.</summary>
public sealed class ManagePeople(AgentDirectory directory, DeviceRegistry devices, ReleaseHeld held)
{
    /// <summary>With <c>removed=true</c> those who were taken out, for an admin who takes somebody back.</summary>
    [Function(nameof(ListPeople)), Allow(Who.Agents)]
    public async Task<IResult> ListPeople(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/people")] HttpRequest request, CancellationToken cancellationToken)
    {
        var removed = false;
        if (request.Text("removed") is { } text && !bool.TryParse(text, out removed))
            return new ProblemResult(Refusal.Field("removed", "must be true or false."));
        return new Answer<PeopleList>(
            new([.. (await directory.ListAsync(removed, cancellationToken)).Select(person => PersonView.Of(person.Document, person.ETag))]), WireJson.Instance.PeopleList);
    }

    [Function(nameof(ChangePerson)), Allow(Who.Agents)]
    public async Task<IResult> ChangePerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/agent/people/{key}")] HttpRequest request, string key, CancellationToken cancellationToken)
    {
        if (request.IfMatchTags(out var tags) is { } badTags)
            return new ProblemResult(badTags);
        if (await RefuseAsync(request, key, cancellationToken) is { } refused)
            return new ProblemResult(refused);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.PersonRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (PersonFields.Refuse(body.DisplayName, body.Languages, body.Queues) is { } bad)
            return new ProblemResult(bad);
        return (await directory.ChangeAsync(key, tags, body.ApplyTo, cancellationToken)).Refused(out refusal, out var changed)
            ? new ProblemResult(refusal)
            : request.Tagged(changed.ETag, PersonView.Of(changed.Document, changed.ETag), WireJson.Instance.PersonView);
    }

    /// <summary>Whoever is removed is refused until an admin changes their entry again, unless their token says admin. Their devices are told nothing more as an agent's.</summary>
    [Function(nameof(RemovePerson)), Allow(Who.Agents)]
    public async Task<IResult> RemovePerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/agent/people/{key}")] HttpRequest request, string key, CancellationToken cancellationToken)
    {
        if (request.IfMatchTags(out var tags) is { } badTags)
            return new ProblemResult(badTags);
        if ((await RefuseAsync(request, key, cancellationToken) ?? await directory.RemoveAsync(key, tags, cancellationToken)) is { } refused)
            return new ProblemResult(refused);
        await held.WithoutAsync(key, await devices.EndAgentAsync(key, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task<Refusal?> RefuseAsync(HttpRequest request, string key, CancellationToken cancellationToken) =>
        await directory.RefuseUnlessAdminAsync(request.Caller(), cancellationToken)
        ?? (Digest.IsDigest(key) ? null : ProblemCode.NotFound.With("Nobody has this key."));
}

/// <summary>The body by which an admin changes an agent's entry in the directory; what is left out stays as it is.</summary>
internal sealed record PersonRequest
{
    public string? DisplayName { get; init; }

    /// <summary>agent, lead or admin: admins change people and queues.</summary>
    [NameOf<AgentRank>]
    public string? Role { get; init; }

    /// <summary>The ids of the queues the agent works on; none for all.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    public IReadOnlyList<string>? Languages { get; init; }

    public AgentProfile ApplyTo(AgentProfile profile) => profile with
    {
        DisplayName = DisplayName is null ? profile.DisplayName : WrittenText.OneLine(DisplayName),
        Role = EnumNames.TryRead<AgentRank>(Role, out var role) ? role : profile.Role,
        Queues = Queues ?? profile.Queues,
        Languages = Languages ?? profile.Languages,
    };
}

/// <summary>An agent in the directory; <c>etag</c> is what If-Match takes.</summary>
internal sealed record PersonView(
    string Id, string Key, string DisplayName, AgentRank Role, IReadOnlyList<string> Queues, IReadOnlyList<string> Languages, Availability Availability, string Etag)
{
    /// <summary>When they were taken out of the directory; absent for who is in it.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    public static PersonView Of(AgentProfile profile, string etag) => new(
        profile.Id, profile.Key, profile.DisplayName, profile.Role, profile.Queues, profile.Languages, profile.Availability, DeskAnswers.Tag(etag))
    {
        RemovedAt = profile.RemovedAt,
    };
}

/// <summary>The directory of agents.</summary>
internal sealed record PeopleList(IReadOnlyList<PersonView> Items);

/// <summary>The rules for what is written of a person.</summary>
internal static class PersonFields
{
    private const int MaxLanguages = 20;
    private const int MaxLanguageLength = 35;

    /// <summary>What is wrong with the first bad field; null when nothing is.</summary>
    public static Refusal? Refuse(string? displayName, IReadOnlyList<string>? languages, IReadOnlyList<string>? queues)
    {
        if (displayName is not null && (WrittenText.OneLine(displayName).Length == 0 || displayName.Length > AgentDirectory.NameLength))
            return Refusal.Field("displayName", $"must have 1 to {AgentDirectory.NameLength} characters.");
        if (languages is not null && (languages.Count > MaxLanguages || languages.Any(tag => !IsLanguage(tag))))
            return Refusal.Field("languages", $"must be at most {MaxLanguages} language tags, as en or zh-CN.");
        return queues is null ? null
            : queues.Count > Shelves.Queues.Capacity ? Refusal.Field("queues", $"must be at most {Shelves.Queues.Capacity} ids of queues.")
            : queues.Select((id, i) => id is null ? Refusal.Field($"queues[{i}]", "must be the id of a queue.") : DeskId.Refuse(id, $"queues[{i}]")).FirstOrDefault(bad => bad is not null);
    }

    /// <summary>Whether a text is a language tag by its form (BCP 47).</summary>
    public static bool IsLanguage(string? tag) => tag is { Length: > 0 and <= MaxLanguageLength } && tag.Split('-') is [{ Length: >= 2 } language, ..] parts
        && language.All(char.IsAsciiLetter) && parts.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
}
