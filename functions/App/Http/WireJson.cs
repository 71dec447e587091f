using System.Text.Json.Serialization;
using ServerlessSupport.Audit;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>How requests are read and answers and pushes written: as <see cref="JsonSettings"/> say.</summary>
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(InquiryRequest))]
[JsonSerializable(typeof(RatingRequest))]
[JsonSerializable(typeof(ReceiptsRequest))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(TextRequest))]
[JsonSerializable(typeof(ResultRequest))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(AssignRequest))]
[JsonSerializable(typeof(FilingRequest))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(LaterRequest))]
[JsonSerializable(typeof(ContextRequest))]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(AttachmentRequest))]
[JsonSerializable(typeof(ProfileRequest))]
[JsonSerializable(typeof(PersonRequest))]
[JsonSerializable(typeof(QueueRequest))]
[JsonSerializable(typeof(CannedAnswerRequest))]
[JsonSerializable(typeof(SavedViewRequest))]
[JsonSerializable(typeof(PresenceRequest))]
[JsonSerializable(typeof(TicketView))]
[JsonSerializable(typeof(TicketList))]
[JsonSerializable(typeof(AgentTicketView))]
[JsonSerializable(typeof(AgentTicketList))]
[JsonSerializable(typeof(CountedTickets))]
[JsonSerializable(typeof(RenewalView))]
[JsonSerializable(typeof(ChangeList))]
[JsonSerializable(typeof(CustomerView))]
[JsonSerializable(typeof(InquiryView))]
[JsonSerializable(typeof(UpdateList))]
[JsonSerializable(typeof(DeviceView))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(TestPushView))]
[JsonSerializable(typeof(ReregistrationView))]
[JsonSerializable(typeof(UploadView))]
[JsonSerializable(typeof(DownloadView))]
[JsonSerializable(typeof(ProfileView))]
[JsonSerializable(typeof(PersonView))]
[JsonSerializable(typeof(PeopleList))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(CannedAnswerView))]
[JsonSerializable(typeof(CannedAnswerList))]
[JsonSerializable(typeof(SavedViewView))]
[JsonSerializable(typeof(SavedViewList))]
[JsonSerializable(typeof(PresenceView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(PushMessage))]
[JsonSerializable(typeof(ErasureView))]
[JsonSerializable(typeof(ExportView))]
[JsonSerializable(typeof(RepeatedErasuresView))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(VerifiedAuditView))]
internal sealed partial class WireJson : JsonSerializerContext
{
    public static WireJson Instance { get; } = new(JsonSettings.Create());
}
