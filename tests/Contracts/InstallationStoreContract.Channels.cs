using ServerlessSupport.Devices;

namespace ServerlessSupport.Contracts;

public abstract partial class InstallationStoreContract
{
    [Theory]
    [InlineData("same person")]
    [InlineData("another person")]
    public async Task A_push_channel_belongs_to_its_newest_registration_whatever_its_id(string whose)
    {
        var owner = whose == "same person" ? Some.Anna : Some.Ben;
        await Store.PutAsync(With("before", Some.Anna, "token"), Cancellation);
        await Store.PutAsync(With("other", Some.Anna, "another token"), Cancellation);

        var after = await Store.PutAsync(With("after", owner, "token"), Cancellation);

        Assert.Equal(["before"], after.Replaced);
        Assert.Equal("after", after.HubId);
        Assert.Null(await Store.FindAsync(Some.Anna, "before", Cancellation));
        Assert.Null(await Store.FindByHubIdAsync("before", Cancellation));
        Assert.Equal(owner == Some.Anna ? ["after", "other"] : ["other"], await IdsAsync(Some.Anna));
        Assert.Equal(owner == Some.Ben ? ["after"] : [], await IdsAsync(Some.Ben));
    }

    [Theory]
    [InlineData(Platform.Browser, """{"endpoint":"https://push.example.net/a","keys":{"p256dh":"B","auth":"x"}}""", """{ "auth": "y", "endpoint": "https://PUSH.example.net/a" }""")]
    [InlineData(Platform.Wns, "https://db5.notify.windows.com/?token=A", "https://DB5.notify.windows.com:443/?token=A")]
    [InlineData(Platform.Wns, "https://db5.notify.windows.com/?token=A", "https://db5.notify.windows.com./?token=A#part")]
    [InlineData(Platform.Apns, "00ff", " 00FF ")]
    [InlineData(Platform.Apns, "00ff11aa", "<00FF 11aa>")]
    [InlineData(Platform.FcmV1, "Token", "Token\n")]
    public async Task The_spelling_of_a_push_channel_does_not_matter(Platform platform, string channel, string same)
    {
        await Store.PutAsync(With("before", Some.Anna, channel) with { Platform = platform }, Cancellation);
        await Store.PutAsync(With("after", Some.Ben, same) with { Platform = platform }, Cancellation);

        Assert.Empty(await IdsAsync(Some.Anna));
        Assert.Equal(["after"], await IdsAsync(Some.Ben));
    }

    [Fact]
    public async Task An_id_that_somebody_has_is_no_channel_so_each_keeps_their_own_device_of_that_id()
    {
        await Store.PutAsync(With("phone", Some.Anna, "annas token"), Cancellation);
        var bens = await Store.PutAsync(With("phone", Some.Ben, "bens token"), Cancellation);

        Assert.Null(bens.Replaced);
        Assert.NotEqual("phone", bens.HubId);
        Assert.Equal("annas token", (await Store.FindByHubIdAsync("phone", Cancellation))!.PushChannel);
        Assert.Equal("bens token", (await Store.FindByHubIdAsync(bens.HubId, Cancellation))!.PushChannel);
        Assert.Equal(2, (await Store.ListAllAsync(new PageRequest(5), Cancellation)).Items.Count);

        await Store.DeleteAsync(Some.Anna, "phone", Cancellation);
        Assert.Null(await Store.FindByHubIdAsync("phone", Cancellation));
        var again = await Store.PutAsync(With("phone", Some.Ben, "bens new token"), Cancellation);
        Assert.Equal((bens.HubId, "bens new token"), (again.HubId, (await Store.FindAsync(Some.Ben, "phone", Cancellation))!.PushChannel));
    }

    [Fact]
    public async Task A_channel_that_was_given_up_for_another_takes_nothing_from_who_has_it_later()
    {
        await Store.PutAsync(With("phone", Some.Anna, "old"), Cancellation);
        await Store.PutAsync(With("phone", Some.Anna, "new"), Cancellation);

        var bens = await Store.PutAsync(With("desk", Some.Ben, "old"), Cancellation);

        Assert.Null(bens.Replaced);
        Assert.Equal(["phone"], await IdsAsync(Some.Anna));
    }

    [Fact]
    public async Task What_a_registration_replaced_is_kept_until_the_platform_has_followed()
    {
        await Store.PutAsync(With("before", Some.Anna, "token"), Cancellation);
        var first = await Store.PutAsync(With("after", Some.Ben, "token"), Cancellation);
        var refreshed = await Store.PutAsync(With("after", Some.Ben, "token") with { RefreshedAt = Some.Start.AddMinutes(1) }, Cancellation);
        Assert.Equal(["before"], refreshed.Replaced);

        await Store.SettleAsync(first, Cancellation);
        Assert.Equal(["before"], (await Store.FindAsync(Some.Ben, "after", Cancellation))!.Replaced);

        await Store.SettleAsync(refreshed, Cancellation);
        Assert.Null((await Store.FindAsync(Some.Ben, "after", Cancellation))!.Replaced);
    }

    [Fact]
    public async Task Whoever_has_as_many_devices_as_allowed_gets_no_further_one_until_one_is_gone()
    {
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await Store.PutAsync(Some.Installation($"phone-{i}", Some.Anna), limit: 3, Cancellation));

        Assert.Null(await Store.PutAsync(Some.Installation("one more", Some.Anna), limit: 3, Cancellation));
        Assert.NotNull(await Store.PutAsync(Some.Installation("phone-1", Some.Anna) with { Locale = "zh" }, limit: 3, Cancellation));
        Assert.NotNull(await Store.PutAsync(With("phone-2 installed again", Some.Anna, "channel of phone-2"), limit: 3, Cancellation));
        Assert.Equal(["phone-0", "phone-1", "phone-2 installed again"], await IdsAsync(Some.Anna));

        await Store.DeleteAsync(Some.Anna, "phone-0", Cancellation);
        Assert.NotNull(await Store.PutAsync(Some.Installation("zoo", Some.Anna), limit: 3, Cancellation));
        Assert.Equal(["phone-1", "phone-2 installed again", "zoo"], await IdsAsync(Some.Anna));
    }

    [Fact]
    public async Task Registrations_at_once_keep_the_limit_and_use_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Store.PutAsync(Some.Installation($"phone-{i}", Some.Anna), limit: 4, Cancellation), Cancellation)));

        Assert.Equal(4, answers.Count(answer => answer is not null));
        Assert.Equal(4, (await Store.ListAsync(Some.Anna, Cancellation)).Count);
    }

    [Fact]
    public async Task A_channel_that_is_registered_by_many_at_once_ends_with_one_owner()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => Store.PutAsync(With($"phone-{i}", i % 2 == 0 ? Some.Anna : Some.Ben, "token"), Cancellation), Cancellation)));

        var left = (await Store.ListAllAsync(new PageRequest(10), Cancellation)).Items;
        Assert.Contains(Assert.Single(left).Id, answers.Select(answer => answer.Id));
    }

    private static Installation With(string id, string personKey, string channel) => Some.Installation(id, personKey) with { PushChannel = channel };
}
