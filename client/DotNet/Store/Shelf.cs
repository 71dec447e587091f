using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.Client;

/// <summary>A collection of the store together with the type of what it holds.</summary>
internal sealed record Shelf<T>(string Name, JsonTypeInfo<T> Type)
    where T : class;

/// <summary>All collections. The name of one stays the same forever: it stands in files on devices.</summary>
internal static class Shelves
{
    /// <summary>The key where a collection holds a single item.</summary>
    public const string Only = "1";

    public static readonly Shelf<SessionRecord> Sessions = new("session", StoreJson.Default.SessionRecord);
    public static readonly Shelf<CursorRecord> Cursors = new(StoreCollections.Cursor, StoreJson.Default.CursorRecord);
    public static readonly Shelf<TicketRecord> Tickets = new("tickets", StoreJson.Default.TicketRecord);
    public static readonly Shelf<HeldRecord> Held = new("held", StoreJson.Default.HeldRecord);
    public static readonly Shelf<TicketUpdate> Log = new("log", StoreJson.Default.TicketUpdate);
    public static readonly Shelf<OutboxRecord> Outbox = new("outbox", StoreJson.Default.OutboxRecord);
    public static readonly Shelf<AliasRecord> Aliases = new("aliases", StoreJson.Default.AliasRecord);
    public static readonly Shelf<ReceiptRecord> Receipts = new("receipts", StoreJson.Default.ReceiptRecord);
    public static readonly Shelf<DeviceRecord> Devices = new("device", StoreJson.Default.DeviceRecord);
    public static readonly Shelf<CounterRecord> Counters = new("counters", StoreJson.Default.CounterRecord);

    /// <summary>What belongs to the person signed in, and goes when they sign out.</summary>
    public static readonly IReadOnlyList<string> Personal =
        [Cursors.Name, Tickets.Name, Held.Name, Outbox.Name, Aliases.Name, Receipts.Name];
}
