using System.Text.Json;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class OlderDeliveriesTests
{
    [Fact]
    public void A_document_from_before_there_were_lanes_is_read_into_them_and_written_with_them()
    {
        const string older =
            """
            {"id":"t","customerKey":"c","pushedThrough":7,"gaveUpThrough":5,"retryAt":"2026-03-02T09:00:00Z","retryId":"r","remindedThrough":4,
             "updates":[{"seq":7,"state":"sent","at":"2026-03-02T09:00:00Z","attempts":1,"sentAt":"2026-03-02T09:00:00Z"}],"dueAt":"2026-03-02T09:02:00Z"}
            """;
        var read = JsonSerializer.Deserialize(older, StorageJson.Instance.TicketDeliveries)!;

        Assert.Equal((7, 5, Some.Morning, "r", 4), (read.Customer.Through, read.Customer.GaveUpThrough, read.Customer.RetryAt, read.Customer.RetryId, read.Agents.Through));
        Assert.Equal((7, DeliveryState.Sent), (read.Customer.Updates.Single().Seq, read.Customer.Updates.Single().State));
        var again = JsonSerializer.Serialize(read, StorageJson.Instance.TicketDeliveries);
        Assert.DoesNotContain("pushedThrough", again, StringComparison.Ordinal);
        Assert.Equal(7, JsonSerializer.Deserialize(again, StorageJson.Instance.TicketDeliveries)!.Customer.Through);
    }
}
