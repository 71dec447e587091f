using static ServerlessSupport.OpenApi.Parameter;
using static ServerlessSupport.ProblemCode;

namespace ServerlessSupport.OpenApi;

/// <summary>The table of all functions that answer over HTTP: one row each.</summary>
internal static class Operations
{
    private static readonly ProblemCode[] Changing = [NotFound, TimelineFull, Conflict];
    private static readonly ProblemCode[] Working = [.. Changing, IdempotencyKeyReused, NotClaimed, AlreadyClaimed, AlreadyResolved, TicketClosed];
    private static readonly ProblemCode[] Moving = [.. Changing, IdempotencyKeyReused, AlreadyResolved, TicketClosed];
    private static readonly ProblemCode[] Attaching = [NotFound, TimelineFull, TicketClosed, TooManyAttachments];
    private static readonly ProblemCode[] Confirming = [.. Attaching, Conflict, AttachmentNotUploaded, AttachmentMismatch];
    private static readonly ProblemCode[] Unclaimed = [NotClaimed, AlreadyClaimed, AlreadyResolved];
    private static readonly Parameter[] Once = [IdempotencyKey];
    private static readonly Parameter[] Guarded = [IdempotencyKey, IfMatch];
    private static readonly string[] Versioned = [Headers.ETag];
    private static readonly string[] Replayable = [Headers.ETag, Headers.Replayed];
    private static readonly string[] Opened = [Headers.Location, .. Replayable];

    public static IReadOnlyList<Operation> All { get; } = [.. Customers(), .. Attachments(), .. Devices(), .. Agents(), .. DeskOperations.All, .. Audit(), .. Open()];

    private static IEnumerable<Operation> Audit() =>
    [
        new("ListAudit", "Lists what agents, leads and admins did, newest first; for admins")
        { Parameters = [Limit, Cursor, .. AuditFilters], Answers = [new(200, "A page of the audit record.", DeskExamples.Audit)] },
        new("ExportAudit", "Exports the same as newline-delimited JSON, each line with its signature; for admins")
        {
            Parameters = [ExportLimit, Cursor, .. AuditFilters],
            Answers = [new(200, "The lines; where there are more, the last one holds the cursor to go on with.") { ContentType = "application/x-ndjson" }],
        },
        new("ShowRetention", "Shows how long this server keeps what; for admins")
        { Answers = [new(200, "For how many days; what is absent is kept for good.", DeskExamples.Retention)] },
        new("VerifyAudit", "Looks for lines of the audit record that are missing or changed; for admins")
        { Parameters = [Cursor], Answers = [new(200, "What was looked at, and what is wrong.", DeskExamples.Verified)] },
    ];

    private static IEnumerable<Operation> Customers() =>
    [
        new("SubmitTicket", "Submits a ticket")
        { Body = Examples.Submission, Parameters = Once, Answers = [new(201, "The ticket.", Examples.SubmittedTicket, Opened)], Refusals = [IdempotencyKeyReused] },
        new("ListTickets", "Lists one's own tickets, newest first")
        { Parameters = [Limit, Cursor], Answers = [new(200, "A page of tickets.", Examples.TicketList)] },
        new("GetTicket", "Shows a ticket with its timeline and its newest result")
        { Answers = [new(200, "The ticket.", Examples.AnsweredTicket, Versioned)], Refusals = [NotFound] },
        new("Inquire", "Asks about a ticket: tells its status, reopens it, or opens a linked one when it is too late for that")
        {
            Body = Examples.Inquiry,
            BodyIsOptional = true,
            Parameters = Once,
            Answers = [new(200, "Where the ticket stands.", Examples.StatusTold, Replayable), new(201, "A linked ticket was opened.", Examples.FollowedUp, Opened)],
            Refusals = [.. Changing, IdempotencyKeyReused, TicketMerged],
        },
        new("WriteMessage", "Writes something on a ticket: to answer an agent, or to add what they should know")
        {
            Body = Examples.Message,
            Parameters = Once,
            Answers = [new(200, "The ticket.", Examples.AnsweredQuestion, Replayable)],
            Refusals = [.. Changing, IdempotencyKeyReused, TicketClosed, TicketMerged],
        },
        new("RateResult", "Rates the newest result, once")
        {
            Body = Examples.Rating,
            Parameters = Once,
            Answers = [new(200, "The ticket.", Examples.RatedTicket, Replayable)],
            Refusals = [.. Changing, IdempotencyKeyReused, NotResolved, AlreadyRated],
        },
        new("ConfirmReceipt", "Confirms updates that a device received or the customer opened")
        { Body = Examples.Receipts, Answers = [new(204, "They are confirmed.")], Refusals = [NotFound] },
        new("ListUpdates", "Lists updates across one's tickets after a cursor")
        { Parameters = [Limit, After], Answers = [new(200, "A stretch of updates.", Examples.UpdateList)] },
        new("ExportMe", "Puts all that is known of oneself into one archive: the first call begins it, later ones tell how far it is and where it is downloaded from")
        { Answers = [new(200, "It can be downloaded, or was given up.", Examples.Exported), new(202, "It goes on by itself.", Examples.Exporting, Headers.Location, Headers.RetryAfter)], Refusals = [InvalidRequest, NotFound] },
        new("EraseMe", "Erases all that is known of oneself: tickets, files, devices; it cannot be taken back")
        { Answers = [new(200, "It is done.", Examples.Erased), new(202, "It goes on by itself.", Examples.Erasing)] },
        new("GetErasure", "Tells how far one's erasure is")
        { Answers = [new(200, "It is done.", Examples.Erased), new(202, "It goes on by itself.", Examples.Erasing)], Refusals = [NotFound] },
    ];

