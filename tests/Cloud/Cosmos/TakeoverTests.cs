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
    [InlineData("upsert devices")]
    [InlineData("replace devices")]
    [InlineData("create devices")]
    public async Task A_takeover_that_breaks_off_at_a_write_leaves_at_most_one_owner_and_a_repeat_heals_it(string brokenOff)
    {
        await Installations.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        Store.Tap.Fail(Fault.Torn, brokenOff);

        await Assert.ThrowsAsync<UnavailableException>(() => Installations.PutAsync(Some.Installation("phone", Some.Ben), Cancellation));
        Store.Tap.Heal();
        Assert.True(await OwnersAsync() <= 1);

        await Installations.PutAsync(Some.Installation("phone", Some.Ben), Cancellation);
        Assert.Empty(await Installations.ListAsync(Some.Anna, Cancellation));
        Assert.Equal(Some.Ben, (await Installations.FindAsync("phone", Cancellation))!.PersonKey);
    }

    [Fact]
    public async Task However_people_and_sign_outs_race_for_a_device_at_most_one_has_it()
    {
        for (var round = 0; round < 8; round++)
        {
            var rivals = Enumerable.Range(0, 9).Select(n => Task.Run(
                async () =>
                {
                    try
                    {
                        await (n % 3 == 2
                            ? Installations.DeleteAsync("phone", Cancellation)
                            : Installations.PutAsync(Some.Installation("phone", n % 3 == 0 ? Some.Anna : Some.Ben), Cancellation));
                    }
                    catch (UnavailableException)
                    {
                        // Lost every race: its caller is told to come back.
                    }
                },
                Cancellation));
            await Task.WhenAll(rivals);

            var owner = (await Installations.FindAsync("phone", Cancellation))?.PersonKey;
            Assert.Equal(owner is null ? 0 : 1, await OwnersAsync());
            Assert.All(await Installations.ListAsync(Some.Anna, Cancellation), _ => Assert.Equal(Some.Anna, owner));
        }
    }

    [Fact]
    public async Task A_device_that_signs_in_again_costs_one_read_and_one_write()
    {
        await Installations.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        Store.Tap.Forget();

        await Installations.PutAsync(Some.Installation("phone", Some.Anna) with { PushChannel = "new" }, Cancellation);

        Assert.Equal(["read devices", "replace devices"], Store.Tap.Operations);
    }

    [Fact]
    public async Task A_device_is_found_by_two_point_reads()
    {
        await Installations.PutAsync(Some.Installation("phone", Some.Anna), Cancellation);
        Store.Tap.Forget();

        await Installations.FindAsync("phone", Cancellation);

        Assert.Equal(["read devices", "read devices"], Store.Tap.Operations);
    }

    [Fact]
    public async Task A_device_named_like_a_person_stays_out_of_that_persons_devices()
    {
        await Installations.PutAsync(Some.Installation(Some.Anna, Some.Ben), Cancellation);

        Assert.Empty(await Installations.ListAsync(Some.Anna, Cancellation));
        Assert.Equal(Some.Ben, (await Installations.FindAsync(Some.Anna, Cancellation))!.PersonKey);
    }

    private async Task<int> OwnersAsync() =>
        (await Installations.ListAsync(Some.Anna, Cancellation)).Count + (await Installations.ListAsync(Some.Ben, Cancellation)).Count;
}
