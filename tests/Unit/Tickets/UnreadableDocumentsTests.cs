using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>A document costs itself, whatever is wrong with it.</summary>
public sealed class UnreadableDocumentsTests
{
    private readonly UnreadableDocuments _documents = new(NullLogger<UnreadableDocuments>.Instance);

    [Fact]
    public void One_that_something_cannot_be_made_of_counts_as_one_that_cannot_be_read()
    {
        Assert.Null(_documents.TryUse<string>("one", () => throw new InvalidCastException()));
        Assert.Null(_documents.TryUse<string>("one", () => throw new KeyNotFoundException()));
        Assert.Equal("made", _documents.TryUse("two", () => "made"));

        Assert.Equal(1, _documents.Count);
    }

    [Fact]
    public void It_is_counted_no_more_once_it_can_be_read()
    {
        Assert.Null(_documents.TryRead("one", "{}"u8, StorageJson.Instance.Ticket));
        Assert.Equal(1, _documents.Count);

        Assert.NotNull(_documents.TryRead("one", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Some.OpenTicket(), StorageJson.Instance.Ticket), StorageJson.Instance.Ticket));
        Assert.Equal(0, _documents.Count);
    }
}
