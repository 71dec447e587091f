using ServerlessSupport.People;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Contracts;

/// <summary>What is promised of the list of erasures, wherever it is kept. It may hold other people's when a test begins.</summary>
public abstract class ErasureRecordsContract
{
    private static readonly string[] Keys = [.. new[] { "erased one", "erased two", "erased three" }.Select(PersonKey.Of).Order(StringComparer.Ordinal)];

    protected abstract IErasureRecords Records { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_erasure_of_each_person_is_listed_page_by_page()
    {
        foreach (var (key, n) in Keys.Select((key, n) => (key, n)))
            await Records.KeepAsync(Erased(key, n), Cancellation);
        await Records.KeepAsync(Erased(Keys[1], 9), Cancellation);

        var listed = new List<Erasure>();
        for (Page<Erasure>? page = null; page is null || page.Next is not null; listed.AddRange(page.Items))
            page = await Records.ListAsync(new PageRequest(1, page?.Next), Cancellation);

        Assert.Equal([Erased(Keys[0], 0), Erased(Keys[1], 9), Erased(Keys[2], 2)], listed.Where(erasure => Keys.Contains(erasure.PersonKey)));
    }

    [Fact]
    public async Task A_later_one_takes_the_place_of_one_of_a_clock_that_was_ahead()
    {
        var key = PersonKey.Of("erased ahead");
        await Records.KeepAsync(Erased(key, 9), Cancellation);
        await Records.KeepAsync(Erased(key, 1), Cancellation);

        var listed = new List<Erasure>();
        for (Page<Erasure>? page = null; page is null || page.Next is not null; listed.AddRange(page.Items))
            page = await Records.ListAsync(new PageRequest(10, page?.Next), Cancellation);

        Assert.Equal(Erased(key, 1), listed.Single(erasure => erasure.PersonKey == key));
    }

    private static Erasure Erased(string key, int tickets) => new() { PersonKey = key, RequestedAt = Some.Start.AddMinutes(tickets), RequestedBy = key, Step = ErasureStep.Done, Tickets = tickets };
}
