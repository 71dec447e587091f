using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Http;

namespace ServerlessSupport.Unit.Runtime;

/// <summary>A server on a free port with some functions, a store in a folder of its own, and a clock that moves by hand.</summary>
internal sealed class RuntimeHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runtime-").FullName;

    private WebApplication? _app;

    public Probe Probe { get; private set; } = new();

    public ArmedTime Time { get; private set; } = new();

    public LogLines Log { get; } = new();

    public StringWriter Banner { get; } = new();

    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public HostSettings Settings { get; init; } = new() { MaxConcurrentCalls = 4 };

    public Dictionary<string, string?> Configuration { get; init; } = [];

    public HttpClient Http { get; private set; } = null!;

    public SqliteQueues Queues => Get<SqliteQueues>();

    public T Get<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public static async Task<RuntimeHost> StartAsync(params Type[] functions)
    {
        var host = new RuntimeHost();
        await host.StartWithAsync(functions);
        return host;
    }

    public async Task StartWithAsync(params Type[] functions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(Configuration);
        builder.Configuration["Identity:Issuer"] = "https://issuer.example";
        builder.Configuration["Identity:Audience"] = "support";
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton(Probe).AddScoped<Scoped>().AddSingleton(TestIssuer.People());
        builder.Services.AddSingleton(new AuditKeys(new byte[AuditKeys.Length])).AddSingleton(Random.Shared).AddSingleton<AuditTrail>().AddSingleton<Allowances>();
        builder.Services.AddSqliteStorage(_folder).AddFunctionsRuntime(builder.Configuration, () => functions, Settings, Banner).AddEdge(builder.Configuration);
        _app = builder.Build();
        _app.UseMiddleware<ProblemAnswers>();
        _app.MapFunctions();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public Task StopAsync() => _app!.StopAsync(CancellationToken.None);

    /// <summary>Stops, and starts again over the same data as another process would, so much later.</summary>
    public async Task RestartAsync(TimeSpan later, params Type[] functions)
    {
        await CloseAsync();
        var now = Time.GetUtcNow() + later;
        (Probe, Time) = (new Probe(), new ArmedTime());
        Time.SetUtcNow(now);
        await StartWithAsync(functions);
    }

    public async Task<Ticket> AddTicketAsync(string text = "Where is it?")
    {
        var ticket = Some.OpenTicket(text) with { LastDeliverableSeq = 1 };
        Assert.NotNull(await Get<ITicketStore>().AddAsync(ticket, TestContext.Current.CancellationToken));
        return ticket;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CloseAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Http?.Dispose();
    }
}

/// <summary>One a scope.</summary>
public sealed class Scoped;
