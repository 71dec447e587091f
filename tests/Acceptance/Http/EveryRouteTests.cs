using System.Net;
using System.Net.Http.Headers;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>No route forgets to ask who calls.</summary>
public sealed class EveryRouteTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<string> Protected { get; } = [.. Route.All.Where(route => !route.IsOpen).Select(route => route.ToString())];

    [Fact]
    public void There_are_routes() => Assert.True(Route.All.Count >= 15);

    [Theory, MemberData(nameof(Protected))]
    public async Task Without_a_token_it_answers_401_and_says_how_to_sign_in(string name)
    {
        using var nobody = new Person(new HttpClient { BaseAddress = server.Address });
        var answer = await CallAsync(nobody, name);

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), (answer.Status, answer.Code));
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
    }

    [Theory, MemberData(nameof(Protected))]
    public async Task With_the_wrong_role_it_answers_403(string name)
    {
        using var wrong = Of(name).Template.StartsWith("/api/agent", StringComparison.Ordinal) ? await server.CustomerAsync()
            : Of(name).Template.StartsWith("/api/devices", StringComparison.Ordinal) ? await server.SignInWithoutRoleAsync()
            : await server.AgentAsync();
        var answer = await CallAsync(wrong, name);

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsInJvbGVzIjoiY3VzdG9tZXIifQ.")]
    [InlineData("a.b.c")]
    public async Task A_token_that_is_none_is_refused(string token)
    {
        using var someone = new Person(new HttpClient { BaseAddress = server.Address });
        someone.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await someone.GetAsync("/api/tickets")).Status);
    }

    [Fact]
    public async Task A_token_that_was_tampered_with_is_refused()
    {
        using var alice = await server.CustomerAsync();
        var token = alice.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        var parts = token.Split('.');
        var payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("customer", "agent", StringComparison.Ordinal);
        var forged = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(payload))}.{parts[2]}";
        alice.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", forged);

        Assert.Equal(HttpStatusCode.Unauthorized, (await alice.GetAsync("/api/agent/tickets")).Status);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_refused()
    {
        using var alice = await server.CustomerAsync();
        server.Time.Advance(TimeSpan.FromDays(31));

        Assert.Equal(HttpStatusCode.Unauthorized, (await alice.GetAsync("/api/tickets")).Status);
    }

    private static Task<Answer> CallAsync(Person person, string name) => person.SendAsync(HttpMethod.Parse(Of(name).Method), Of(name).Path, new { text = "x" });

    private static Route Of(string name) => Route.All.Single(route => route.ToString() == name);
}
