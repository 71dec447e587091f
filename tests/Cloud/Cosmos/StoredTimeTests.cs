using System.Text.Json;
using ServerlessSupport.Contracts;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class StoredTimeTests(CosmosEmulator emulator)
{
    private static readonly DateTimeOffset[] Times =
    [
        Some.Start.AddTicks(-1), Some.Start, Some.Start.AddTicks(1), Some.Start.AddTicks(9), Some.Start.AddTicks(10), Some.Start.AddTicks(100_001),
        Some.Start.AddMilliseconds(100), Some.Start.AddSeconds(1), Some.Start.AddHours(1),
    ];

    [Fact]
    public void Stored_times_compare_as_text_as_they_do_as_times_whatever_their_offset()
    {
        var written = Times.Select((time, n) => UtcTimeConverter.Format(time.ToOffset(TimeSpan.FromHours((n % 5) - 2)))).ToList();

        Assert.Equal(written.Order(StringComparer.Ordinal), written);
        Assert.All(written, text => Assert.Equal(28, text.Length));
    }

    [Theory]
    [InlineData("2026-03-01T09:00:00Z")]
    [InlineData("2026-03-01T09:00:00.0+00:00")]
    [InlineData("2026-03-01T11:00:00.0000000+02:00")]
    public void Times_that_an_earlier_version_stored_are_read(string stored)
    {
        var ticket = Some.Ticket(Some.Anna, 1) with { NextReminderAt = Some.Start };
        var json = JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket);
        var now = $"\"nextReminderAt\":\"{UtcTimeConverter.Format(Some.Start)}\"";

        var read = JsonSerializer.Deserialize(json.Replace(now, $"\"nextReminderAt\":\"{stored}\"", StringComparison.Ordinal), StorageJson.Instance.Ticket)!;

        Assert.Contains(now, json, StringComparison.Ordinal);
        Assert.Equal((Some.Start, TimeSpan.Zero), (read.NextReminderAt, read.NextReminderAt!.Value.Offset));
    }

    [Fact]
    public async Task Lists_are_ordered_and_bounded_to_the_tick()
    {
        await using var store = await CosmosStore.OpenAsync(emulator);
        var cancellation = TestContext.Current.CancellationToken;
        for (var n = Times.Length - 1; n >= 0; n--)
            await store.Tickets.AddAsync(Some.Ticket(Some.Anna, n) with { LastPushableAt = Times[n].ToOffset(TimeSpan.FromHours(n)) }, cancellation);

        var all = await store.Tickets.ListPushedByCustomerAsync(Some.Anna, Times[0], new PageRequest(50), cancellation);
        var some = await store.Tickets.ListPushedByCustomerAsync(Some.Anna, Times[2], new PageRequest(50), cancellation);

        Assert.Equal(Times, all.Items.Select(ticket => ticket.LastPushableAt!.Value));
        Assert.Equal(Times[2..], some.Items.Select(ticket => ticket.LastPushableAt!.Value));
    }
}
