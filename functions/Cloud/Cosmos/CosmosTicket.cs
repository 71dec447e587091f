using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// A ticket as Cosmos DB keeps it: the document, and beside it what lists are ordered by, what they show of the timeline, and the words it is found by. All of
/// that follows from the ticket and is written with it; nobody reads it back.
/// </summary>
internal static class CosmosTicket
{
    /// <summary>Different words kept of a ticket, so that a long one costs no more than this to index.</summary>
    public const int MaxWords = 200;

    /// <summary>What lists read: all but the timeline.</summary>
    public const string BriefColumns =
        "c.id, ARRAY_LENGTH(c.timeline) AS version, c.customerKey, c.customerId, c.customerName, c.language, c.category, c.subject, c.followUpOf, c.context, c.state, c.awaits, c.dueAt, c.priority, c.queue, c.tags, c.mentioned, "
        + "c.rating, c.assignee, c.createdAt, c.updatedAt, (IS_DEFINED(c.sendAt) ? c.reminderAt : c.nextReminderAt) AS nextReminderAt, c.reminderLevel, c.nudgeCount, c.lastText, c.rank";

    public static JsonTypeInfo<Ticket> Json { get; } = (JsonTypeInfo<Ticket>)new JsonSerializerOptions(StorageJson.Instance.Options)
    {
        TypeInfoResolver = StorageJson.Instance.WithAddedModifier(AddFollowing),
    }.GetTypeInfo(typeof(Ticket));

    /// <summary>A place in the order of what is due as text of a fixed width: Cosmos DB's numbers have too few digits.</summary>
    public static string Rank(long rank) => rank.ToString("x16", CultureInfo.InvariantCulture);

    public static long Rank(JsonElement document) => long.Parse(document.GetProperty("rank").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static void AddFollowing(JsonTypeInfo type)
    {
        if (type.Type != typeof(Ticket))
            return;
        Add(type, "rank", ticket => Rank(TicketRank.Of(ticket)));
        Add(type, "lastText", LastText.Of);
        Add(type, "words", ticket => SearchWords.Of(ticket, MaxWords));
    }

    private static void Add<T>(JsonTypeInfo type, string name, Func<Ticket, T> follows)
    {
        var property = type.CreateJsonPropertyInfo(typeof(T), name);
        property.Get = ticket => follows((Ticket)ticket);
        type.Properties.Add(property);
    }
}
