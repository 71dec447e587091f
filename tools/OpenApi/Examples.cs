using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.App.Http;
using ServerlessSupport.Attachments;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.OpenApi;

/// <summary>What bodies look like: one ticket's story, made by the rules themselves so that it cannot differ from what they do.</summary>
internal static class Examples
{
    private static readonly WireJson Json = WireJson.Instance;
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Caller Alice = new("alice", "Alice", ActorRole.Customer);
    private static readonly Caller Ann = new("ann", "Ann", ActorRole.Agent);
    private static readonly (TicketsOptions Tickets, PushOptions Push, RemindersOptions Reminders) Options = (new(), new(), new());

    private static readonly SubmitRequest Submit = new()
    {
        Category = "question",
        Subject = "Parcel 4711",
        Text = "Where is my parcel?",
        Context = new() { App = "Parcels", AppVersion = "3.2", Device = "Pixel 9", Os = "Android 16", Locale = "en-GB", Values = new Dictionary<string, string?> { ["order"] = "4711" } },
    };
    private static readonly TextRequest Told = new() { Text = "We asked the carrier." };
    private static readonly TextRequest Wanted = new() { Text = "Is your address still 4 Mill Lane?" };
    private static readonly TextRequest Reply = new() { Text = "It is number 6 now." };
    private static readonly ResultRequest Answered = new() { Text = "It arrives on Wednesday." };
    private static readonly Attachment File = new(Digest.Of("file"), "label.png", "image/png", 48_213);

    private static readonly Ticket Open = Submit.ToSubmission().Open(TicketId.Derived(Alice.Key, "first"), Alice, Morning, Options.Reminders);
    private static readonly Ticket Claimed = AgentRules.Claim(Open, Ann.Id, false, Morning.AddMinutes(4), Options.Reminders).Value!;
    internal static readonly Ticket Worked = AgentRules.Progress(Claimed, Ann.Id, Told.Text!, Morning.AddMinutes(6), Options.Reminders).Value!;
    private static readonly Ticket Asked = CustomerRules.Inquire(Worked, null, Morning.AddMinutes(50), Options.Tickets, new(Options.Push.StatusInterval), Options.Reminders).Value!;
    private static readonly Ticket Waiting = AgentRules.Ask(Claimed, Ann.Id, Wanted.Text!, Morning.AddMinutes(5)).Value!;
    private static readonly Ticket Resolved = AgentRules.Resolve(Worked, Ann.Id, Answered.Text!, Morning.AddHours(2)).Value!;
    private static readonly Ticket Next = new Submission(TicketCategory.Question, Open.Subject, "It did not arrive.")
        .Open(TicketId.Derived(Alice.Key, "second"), Alice, Morning.AddDays(9), Options.Reminders, Resolved.Id);

    internal static readonly Installation Phone = new()
    {
        Id = "alices-phone",
        PersonKey = Alice.Key,
        Platform = Platform.FcmV1,
        PushChannel = "fcm-registration-token",
        Model = "Pixel 9",
        Os = "Android 16",
        AppVersion = "3.2.1",
        RegisteredAt = Morning,
        RefreshedAt = Morning,
    };

    public static Payload Erased { get; } = Payload.Of(Json.ErasureView, () => new(Morning, ErasureReason.Asked, ErasureStep.Done, 2, 14, Morning.AddSeconds(1)));
    public static Payload Erasing { get; } = Payload.Of(Json.ErasureView, () => new(Morning, null, ErasureStep.Tickets, 2, 100, null));
    public static Payload Exported { get; } = Payload.Of(
        Json.ExportView, () => new(Morning, ExportStep.Ready, 14, 3, 1_204_331, Morning.AddSeconds(1), Morning.AddDays(1), new("https://files.example/attachments/exports/archive.zip?sig=signature"), Morning.AddMinutes(6)));
    public static Payload Exporting { get; } = Payload.Of(Json.ExportView, () => new(Morning, ExportStep.Packing, 50, 9, null, null, null, null, null));
    public static Payload Submission { get; } = Payload.Of(Json.SubmitRequest, () => Submit);
    public static Payload Inquiry { get; } = Payload.Of(Json.InquiryRequest, () => new() { Text = "It did not arrive." });
    public static Payload Message { get; } = Payload.Of(Json.TextRequest, () => Reply);
    public static Payload Rating { get; } = Payload.Of(Json.RatingRequest, () => new() { Score = 5, Text = "Thank you!" });
    public static Payload Claim { get; } = Payload.Of(Json.ClaimRequest, () => new() { TakeOver = true });
    public static Payload Progress { get; } = Payload.Of(Json.TextRequest, () => Told);
    public static Payload Question { get; } = Payload.Of(Json.TextRequest, () => Wanted);
    public static Payload Result { get; } = Payload.Of(Json.ResultRequest, () => Answered);
    public static Payload Note { get; } = Payload.Of(Json.TextRequest, () => new() { Text = "The carrier has it in Leipzig." });
    public static Payload Closing { get; } = Payload.Of(Json.ReasonRequest, () => new() { Text = "Delivered." });
    public static Payload Reopening { get; } = Payload.Of(Json.ReasonRequest, () => new() { Text = "The carrier called back." });
    public static Payload Assignment { get; } = Payload.Of(Json.AssignRequest, () => new() { Assignee = "bob" });
    public static Payload Merger { get; } = Payload.Of(Json.MergeRequest, () => new() { Into = Next.Id });
    public static Payload MergedTicket { get; } = Payload.Of(
        Json.AgentTicketView, () => AgentTicketView.Of(MergeRules.End(Worked, Ann.Id, Next, Morning.AddDays(9).AddMinutes(5)).Value!, null));
    public static Payload Snooze { get; } = Payload.Of(Json.SnoozeRequest, () => new() { Until = Morning.AddDays(1) });
    public static Payload Later { get; } = Payload.Of(Json.LaterRequest, () => new() { Kind = "progress", Text = "It left Leipzig this morning.", At = Morning.AddDays(1) });
    public static Payload Filing { get; } = Payload.Of(Json.FilingRequest, () => new() { Priority = "high", Queue = "delivery", Tags = ["carrier", "lost"] });
    public static Payload Registration { get; } = Payload.Of(Json.DeviceRequest, () => new() { Platform = "fcmV1", PushChannel = Phone.PushChannel, Model = Phone.Model, Os = Phone.Os, AppVersion = Phone.AppVersion });
    public static Payload Announcement { get; } = Payload.Of(Json.AttachmentRequest, () => new() { FileName = File.FileName, ContentType = File.ContentType, Size = File.Size });
    public static Payload Receipts { get; } = Payload.Of(Json.ReceiptsRequest, () => new()
    {
        Receipts = [new() { Seq = 3, Received = Morning.AddMinutes(7), Opened = Morning.AddMinutes(8), InstallationId = Phone.Id }],
    });

