using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Devices;

/// <summary>A phone changes hands while something for the person before is on its way: nothing of it comes to whoever has the phone now.</summary>
public abstract class HandoverContract(IRunningServer server)
{
    // A server of several tests knows each phone and its people by names of their own.
    private static int _phones;

    /// <summary>The notification hub that the server pushes through.</summary>
    protected abstract Uri Hub { get; }

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
        using var phone = await SignInAsync(isQuiet: true);
        var ticket = await phone.WithProgressAsync();
        await phone.SettledAsync(ticket, "held");

        await phone.HandOverAsync(id);
        await server.AdvanceAsync(TimeSpan.FromMinutes(65));
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

        Assert.Equal(HttpStatusCode.NotFound, (await phone.Alice.PostAsync($"/api/devices/{phone.Id}/test")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Alice.GetAsync($"/api/devices/{phone.Id}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await phone.Alice.SendAsync(HttpMethod.Delete, $"/api/devices/{phone.Id}")).Status);
        Assert.Empty((await phone.Alice.GetAsync("/api/devices")).Body.GetProperty("items").EnumerateArray());
        var bobs = await phone.Bob.PostAsync($"/api/devices/{phone.Of(id)}/test");
        Assert.All(bobs.Body.GetProperty("hops").EnumerateArray(), hop => Assert.True(hop.GetProperty("ok").GetBoolean()));
    }

    private async Task<SharedPhone> SignInAsync(bool isQuiet = false)
    {
        await SwitchAsync(new { });
        var name = Interlocked.Increment(ref _phones).ToString(CultureInfo.InvariantCulture);
        var phone = new SharedPhone(name, await server.CustomerAsync($"alice-{name}"), await server.CustomerAsync($"bob-{name}"), await server.AgentAsync(), new HttpClient { BaseAddress = Hub });
        await phone.SignInAsync(isQuiet ? new { from = At(TimeSpan.FromMinutes(-30)), to = At(TimeSpan.FromHours(1)) } : null);
        return phone;
    }

    private string At(TimeSpan later) => (server.Now + later).ToString("HH:mm", CultureInfo.InvariantCulture);

    private async Task SwitchAsync(object plan)
    {
        using var hub = new HttpClient { BaseAddress = Hub };
        using var answer = await hub.PutAsJsonAsync("/local/hub/faults", plan, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task WhileTimePassesAsync(Task task)
    {
        for (var tries = 0; !task.IsCompleted && tries < 3_000; tries++)
        {
            await server.AdvanceAsync(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        await task;
    }

    /// <summary>One phone, its two people, and the agent who writes to the first.</summary>
    private sealed class SharedPhone(string name, Person alice, Person bob, Person ann, HttpClient hub) : IDisposable
    {
        /// <summary>How many of the first person's texts had come to the phone when the other one's registration was answered.</summary>
        public int Before { get; private set; }

        public Person Alice => alice;

        public Person Bob => bob;

        /// <summary>The installation that the first person signed in by.</summary>
        public string Id => $"phone-{name}";

        private string Secret => $"For Alice {name} only.";

        /// <summary>The installation that the other one signs in by: the same, or a new one with the same token.</summary>
        public string Of(string id) => id == "phone" ? Id : $"{Id}-again";

        public Task SignInAsync(object? quietHours) => RegisterAsync(alice, Id, new { platform = "fcmV1", pushChannel = $"the token of {Id}", timeZone = "UTC", quietHours });

        public async Task HandOverAsync(string id)
        {
            await RegisterAsync(bob, Of(id), new { platform = "fcmV1", pushChannel = $"the token of {Id}" });
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
        public async Task<int> SecretsAsync() => (await hub.GetFromJsonAsync<JsonElement>("/local/hub/pushes", TestContext.Current.CancellationToken)).EnumerateArray()
            .Count(push => push.GetProperty("installations").GetArrayLength() > 0 && push.GetProperty("payloads").ToString().Contains(Secret, StringComparison.Ordinal));

        public void Dispose()
        {
            foreach (var person in (Person[])[alice, bob, ann])
                person.Dispose();
            hub.Dispose();
        }

        private static async Task RegisterAsync(Person person, string id, object device) =>
            Assert.Equal(HttpStatusCode.OK, (await person.SendAsync(HttpMethod.Put, $"/api/devices/{id}", device)).Status);
    }
}
