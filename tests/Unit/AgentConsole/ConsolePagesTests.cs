using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.App.Identity;

namespace ServerlessSupport.Unit.AgentConsole;

/// <summary>How the console is served: asked for anew each time the page, never again what is named by its content, and nothing foreign runs.</summary>
public sealed class ConsolePagesTests
{
    private static readonly ConsoleFiles Files = new();
    private static readonly IdentityOptions Identity = new() { Issuer = "https://login.example.com/tenant/v2.0", Audience = "support" };

    [Theory]
    [InlineData("")]
    [InlineData("unassigned/some-ticket")]
    [InlineData("settings/people")]
    public async Task Every_address_of_the_console_is_the_one_page(string path)
    {
        var (status, headers, body) = await GetAsync(path);

        Assert.Equal((200, "text/html; charset=utf-8", "no-cache"), (status, headers["Content-Type"], headers["Cache-Control"]));
        Assert.Equal(Files.Page.Plain, body);
    }

    [Fact]
    public async Task Nothing_runs_in_the_page_that_this_server_did_not_send()
    {
        var (_, headers, _) = await GetAsync("");

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: https://files.example.com; connect-src 'self' https://login.example.com https://files.example.com; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html",
            headers["Content-Security-Policy"]);
        Assert.Equal(("nosniff", "no-referrer"), (headers["X-Content-Type-Options"], headers["Referrer-Policy"]));
    }

    [Fact]
    public async Task A_file_is_kept_for_good_under_the_name_of_what_is_in_it()
    {
        var (status, headers, _) = await GetAsync($"{Files.Digest}/app.js");

        Assert.Equal((200, "public, max-age=31536000, immutable", "text/javascript; charset=utf-8"), (status, headers["Cache-Control"], headers["Content-Type"]));
        Assert.Equal((404, true), await MissingAsync("0000000000000000000000000a/app.js"));
        Assert.Equal((404, true), await MissingAsync($"{Files.Digest}/none.js"));
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("", null)]
    public async Task It_comes_in_the_smallest_form_that_is_taken(string accepted, string? encoding)
    {
        var (_, headers, _) = await GetAsync($"{Files.Digest}/app.js", ("Accept-Encoding", accepted));

        Assert.Equal((encoding ?? "", "Accept-Encoding"), (headers["Content-Encoding"], headers["Vary"]));
    }

    [Fact]
    public async Task Who_has_the_page_already_is_told_so()
    {
        var (_, headers, _) = await GetAsync("");
        var (status, _, body) = await GetAsync("", ("If-None-Match", headers["ETag"]));

        Assert.Equal((304, 0), (status, body.Length));
    }

    [Theory]
    [InlineData(true, "desk", "name")]
    [InlineData(false, "desk", "openid")]
    [InlineData(false, null, "none")]
    public async Task The_page_learns_how_to_sign_in(bool byName, string? clientId, string expected)
    {
        var (_, _, body) = await GetAsync("config.json", new ConsolePages(Files, new ConsoleOptions { ClientId = clientId }, Identity, new ConsoleEdition(byName, null)));
        var config = JsonElement.Parse(body);

        Assert.Equal(expected, config.GetProperty("signIn").GetString());
        Assert.Equal(byName ? null : Identity.Issuer, config.TryGetProperty("authority", out var authority) ? authority.GetString() : null);
    }

    private static Task<(int Status, Dictionary<string, string> Headers, byte[] Body)> GetAsync(string path, params (string Name, string Value)[] headers) =>
        GetAsync(path, new ConsolePages(Files, new ConsoleOptions { ClientId = "desk" }, Identity, new ConsoleEdition(false, "https://files.example.com/")), headers);

    private static async Task<(int Status, bool IsMissing)> MissingAsync(string path)
    {
        var http = Context(path);
        var pages = new ConsolePages(Files, new ConsoleOptions(), Identity, new ConsoleEdition(true, null));
        var result = new ServeConsole(pages).Run(http.Request);
        await result.ExecuteAsync(http);
        return (http.Response.StatusCode, pages.Find(Context(path), path) is null);
    }

    private static async Task<(int Status, Dictionary<string, string> Headers, byte[] Body)> GetAsync(string path, ConsolePages pages, params (string Name, string Value)[] headers)
    {
        var http = Context(path);
        foreach (var (name, value) in headers)
            http.Request.Headers[name] = value;
        await new ServeConsole(pages).Run(http.Request).ExecuteAsync(http);
        var said = http.Response.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        foreach (var name in new[] { "Content-Encoding", "Vary", "Content-Type" })
            said.TryAdd(name, "");
        return (http.Response.StatusCode, said, ((MemoryStream)http.Response.Body).ToArray());
    }

    private static DefaultHttpContext Context(string path)
    {
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        (http.Request.Method, http.Request.Path, http.Response.Body) = ("GET", "/console/" + path, new MemoryStream());
        return http;
    }
}
