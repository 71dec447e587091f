using OpenTelemetry;
using OpenTelemetry.Trace;
using ServerlessSupport.App.Http;
using ServerlessSupport.Cloud.Telemetry;
using ServerlessSupport.Hub;
using ServerlessSupport.Local.Attachments;
using ServerlessSupport.Local.Audit;
using ServerlessSupport.Local.Demo;
using ServerlessSupport.Local.Desk;
using ServerlessSupport.Local.Identity;
using ServerlessSupport.Local.Privacy;
using ServerlessSupport.Local.Push;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Settings;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Local;

/// <summary>Puts the one-process edition together: the functions of the app, driven and stored on this machine.</summary>
internal static class LocalEdition
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Serves until it is asked to end, which may be before it has started.</summary>
    public static async Task RunAsync(WebApplication app)
    {
        // Asked for now: the application is disposed of when the start ends by a fault.
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was begun is undone with the application.
        }
    }

    /// <summary>Everything, ready to start; <paramref name="configure"/> may replace services, as tests do with the clock.</summary>
    public static WebApplication Build(LocalOptions options, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        LocalSettings.AddTo(builder.Configuration, options);
        builder.WebHost.UseKestrelCore().UseUrls(options.Url).UseShutdownTimeout(ShutdownTimeout).Limit(TimeProvider.System);
        AddLog(builder.Logging, builder.Configuration);
        AddServices(builder.Services, builder.Configuration, options);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        Map(app, options);
        return app;
    }

    private static void AddLog(ILoggingBuilder logging, IConfiguration configuration) => logging
        .AddConfiguration(configuration.GetSection("Logging"))
        .AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' "))
        .AddFilter("Microsoft", LogLevel.Warning)
        // What it calls its own errors are bodies that nobody could read; what functions do wrong never gets there.
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)
        // Why the start failed is said in sentences, not with the stack of it.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

    private static void AddServices(IServiceCollection services, IConfiguration configuration, LocalOptions options)
    {
        services.AddRouting().AddCors();
        services.AddSingleton(options);
        services.AddHostedService<DataFolderCheck>();
        services.AddSingleton<ServerLog>().AddHostedService(provider => provider.GetRequiredService<ServerLog>());
        services.AddLocalIdentity(configuration);
        services.AddSingleton<ClientAddress>(ClientAddresses.OfConnection);
        services.AddSupport(configuration).AddEdge(configuration);
        services.AddTelemetry(configuration)?.WithTracing(traces => traces.AddAspNetCoreInstrumentation(
            // Their addresses are signed: whoever reads one in a span could use it.
            requests => requests.Filter = context => !context.Request.Path.StartsWithSegments(AttachmentTransfer.Path)));
        services.AddSqliteStorage(options.DataFolder);
        services.AddHostedService<WordIndexing>();
        services.AddSingleton<DeskStream>();
        services.AddFileAttachments();
        services.AddAuditKeys();
        services.AddSingleton<IErasureRecords, ErasureFile>().AddHostedService<RepeatedAtStart>();
        services.AddLocalPush();
        services.AddFunctionsRuntime(configuration, typeof(SubmitTicket).Assembly, Path.Combine(AppContext.BaseDirectory, "host.json"), options.Banner);
        if (options.Demo)
            services.AddDemo();
    }

    private static void Map(WebApplication app, LocalOptions options)
    {
        if (options.Origins.Count > 0)
            app.UseCors(pages => pages.WithOrigins([.. options.Origins]).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders("ETag", "Location", "Retry-After", "Idempotency-Replayed"));
        app.Use(next => context => app.Services.GetRequiredService<ServerLog>().TellAsync(context, next));
        app.UseMiddleware<ProblemAnswers>();
        app.Use(LoopbackOnly.GuardAsync);
        if (options.Demo)
        {
            app.UseDemo();
            app.MapDemo();
        }

        app.MapFunctions();
        TokenEndpoint.Map(app);
        PublishedKey.Map(app);
        DeskStream.Map(app);
        AttachmentTransfer.Map(app);
        app.MapNotificationHub();
    }
}