    private static IEnumerable<Operation> Attachments() =>
    [
        Announce("AnnounceAttachment", [.. Attaching, TicketMerged]),
        Confirm("ConfirmAttachment", Examples.TicketWithFile, [.. Confirming, TicketMerged]),
        Find("GetAttachment"),
        Announce("AnnounceAgentAttachment", [.. Attaching, .. Unclaimed]),
        Confirm("ConfirmAgentAttachment", Examples.AgentTicketWithFile, [.. Confirming, .. Unclaimed]),
        Find("GetAnyAttachment"),
    ];

    private static Operation Announce(string function, ProblemCode[] refusals) => new(function, "Announces a file and gets an address to upload it to")
    { Body = Examples.Announcement, Parameters = Once, Answers = [new(201, "Where to PUT the bytes.", Examples.Upload, Headers.Location)], Refusals = refusals };

    private static Operation Confirm(string function, Payload ticket, ProblemCode[] refusals) => new(function, "Puts an uploaded file on the timeline, after looking at it")
    { Parameters = [IfMatch], Answers = [new(200, "The ticket.", ticket, Replayable)], Refusals = refusals };

    private static Operation Find(string function) => new(function, "Gets an address to download a file from")
    { Answers = [new(200, "Where to GET the bytes.", Examples.Download)], Refusals = [InvalidRequest, NotFound] };

    private static IEnumerable<Operation> Devices() =>
    [
        new("RegisterDevice", "Registers or refreshes a device for whoever is signed in")
        { Body = Examples.Registration, Answers = [new(200, "The device.", Examples.Device)], Refusals = [TooManyDevices] },
        new("ListDevices", "Lists one's own devices, the one heard of last first")
        { Answers = [new(200, "The devices.", Examples.DeviceList)] },
        new("GetDevice", "Shows one's own device")
        { Answers = [new(200, "The device.", Examples.Device)], Refusals = [NotFound] },
        new("UnregisterDevice", "Signs a device out: pushes stop at once")
        { Answers = [new(204, "It gets no more pushes.")], Refusals = [NotFound] },
        new("TestDevice", "Sends a test push and tells each hop")
        { Answers = [new(200, "How far it came.", Examples.TestPush)], Refusals = [NotFound] },
    ];

    private static IEnumerable<Operation> Agents() =>
    [
        new("GetAnyTicket", "Shows a ticket with everything, and what became of each update on its way")
        { Answers = [new(200, "The ticket.", Examples.AgentTicket, Versioned)], Refusals = [NotFound] },
        Act("ClaimTicket", "Takes a ticket on", Examples.Claim, [.. Changing, IdempotencyKeyReused, AlreadyClaimed, AlreadyResolved, TicketClosed]) with { BodyIsOptional = true },
        Act("AddProgress", "Tells the customer how it goes", Examples.Progress, Working),
        Act("AskCustomer", "Asks the customer something: the ticket waits for the answer", Examples.Question, [.. Changing, IdempotencyKeyReused, NotClaimed, AlreadyClaimed, TicketClosed]),
        Act("RecordResult", "Records the answer, or corrects it", Examples.Result, [.. Working, NotResolved]),
        Act("AddNote", "Notes something that only agents see", Examples.Note, [.. Changing, IdempotencyKeyReused, TicketClosed]),
        Act("CloseTicket", "Ends a resolved ticket for good", Examples.Closing, [.. Changing, IdempotencyKeyReused, NotResolved]) with { BodyIsOptional = true },
        Act("ReopenTicket", "Takes a resolved ticket up again", Examples.Reopening, [.. Changing, IdempotencyKeyReused, NotResolved, TicketClosed]) with { BodyIsOptional = true },
        Act("AssignTicket", "Makes the ticket somebody's, whoever had it", Examples.Assignment, Moving),
        Act("ReleaseTicket", "Makes the ticket open and nobody's", null, Moving),
        Act("MergeTicket", "Merges the ticket into another one of the same customer", Examples.Merger, [.. Changing, IdempotencyKeyReused, TicketClosed, TicketMerged]) with
        { Answers = [new(200, "The ticket, which has ended.", Examples.MergedTicket, Replayable)] },
        Act("SendLater", "Has a text sent at a time", Examples.Later, Working),
        Act("CancelLater", "Cancels a text that waits to be sent", null, [.. Changing, IdempotencyKeyReused]),
        Act("SnoozeTicket", "Puts the ticket aside until a time", Examples.Snooze, Working),
        Act("FileTicket", "Files the ticket under a priority, a queue and tags", Examples.Filing, [.. Changing, IdempotencyKeyReused, TicketClosed]),
        new("ReregisterDevices", "Hands a page of all devices to the push platform anew")
        { Parameters = [Limit, Cursor], Answers = [new(200, "What became of the page.", Examples.Reregistration)] },
    ];

    private static Operation Act(string function, string summary, Payload? body, ProblemCode[] refusals) => new(function, summary)
    { Body = body, Parameters = Guarded, Answers = [new(200, "The ticket.", Examples.AgentTicket, Replayable)], Refusals = refusals };

    private static IEnumerable<Operation> Open() =>
    [
        new("CheckHealth", "Tells whether the server can do its work")
        { Answers = [new(200, "It can.", Examples.Health)], Refusals = [Unavailable] },
        new("DescribeApi", "Returns this document")
        { Answers = [new(200, "The document.", Examples.Document, Headers.ETag), new(304, "The caller has it already.", null, Headers.ETag)] },
    ];
}
