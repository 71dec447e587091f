using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <summary>Documents to store, complete enough to be told apart.</summary>
public static class Some
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static readonly string Anna = PersonKey.Of("anna");

    public static readonly string Ben = PersonKey.Of("ben");

    /// <summary>A ticket of a customer, told apart by its number; all its times are that many minutes after <see cref="Start"/>.</summary>
    public static Ticket Ticket(string customerKey, int number, string text = "Where is my parcel?")
    {
        var at = Start.AddMinutes(number);
        return new Ticket
        {
            Id = TicketId.Derived(customerKey, $"request {number}"),
            CustomerKey = customerKey,
            CustomerId = customerKey == Anna ? "anna" : "ben",
            Category = TicketCategory.Question,
            Subject = $"Parcel {number}",
            CreatedAt = at,
            UpdatedAt = at,
            Timeline = [new TimelineEntry { Seq = 1, Kind = EntryKind.Submitted, At = at, By = ActorRole.Customer, Text = text }],
        };
    }

    public static Installation Installation(string id, string personKey) => new()
    {
        Id = id,
        PersonKey = personKey,
        Platform = Platform.Local,
        PushChannel = $"channel of {id}",
        Roles = [ActorRole.Customer],
        Model = "Pixel 9",
        Os = "Android 16",
        AppVersion = "3.2.1",
        RegisteredAt = Start,
        RefreshedAt = Start.AddTicks(1),
    };

    /// <summary>Puts an installation of somebody who has room for it.</summary>
    public static async Task<Installation> PutAsync(this IInstallationStore store, Installation installation, CancellationToken cancellationToken) =>
        Assert.IsType<Installation>(await store.PutAsync(installation, limit: 20, cancellationToken));
}
