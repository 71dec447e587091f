using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessSupport.App.Http;

/// <summary>What the query of the agents' list asks for.</summary>
internal sealed record FilterQuery(TicketFilter Filter, bool NotReached)
{
    /// <summary>Stands for no agent and for the general queue, so that no queue can be called so.</summary>
    public const string Nobody = "none";
    private const int MaxSubjectLength = 255;
    private const int MaxTagLength = 40;
    private static readonly string[] Known = ["state", "assignee", "queue", "priority", "tag", "category", "awaits", "overdue", "rating", "customer", "q", "notReached", "order"];

    /// <summary>What is wrong with a list that an agent wants to keep; null when nothing is.</summary>
    public static Refusal? RefuseKept(string asked, Caller agent, DateTimeOffset now)
    {
        var query = new QueryCollection(QueryHelpers.ParseQuery(asked));
        return query.Keys.FirstOrDefault(name => !Known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? Refusal.Field("query", $"asks for {unknown}, which is no filter of the list of tickets.")
            : Read(query, agent, now).Refused(out var refusal, out _)
                ? Refusal.Field("query", string.Join(' ', refusal.Errors!.Select(error => $"{error.Key} {string.Join(' ', error.Value)}")))
                : null;
    }

    /// <summary>The filter, or what is wrong with the first bad parameter.</summary>
    public static Outcome<FilterQuery> Read(HttpRequest request, DateTimeOffset now) => Read(request.Query, request.Caller(), now);

    private static Outcome<FilterQuery> Read(IQueryCollection asked, Caller agent, DateTimeOffset now)
    {
        var query = new Reader(asked);
        var (assignee, queue, words) = (query.Text("assignee", MaxSubjectLength), query.Text("queue", DeskId.MaxLength), query.Text("q", SearchQuery.MaxLength));
        var notReached = query.Flag("notReached");
        var order = query.Name<TicketOrder>("order");
        var filter = new TicketFilter
        {
            States = query.Names<TicketState>("state"),
            Assignee = assignee == Nobody ? null : assignee == "me" ? agent.Id : assignee,
            Unassigned = assignee == Nobody,
            Queue = queue == Nobody ? null : queue,
            Unqueued = queue == Nobody,
            Priority = query.Name<Priority>("priority"),
            Tag = query.Text("tag", MaxTagLength) is { } tag ? FilingRules.TagOf(tag) : null,
            Category = query.Name<TicketCategory>("category"),
            Awaits = query.Name<Awaited>("awaits"),
            DueBy = query.Flag("overdue") ? now : null,
            Rating = query.Score("rating"),
            CustomerKey = query.Key("customer"),
            Query = words is null ? null : SearchQuery.Of(words),
            Order = order ?? (words is not null || notReached ? TicketOrder.Newest : TicketOrder.Due),
        };
        if (words is not null && filter.Query is null)
            query.Refuse("q", "must have a letter or a digit.");
        if (filter.Tag?.Contains(',') == true)
            query.Refuse("tag", "has no comma.");
        if (filter.Order == TicketOrder.Due && (words is not null || notReached))
            query.Refuse("order", "can only be newest with q or notReached: what they find comes newest first.");
        return query.Refusal is { } refusal ? refusal : new FilterQuery(filter, notReached);
    }

    /// <summary>Reads parameters one by one, and keeps the first refusal.</summary>
    private sealed class Reader(IQueryCollection query)
    {
        public Refusal? Refusal { get; private set; }

        public void Refuse(string name, string error) => Refusal ??= ServerlessSupport.Refusal.Field(name, error);

        public string? Text(string name, int maxLength)
        {
            var text = Given(name);
            if (text?.Length is 0 || text?.Length > maxLength)
                Refuse(name, $"must have 1 to {maxLength} characters.");
            return text;
        }

        public bool Flag(string name) => Value<bool>(name, text => bool.TryParse(text, out var flag) ? flag : null, "must be true or false.") ?? false;

        public int? Score(string name) => Value<int>(
            name, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var score) && score is >= 1 and <= 5 ? score : null, "must be a number from 1 to 5.");

        public string? Key(string name)
        {
            var key = Given(name);
            if (key is not null && !Digest.IsDigest(key))
                Refuse(name, "must be the customerKey of a customer.");
            return key;
        }

        public TEnum? Name<TEnum>(string name)
            where TEnum : struct, Enum
        {
            var read = Names<TEnum>(name);
            // One of several would be looked for, and the others passed over without a word.
            if (read.Count > 1)
                Refuse(name, EnumNames.Choices<TEnum>());
            return read is [var value, ..] ? value : null;
        }

        public IReadOnlyList<TEnum> Names<TEnum>(string name)
            where TEnum : struct, Enum
        {
            var read = new List<TEnum>();
            foreach (var part in Given(name)?.Split(',') ?? [])
            {
                if (EnumNames.TryRead<TEnum>(part.Trim(), out var value))
                    read.Add(value);
                else
                    Refuse(name, EnumNames.Choices<TEnum>());
            }

            return read;
        }

        private T? Value<T>(string name, Func<string, T?> read, string error)
            where T : struct
        {
            if (Given(name) is not { } text)
                return null;
            var value = read(text);
            if (value is null)
                Refuse(name, error);
            return value;
        }

        private string? Given(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;
    }
}