    public static Payload SubmittedTicket { get; } = Payload.Of(Json.TicketView, () => TicketView.Of(Open, Options.Tickets));
    public static Payload AnsweredTicket { get; } = Payload.Of(Json.TicketView, () => TicketView.Of(Resolved, Options.Tickets));
    public static Payload AnsweredQuestion { get; } = Payload.Of(
        Json.TicketView, () => TicketView.Of(CustomerRules.Write(Waiting, Reply.Text!, Morning.AddMinutes(20), Options.Reminders).Value!, Options.Tickets));
    public static Payload RatedTicket { get; } = Payload.Of(Json.TicketView, () => TicketView.Of(CustomerRules.Rate(Resolved, 5, "Thank you!", Morning.AddHours(3)).Value!, Options.Tickets));
    public static Payload TicketWithFile { get; } = Payload.Of(Json.TicketView, () => TicketView.Of(Attach(Open, Alice), Options.Tickets));
    public static Payload TicketList { get; } = Payload.Of(Json.TicketList, () => new([TicketSummary.Of(TicketBrief.Of(Resolved))], null));
    public static Payload StatusTold { get; } = Payload.Of(Json.InquiryView, () => new(InquiryOutcome.Status, StatusText.Of(Asked), TicketView.Of(Asked, Options.Tickets), null));
    public static Payload FollowedUp { get; } = Payload.Of(
        Json.InquiryView, () => new(InquiryOutcome.FollowUp, StatusText.Of(Resolved), TicketView.Of(Resolved, Options.Tickets), TicketView.Of(Next, Options.Tickets)));
    public static Payload UpdateList { get; } = Payload.Of(Json.UpdateList, () => new(
        Options.Push.Server,
        [.. Resolved.Timeline.Where(entry => entry.IsPushable).Select(entry => UpdateView.Of(new(Resolved.Id, entry), showAgentNames: false))],
        new UpdatesCursor(Morning, Morning).ToString(),
        HasMore: false,
        Unread: 2));

    public static Payload AgentTicket { get; } = Payload.Of(Json.AgentTicketView, () => AgentTicketView.Of(Worked, null));
    public static Payload AgentTicketWithFile { get; } = Payload.Of(Json.AgentTicketView, () => AgentTicketView.Of(Attach(Worked, Ann), null));
    public static Payload AgentTicketList { get; } = Payload.Of(Json.AgentTicketList, () => new([AgentTicketSummary.Of(Worked)], null));

    public static Payload Device { get; } = Payload.Of(Json.DeviceView, () => DeviceView.Of(Phone));
    public static Payload DeviceList { get; } = Payload.Of(Json.DeviceList, () => new([DeviceView.Of(Phone)]));
    public static Payload TestPush { get; } = Payload.Of(Json.TestPushView, () => new(Phone.Id, $"test:{Digest.Of("test")}",
    [
        new(TestPushStep.Registered, true, Morning),
        new(TestPushStep.KnownToHub, true, Morning.AddHours(1)),
        new(TestPushStep.TakenByHub, true, Morning.AddHours(1)),
    ]));
    public static Payload Reregistration { get; } = Payload.Of(Json.ReregistrationView, () => new(100, 0, "MTAw"));
    public static Payload Upload { get; } = Payload.Of(Json.UploadView, () => new(
        File.Id, new("https://files.example.com/label.png?sig=example"), new Dictionary<string, string> { ["x-ms-blob-type"] = "BlockBlob" }, Morning + AttachmentLimits.UploadTime));
    public static Payload Download { get; } = Payload.Of(Json.DownloadView, () => new(
        File.Id, File.FileName, File.ContentType, File.Size, new("https://files.example.com/label.png?sig=example"), Morning + AttachmentLimits.DownloadTime));

    public static Payload Push { get; } = Payload.Of(Json.PushMessage, () => PushMessages.For(Resolved, Resolved.Timeline[^1], Options.Push));
    public static Payload Health { get; } = Payload.Of(Json.HealthView, () => new("healthy", "1.0.0", 86_400, null, null, 0) { RemovedTickets = 1_240 });
    public static Payload Document { get; } = new(JsonSerializerOptions.Default.GetTypeInfo(typeof(JsonObject)), () => new JsonObject { ["openapi"] = "3.1.1" });

    private static Ticket Attach(Ticket ticket, Caller caller) => AttachmentRules.Attach(ticket, File, caller, Morning.AddMinutes(9)).Value!;
}
