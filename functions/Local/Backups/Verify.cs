using Microsoft.Data.Sqlite;
using ServerlessSupport.Attachments;
using ServerlessSupport.Local.Attachments;

namespace ServerlessSupport.Local.Backups;

/// <summary>What was looked at, and a sentence for each thing that is wrong.</summary>
internal sealed record Verified(int Tickets, int Attachments, IReadOnlyList<string> Faults);

/// <summary>Looks whether a backup or a data folder, in use or not, is whole: the store, every attachment that a ticket names, every key, every line of the audit record.</summary>
internal static class Verify
{
    /// <exception cref="UnusableStoreException">The store cannot be opened at all.</exception>
    public static Verified Look(string folder, DateTimeOffset now)
    {
        var path = Path.Combine(folder, SqliteFile.Name);
        if (!File.Exists(path))
            return new Verified(0, 0, [$"{folder} holds no {SqliteFile.Name}."]);
        var faults = new List<string>();
        try
        {
            faults.AddRange(BackupList.Read(folder)?.Faults(folder) ?? []);
            DataFolderKeys.Check(folder);
        }
        catch (InvalidDataException fault)
        {
            faults.Add(fault.Message);
        }

        try
        {
            return LookInto(folder, path, now, faults);
        }
        catch (SqliteException fault)
        {
            return new Verified(0, 0, [.. faults, $"{path} {SqliteFile.Explain(fault)}"]);
        }
        catch (UnusableStoreException fault)
        {
            return new Verified(0, 0, [.. faults, fault.Message]);
        }
    }

    private static Verified LookInto(string folder, string path, DateTimeOffset now, List<string> faults)
    {
        var hasLog = SqliteInUse.HasLog(path);
        using var session = SqliteSession.Open(path, SqliteOpenMode.ReadWrite);
        if (hasLog)
            session.KeepLog();
        session.ExecuteScript("PRAGMA busy_timeout = 30000");
        SqliteFile.Refuse(session, path);
        SqliteInUse.RefuseWithoutLog(session, path, hasLog);
        faults.AddRange(session.All("PRAGMA integrity_check", row => row.GetString(0)).Where(line => line != "ok").Select(line => $"{path}: {line}."));
        var (tickets, attachments) = (0, 0);
        foreach (var (ticketId, attachment) in session.All("SELECT id, json FROM tickets", row => Attachments(row, faults)).SelectMany(each =>
        {
            tickets++;
            return each;
        }))
        {
            attachments++;
            faults.AddRange(Missing(folder, ticketId, attachment));
        }

        faults.AddRange(FolderAudit.Faults(folder, session, now));
        return new Verified(tickets, attachments, faults);
    }

    private static List<(string TicketId, Attachment Attachment)> Attachments(SqliteRow row, List<string> faults)
    {
        var id = row.GetString(0);
        try
        {
            var ticket = JsonSerializer.Deserialize(row.GetSpan(1), StorageJson.Instance.Ticket)!;
            return [.. ticket.Timeline.Where(entry => entry.Attachment is not null).Select(entry => (id, entry.Attachment!))];
        }
        catch (JsonException fault)
        {
            faults.Add($"The ticket {id} cannot be read: {fault.Message}");
            return [];
        }
    }

    private static IEnumerable<string> Missing(string folder, string ticketId, Attachment attachment)
    {
        var path = FileAttachmentStore.KeptIn(folder, new AttachmentName(ticketId, attachment.Id));
        if (!File.Exists(path))
            yield return $"{path}, an attachment of the ticket {ticketId}, is missing.";
        else if (SizeOf(path) != attachment.Size)
            yield return $"{path}, an attachment of the ticket {ticketId}, is not as long as it was.";
    }

    private static long? SizeOf(string path)
    {
        try
        {
            using var file = AttachmentFile.Open(path);
            return file?.Size;
        }
        catch (UnavailableException)
        {
            return null;
        }
    }
}
