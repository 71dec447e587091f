using ServerlessSupport.Contracts;
using ServerlessSupport.Devices;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class TakeoverTests(CosmosEmulator emulator) : IAsyncLifetime
{
    private CosmosStore? _opened;

    private CosmosStore Store => _opened!;

    private IInstallationStore Installations => Store.Installations;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _opened = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? default;

    [Theory]
    [InlineData("replace devices", "phone")]
    [InlineData("create devices", "phone")]
    [InlineData("replace devices", "desk")]
    [InlineData("create devices", "desk")]
    public async Task A_takeover_that_breaks_off_at_a_write_leaves_at_most_one_owner_and_a_repeat_heals_it(string brokenOff, string id)
    {
        await Installations.PutAsync(Phone("phone", Some.Anna), Cancellation);
        Store.Tap.Fail(Fault.Torn, brokenOff);

        await Assert.ThrowsAsync<UnavailableException>(() => Installations.PutAsync(Phone(id, Some.Ben), Cancellation));
        Store.Tap.Heal();
        Assert.True(await OwnersAsync() <= 1);

        var healed = await Installations.PutAsync(Phone(id, Some.Ben), Cancellation);
        Assert.Empty(await Installations.ListAsync(Some.Anna, Cancellation));
        Assert.Equal(Some.Ben, (await Installations.FindByHubIdAsync(healed.HubId, Cancellation))!.PersonKey);
        // What the hub has to forget is known still, unless the new one has its name.
        Assert.Equal(healed.HubId == "phone" ? null : ["phone"], healed.Replaced);
    }

    [Fact]
    public async Task However_people_and_sign_outs_race_for_a_channel_at_most_one_has_it()
    {
        for (var round = 0; round < 8; round++)
        {
            var rivals = Enumerable.Range(0, 9).Select(n => Task.Run(
                async () =>
                {
                    try
                    {
                        await (n % 3 == 2
                            ? Installations.DeleteAsync(n % 2 == 0 ? Some.Anna : Some.Ben, "phone", Cancellation)
                            : Installations.PutAsync(Phone(n % 2 == 0 ? "phone" : "desk", n % 3 == 0 ? Some.Anna : Some.Ben), Cancellation));
                    }
                    catch (UnavailableException)
                    {
                        // Lost every race: its caller is told to come back.
                    }
                },
                Cancellation));
            await Task.WhenAll(rivals);

            Assert.True(await OwnersAsync() <= 1);
            foreach (var left in (await Installations.ListAllAsync(new PageRequest(5), Cancellation)).Items)
                Assert.True((await Installations.FindByHubIdAsync(left.HubId, Cancellation))!.IsSameAs(left));
        }
    }

    [Fact]
    public async Task A_device_that_signs_in_again_costs_one_read_and_one_write()
    {
        await Installations.PutAsync(Phone("phone", Some.Anna), Cancellation);
        Store.Tap.Forget();

        await Installations.PutAsync(Phone("phone", Some.Anna) with { Locale = "zh" }, Cancellation);

        Assert.Equal(["read devices", "replace devices"], Store.Tap.Operations);
    }

    [Fact]
    public async Task A_new_device_and_one_that_takes_a_channel_over_cost_a_handful()
    {
        await Installations.PutAsync(Phone("phone", Some.Anna), Cancellation);
        Assert.True(Store.Tap.Operations.Count <= 10, string.Join(", ", Store.Tap.Operations));
        Store.Tap.Forget();

        await Installations.PutAsync(Phone("desk", Some.Ben), Cancellation);

        Assert.True(Store.Tap.Operations.Count <= 12, string.Join(", ", Store.Tap.Operations));
    }

    [Fact]
    public async Task A_device_is_found_by_one_point_read_and_by_its_name_at_the_hub_by_two()
    {
        await Installations.PutAsync(Phone("phone", Some.Anna), Cancellation);
        Store.Tap.Forget();

        await Installations.FindAsync(Some.Anna, "phone", Cancellation);
        await Installations.FindByHubIdAsync("phone", Cancellation);

        Assert.Equal(["read devices", "read devices", "read devices"], Store.Tap.Operations);
    }

    [Fact]
    public async Task A_device_named_like_a_person_stays_out_of_that_persons_devices()
    {
        await Installations.PutAsync(Phone(Some.Anna, Some.Ben), Cancellation);

        Assert.Empty(await Installations.ListAsync(Some.Anna, Cancellation));
        Assert.NotNull(await Installations.FindAsync(Some.Ben, Some.Anna, Cancellation));
    }

    [Fact]
    public async Task Claims_are_renewed_before_they_run_out()
    {
        var phone = Phone("phone", Some.Anna) with { ExpiresAt = Some.Start.AddYears(5) };
        await Installations.PutAsync(phone, Cancellation);
        Store.Tap.Forget();

        await Installations.PutAsync(phone with { RefreshedAt = Some.Start.AddYears(2), ExpiresAt = Some.Start.AddYears(7) }, Cancellation);
        Assert.Equal(2, Store.Tap.Operations.Count);
        await Installations.PutAsync(phone with { RefreshedAt = Some.Start.AddYears(6), ExpiresAt = Some.Start.AddYears(11) }, Cancellation);
        Assert.True(Store.Tap.Operations.Count > 4);
    }

    private static Installation Phone(string id, string personKey) => Some.Installation(id, personKey) with { PushChannel = "the one token" };

    private async Task<int> OwnersAsync() =>
        (await Installations.ListAsync(Some.Anna, Cancellation)).Count + (await Installations.ListAsync(Some.Ben, Cancellation)).Count;
}
