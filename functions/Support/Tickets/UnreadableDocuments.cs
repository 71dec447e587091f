using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.Tickets;

/// <summary>
/// Documents that this version cannot read: written by a newer one that was rolled back, or damaged. Each costs itself only. It is
/// counted each time it is met, logged once, and remembered for health; at most <see cref="MaxKnown"/> are told apart.
/// </summary>
public sealed partial class UnreadableDocuments(ILogger<UnreadableDocuments> logger)
{
    public const int MaxKnown = 1_000;
    private readonly ConcurrentDictionary<string, bool> _known = new();

    /// <summary>How many there are, as far as this instance has met them since it started; <see cref="MaxKnown"/> stands for that many or more.</summary>
    public int Count => _known.Count;

    /// <summary>The document; null when it cannot be read.</summary>
    public T? TryRead<T>(string id, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Read(id, json, type);
        }
        catch (UnreadableDocumentException)
        {
            return null;
        }
    }

    /// <summary>The document, for who asked for this one. Throws <see cref="UnreadableDocumentException"/>.</summary>
    public T Read<T>(string id, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It is null.");
            // It may have been mended.
            if (!_known.IsEmpty)
                _known.TryRemove(id, out _);
            return document;
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw Met(new UnreadableDocumentException(id, fault));
        }
    }

    /// <summary>What is made of a document; null when that fails, whatever the fault: then it is one that cannot be read, and costs nobody else anything.</summary>
    public TMade? TryUse<TMade>(string id, Func<TMade?> make)
        where TMade : class
    {
        try
        {
            return make();
        }
        // What nobody thought of in one document must not end a sweep over all.
        catch (Exception fault)
        {
            Met(new UnreadableDocumentException(id, fault));
            return null;
        }
    }

    /// <summary>Whether a fault says that what was read is none of the documents that this version knows.</summary>
    public static bool IsUnreadable(Exception fault) => fault is JsonException or NotSupportedException or FormatException or ArgumentException;

    /// <summary>Counts one that was met.</summary>
    public UnreadableDocumentException Met(UnreadableDocumentException fault)
    {
        Measurements.Unreadable();
        if (_known.Count < MaxKnown && _known.TryAdd(fault.Id, true))
            Log.Unreadable(logger, fault.Id, fault.InnerException!);
        return fault;
    }

    private static partial class Log
    {
        [LoggerMessage(3202, LogLevel.Error, "The document {Id} is none that this version can read; it is passed over.")]
        public static partial void Unreadable(ILogger logger, string id, Exception fault);
    }
}
