using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ServerlessSupport.Fuzz;

/// <summary>What answers have told so far, so that later requests reach what is there; bounded. Also which marks were refused.</summary>
internal sealed partial class Known
{
    private const int Kept = 2000;

    private readonly ConcurrentDictionary<int, string> _tickets = [];
    private readonly ConcurrentDictionary<int, string> _attachments = [];
    private readonly ConcurrentDictionary<int, string> _cursors = [];
    private readonly ConcurrentDictionary<string, string> _refused = [];
    private int _count;

    /// <summary>The marks of bodies that were refused, and what was asked with them: nothing of them may be stored.</summary>
    public IReadOnlyDictionary<string, string> Refused => _refused;

    public void Refuse(string mark, string line) => _refused.TryAdd(mark, line);

    /// <summary>Learns the ids and cursors in an answer.</summary>
    public void Learn(string body)
    {
        var slot = Interlocked.Increment(ref _count) % Kept;
        if (TicketId().Match(body) is { Success: true } ticket)
            _tickets[slot] = ticket.Groups[1].Value;
        if (AttachmentId().Match(body) is { Success: true } attachment)
            _attachments[slot] = attachment.Groups[1].Value;
        if (Cursors().Match(body) is { Success: true } cursor)
            _cursors[slot] = cursor.Groups[1].Value;
    }

    public string? Ticket(Random random) => One(_tickets, random);

    public string? Attachment(Random random) => One(_attachments, random);

    public string? Cursor(Random random) => One(_cursors, random);

    private static string? One(ConcurrentDictionary<int, string> some, Random random)
    {
        for (var tries = 0; tries < 8; tries++)
        {
            if (some.TryGetValue(random.Next(Kept), out var one))
                return one;
        }

        return null;
    }

    [GeneratedRegex("\"id\":\"([0-9a-z]{26}-[0-9a-z]{26})\"")]
    private static partial Regex TicketId();

    [GeneratedRegex("\"attachmentId\":\"([0-9a-z]+)\"")]
    private static partial Regex AttachmentId();

    [GeneratedRegex("\"cursor\":\"([^\"]+)\"")]
    private static partial Regex Cursors();
}
