using System.Net;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Devices;

/// <summary>A phone changes hands while something for the person before is on its way: nothing of it comes to whoever has the phone now.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private const string Secret = "For Alice only.";

    private static readonly object QuietHours = new { from = "08:30", to = "10:00" };

    private readonly RunningServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("phone")]
    [InlineData("phone installed again")]
    public async Task A_slow_send(string id)
    {
        using var phone = await SignInAsync();
        await SwitchAsync(new { delay = new { from = "00:00:02", to = "00:00:02" } });
        var tickets = new List<string> { await phone.WithProgressAsync(), await phone.WithProgressAsync() };

        await WhileTimePassesAsync(phone.HandOverAsync(id));
        await WhileTimePassesAsync(Task.WhenAll(tickets.Select(ticket => phone.SettledAsync(ticket, "noDevice", "handedOver"))));

        Assert.Equal(phone.Before, await phone.SecretsAsync());
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("phone installed again")]
    public async Task A_retry(string id)
    {
        using var phone = await SignInAsync();
        await SwitchAsync(new { statuses = new[] { new { status = 503, probability = 1 } } });
        var ticket = await phone.WithProgressAsync();
        await phone.SettledAsync(ticket, "queued");
        await SwitchAsync(new { });

        await phone.HandOverAsync(id);
        await WhileTimePassesAsync(phone.SettledAsync(ticket, "noDevice"));

        Assert.Equal(phone.Before, await phone.SecretsAsync());
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("phone installed again")]
    public async Task What_was_held_for_quiet_hours(string id)
    {
        using var phone = await SignInAsync(QuietHours);
        var ticket = await phone.WithProgressAsync();
        await phone.SettledAsync(ticket, "held");

        await phone.HandOverAsync(id);
        _server.Time.Advance(TimeSpan.FromMinutes(65));
        await WhileTimePassesAsync(phone.SettledAsync(ticket, "noDevice"));

        Assert.Equal(phone.Before, await phone.SecretsAsync());
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("phone installed again")]
    public async Task A_second_sending(string id)
    {
        using var phone = await SignInAsync();
        var ticket = await phone.WithProgressAsync();
        await phone.SettledAsync(ticket, "handedOver");
        Assert.Equal(1, await phone.SecretsAsync());

        await phone.HandOverAsync(id);
        await WhileTimePassesAsync(phone.SettledAsync(ticket, "notReached"));

        Assert.Equal(phone.Before, await phone.SecretsAsync());
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("phone installed again")]
    public async Task A_test_push_and_whatever_else_is_asked_of_the_device_that_was(string id)
    {
        using var phone = await SignInAsync();
        await phone.HandOverAsync(id);

        Assert.Equal(HttpStatusCode.NotFound, (await phone.Alice.PostAsync("/api/devices/phone/test")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Alice.GetAsync("/api/devices/phone")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await phone.Alice.SendAsync(HttpMethod.Delete, "/api/devices/phone")).Status);
        Assert.Empty((await phone.Alice.GetAsync("/api/devices")).Body.GetProperty("items").EnumerateArray());
        var bobs = await phone.Bob.PostAsync($"/api/devices/{id.Replace(' ', '-')}/test");
        Assert.All(bobs.Body.GetProperty("hops").EnumerateArray(), hop => Assert.True(hop.GetProperty("ok").GetBoolean()));
    }

    private async Task<SharedPhone> SignInAsync(object? quietHours = null)
    {
        var phone = new SharedPhone(await _server.CustomerAsync("alice"), await _server.CustomerAsync("bob"), await _server.AgentAsync());
        await phone.SignInAsync(quietHours);
        return phone;
    }

    private async Task SwitchAsync(object plan)
    {
        using var anybody = await _server.CustomerAsync("operator");
        Assert.Equal(HttpStatusCode.OK, (await anybody.SendAsync(HttpMethod.Put, "/local/hub/faults", plan)).Status);
    }

    private async Task WhileTimePassesAsync(Task task)
    {
        for (var tries = 0; !task.IsCompleted && tries < 3_000; tries++)
        {
            _server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        await task;
    }

    /// <summary>One phone, its two people, and the agent who writes to the first.</summary>
    private sealed class SharedPhone(Person alice, Person bob, Person ann) : IDisposable
    {
        /// <summary>How many of the first person's texts had come to the phone when the other one's registration was answered.</summary>
        public int Before { get; private set; }

        public Person Alice => alice;

        public Person Bob => bob;

        public Task SignInAsync(object? quietHours) =>
            RegisterAsync(alice, "phone", new { platform = "fcmV1", pushChannel = "the token of the phone", timeZone = "UTC", quietHours });

        /// <summary>The other person signs in, by the same installation or by a new one with the same token.</summary>
        public async Task HandOverAsync(string id)
        {
            await RegisterAsync(bob, id.Replace(' ', '-'), new { platform = "fcmV1", pushChannel = "the token of the phone" });
            Before = await SecretsAsync();
        }

        public async Task<string> WithProgressAsync()
        {
            var ticket = await alice.SubmitAsync();
            await ann.ActAsync(ticket, "claim");
            await ann.ActAsync(ticket, "progress", Secret);
            return ticket;
        }

        public Task SettledAsync(string ticket, params string[] steps) => ann.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries").EnumerateArray()
            .Any(delivery => delivery.GetProperty("steps").EnumerateArray().Any(step => steps.Contains(step.GetProperty("step").GetString()))));

        /// <summary>How many of the first person's texts the hub has handed to any device.</summary>
        public async Task<int> SecretsAsync() => (await alice.GetAsync("/local/hub/pushes")).Body.EnumerateArray()
            .Count(push => push.GetProperty("installations").GetArrayLength() > 0 && push.GetProperty("payloads").ToString().Contains(Secret, StringComparison.Ordinal));

        public void Dispose()
        {
            foreach (var person in (Person[])[alice, bob, ann])
                person.Dispose();
        }

        private static async Task RegisterAsync(Person person, string id, object device) =>
            Assert.Equal(HttpStatusCode.OK, (await person.SendAsync(HttpMethod.Put, $"/api/devices/{id}", device)).Status);
    }
}
