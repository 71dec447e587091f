using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <summary>What every table of devices promises. The table is empty when a test begins.</summary>
public abstract partial class InstallationStoreContract
{
    protected abstract IInstallationStore Store { get; }

    /// <summary>Makes what is stored of an installation something that only a newer version could read.</summary>
    protected abstract Task SpoilAsync(string personKey, string id);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_installation_that_was_put_is_found_as_it_was()
    {
        var phone = await Store.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);

        var found = await Store.FindAsync(Some.Anna, "phone", Cancellation);

        Assert.Equivalent(phone, found);
    }

    [Fact]
    public async Task An_installation_that_does_not_exist_is_not_found() => Assert.Null(await Store.FindAsync(Some.Anna, "none", Cancellation));

    [Fact]
    public async Task A_person_has_the_installations_put_for_them()
    {
        await Store.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        await Store.PutAsync(Some.Installation("tablet", Some.Anna), Cancellation);
        await Store.PutAsync(Some.Installation("desk", Some.Ben), Cancellation);

        Assert.Equal(["phone", "tablet"], await IdsAsync(Some.Anna));
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_passed_over_and_makes_room_for_the_next_registration()
    {
        foreach (var person in new[] { Some.Anna, Some.Ben })
            await Store.PutAsync(Some.Installation($"phone-{person}", person) with { Roles = [ActorRole.Agent] }, Cancellation);
        var spoilt = (await Store.PutAsync(Some.Installation("tablet", Some.Anna) with { Roles = [ActorRole.Agent] }, Cancellation))!;
        await SpoilAsync(Some.Anna, spoilt.Id);

        Assert.Equal([$"phone-{Some.Anna}"], await IdsAsync(Some.Anna));
        Assert.Equal(2, (await Store.ListAgentsAsync(new PageRequest(2), Cancellation)).Items.Count + (await Store.ListAgentsAsync(new PageRequest(2, (await Store.ListAgentsAsync(new PageRequest(2), Cancellation)).Next), Cancellation)).Items.Count);
        Assert.Equal(2, (await Store.ListAllAsync(new PageRequest(5), Cancellation)).Items.Count);
        Assert.Equal([$"phone-{Some.Anna}", "tablet"], (await Store.ListNamesAsync(Some.Anna, Cancellation)).Select(name => name.Id).Order(StringComparer.Ordinal));

        Assert.NotNull(await Store.PutAsync(Some.Installation("other", Some.Ben) with { PushChannel = spoilt.PushChannel }, Cancellation));
        Assert.NotNull(await Store.PutAsync(Some.Installation("tablet", Some.Anna), Cancellation));
        await SpoilAsync(Some.Anna, spoilt.Id);
        await Store.DeleteAsync(Some.Anna, spoilt.Id, Cancellation);
        Assert.Equal([$"phone-{Some.Anna}"], (await Store.ListNamesAsync(Some.Anna, Cancellation)).Select(name => name.Id));
    }

    [Fact]
    public async Task The_names_of_all_that_is_kept_are_told_also_of_what_has_expired()
    {
        await Store.PutAsync(Some.Installation("phone", Some.Anna) with { RefreshedAt = Some.Start.AddDays(-2), ExpiresAt = Some.Start.AddDays(-1) }, Cancellation);

        Assert.Equal([new InstallationName("phone", "phone")], await Store.ListNamesAsync(Some.Anna, Cancellation));
    }

    [Fact]
    public async Task Everybodys_installations_are_listed_page_by_page_each_once()
    {
        string[] ids = ["desk", "phone", "tablet", "watch", "zoo"];
        foreach (var id in ids)
            await Store.PutAsync(Some.Installation(id, id == "desk" ? Some.Ben : Some.Anna), Cancellation);
        await Store.PutAsync(Some.Installation("phone", Some.Ben), Cancellation);

        var pages = new List<Page<Installation>> { await Store.ListAllAsync(new PageRequest(2), Cancellation) };
        while (pages[^1].Next is { } after)
            pages.Add(await Store.ListAllAsync(new PageRequest(2, after), Cancellation));

        Assert.Equal([2, 2, 1], pages.Select(page => page.Items.Count));
        Assert.Equal(ids, pages.SelectMany(page => page.Items).Select(installation => installation.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_installation_that_has_expired_is_not_there_until_it_is_put_again()
    {
        await Store.PutAsync(Some.Installation("phone", Some.Anna) with { RefreshedAt = Some.Start.AddDays(-2), ExpiresAt = Some.Start.AddDays(-1) }, Cancellation);
        await Store.PutAsync(Some.Installation("tablet", Some.Anna) with { ExpiresAt = DateTimeOffset.MaxValue.AddYears(-1000) }, Cancellation);

        Assert.Null(await Store.FindAsync(Some.Anna, "phone", Cancellation));
        Assert.Equal(["tablet"], await IdsAsync(Some.Anna));
        Assert.Equal(["tablet"], (await Store.ListAllAsync(new PageRequest(5), Cancellation)).Items.Select(installation => installation.Id));

        await Store.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        Assert.NotNull(await Store.FindAsync(Some.Anna, "phone", Cancellation));
        Assert.Equal(["phone", "tablet"], await IdsAsync(Some.Anna));
    }

    [Fact]
    public async Task An_installation_keeps_its_language_and_quiet_hours()
    {
        var phone = await Store.PutAsync(
            Some.Installation("phone", Some.Anna) with { Locale = "zh-CN", TimeZone = "Asia/Shanghai", QuietHours = new QuietHours(new TimeOnly(22, 0), new TimeOnly(7, 30)) }, Cancellation);

        Assert.Equivalent(phone, await Store.FindAsync(Some.Anna, "phone", Cancellation));
    }

    [Fact]
    public async Task Agents_installations_are_listed_page_by_page_and_only_while_they_are_agents()
    {
        foreach (var id in (string[])["a", "b", "c"])
            await Store.PutAsync(Some.Installation(id, Some.Anna) with { Roles = [ActorRole.Customer, ActorRole.Agent] }, Cancellation);
        await Store.PutAsync(Some.Installation("customer's", Some.Ben), Cancellation);
        var first = await Store.ListAgentsAsync(new PageRequest(2), Cancellation);
        var second = await Store.ListAgentsAsync(new PageRequest(2, first.Next), Cancellation);
        Assert.Equal(["a", "b", "c"], first.Items.Concat(second.Items).Select(installation => installation.Id));
        Assert.Null(second.Next);

        await Store.PutAsync(Some.Installation("a", Some.Anna), Cancellation);
        await Store.DeleteAsync(Some.Anna, "b", Cancellation);

        Assert.Equal(["c"], (await Store.ListAgentsAsync(new PageRequest(20), Cancellation)).Items.Select(installation => installation.Id));
    }

    [Fact]
    public async Task Putting_an_installation_again_replaces_it()
    {
        await Store.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        await Store.PutAsync(Some.Installation("phone", Some.Anna) with { PushChannel = "new channel" }, Cancellation);

        Assert.Equal(["phone"], await IdsAsync(Some.Anna));
        Assert.Equal("new channel", (await Store.FindAsync(Some.Anna, "phone", Cancellation))!.PushChannel);
    }

    [Fact]
    public async Task A_device_that_another_person_signs_in_on_is_taken_from_the_first()
    {
        await Store.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        await Store.PutAsync(Some.Installation("phone", Some.Ben), Cancellation);

        Assert.Empty(await IdsAsync(Some.Anna));
        Assert.Equal(["phone"], await IdsAsync(Some.Ben));
        Assert.Null(await Store.FindAsync(Some.Anna, "phone", Cancellation));
        Assert.Equal(Some.Ben, (await Store.FindByHubIdAsync("phone", Cancellation))!.PersonKey);
    }

    [Fact]
    public async Task A_deleted_installation_is_gone_and_deleting_it_again_is_no_error()
    {
        await Store.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);

        await Store.DeleteAsync(Some.Anna, "phone", Cancellation);
        await Store.DeleteAsync(Some.Anna, "phone", Cancellation);

        Assert.Null(await Store.FindAsync(Some.Anna, "phone", Cancellation));
        Assert.Empty(await IdsAsync(Some.Anna));
    }

    private async Task<IEnumerable<string>> IdsAsync(string personKey) =>
        (await Store.ListAsync(personKey, Cancellation)).Select(installation => installation.Id).Order(StringComparer.Ordinal);
}
