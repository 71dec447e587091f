using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Benchmarks;

/// <summary>
/// What the product is measured against: a bare Kestrel endpoint that inserts the same JSON into SQLite, with the same
/// durability by the same group commit, and does nothing else.
/// </summary>
internal static class Baseline
{
    public static async Task RunAsync(string url, string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        Directory.CreateDirectory(folder);
        var session = SqliteSession.Open(Path.Combine(folder, "baseline.db"), SqliteOpenMode.ReadWriteCreate);
        session.ExecuteScript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -32768; CREATE TABLE IF NOT EXISTS items (id TEXT PRIMARY KEY, json BLOB NOT NULL)");
        using var writer = new SqliteWriter(session);

        app.MapGet("/api/health", () => Results.Ok());
        app.MapPost("/api/tickets", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var json = body.ToArray();
            using (JsonDocument.Parse(json))
            {
            }

            var id = Guid.CreateVersion7().ToString();
            await writer.WriteAsync(sqlite => sqlite.Execute("INSERT INTO items (id, json) VALUES (?1, ?2)", id, json), CancellationToken.None);
            return Results.Created($"/api/tickets/{id}", null);
        });
        await app.RunAsync();
    }
}
