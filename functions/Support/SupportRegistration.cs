using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessSupport.Attachments;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Reports;
using ServerlessSupport.Tickets;

namespace ServerlessSupport;

/// <summary>Registers the product; an edition adds what stands behind the ports.</summary>
public static class SupportRegistration
{
    public static IServiceCollection AddSupport(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<UnreadableDocuments>();
        return services
            .AddSettings<TicketsOptions, TicketsOptionsValidator>(configuration, TicketsOptions.Section)
            .AddSettings<RemindersOptions, RemindersOptionsValidator>(configuration, RemindersOptions.Section)
            .AddSettings<PushOptions, PushOptionsValidator>(configuration, PushOptions.Section)
            .AddSettings<DevicesOptions, DevicesOptionsValidator>(configuration, DevicesOptions.Section)
            .AddRetention(configuration)
            .AddSettings<AuditOptions, AuditOptionsValidator>(configuration, AuditOptions.Section)
            .AddAudit()
            .AddDesk()
            .AddTickets()
            .AddAttachments()
            .AddPush()
            .AddSingleton<CountTickets>()
            .AddSingleton<ReadReport>()
            .AddSingleton<ErasePeople>()
            .AddSingleton<CustomerArchive>()
            .AddSingleton<ExportPeople>();
    }

    /// <summary>Binds a section to its options, validated at start: a bad setting stops the start and names its key.</summary>
    public static IServiceCollection AddSettings<TOptions, TValidator>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>>(new KeyedFailures<TOptions>(new TValidator(), section));
        return services;
    }

    private static IServiceCollection AddRetention(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RetentionOptions, RetentionOptionsValidator>(configuration, RetentionOptions.Section);
        services.AddOptions<RetentionOptions>().Validate<IOptions<TicketsOptions>>(
            (retention, tickets) => retention.EndedTickets == TimeSpan.Zero || retention.EndedTickets > tickets.Value.ReopenWindow,
            $"{RetentionOptions.Section}:{nameof(RetentionOptions.EndedTickets)} must be longer than {TicketsOptions.Section}:{nameof(TicketsOptions.ReopenWindow)}, within which a ticket can be taken up again.");
        return services.AddSingleton<TrimDeliveryLogs>().AddSingleton<RemoveExpired>();
    }

    private static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditTrail>()
        .AddSingleton<VerifyAudit>();

    private static IServiceCollection AddDesk(this IServiceCollection services) => services
        .AddSingleton<DeskDocuments>()
        .AddSingleton<KnownPeople>()
        .AddSingleton<Allowances>()
        .AddSingleton<AgentDirectory>()
        .AddSingleton<TicketPresence>();

    private static IServiceCollection AddTickets(this IServiceCollection services) => services
        .AddSingleton<TicketChanges>()
        .AddSingleton(provider => new StatusInterval(provider.GetRequiredService<IOptions<PushOptions>>().Value.StatusInterval))
        .AddSingleton<CustomerQuota>()
        .AddSingleton<CustomerTickets>()
        .AddSingleton<CustomerUpdates>()
        .AddSingleton<AgentTickets>()
        .AddSingleton<Mergers>()
        .AddSingleton<RemindAgents>();

    private static IServiceCollection AddAttachments(this IServiceCollection services) => services
        .AddSingleton<TicketAttachments>();

    private static IServiceCollection AddPush(this IServiceCollection services) => services
        .AddSingleton<Circuit>()
        .AddSingleton<Probes>()
        .AddSingleton<IDevicePlatform>(provider => provider.GetRequiredService<IPushGateway>())
        .AddSingleton<GuardedGateway>()
        .AddSingleton<Recipients>()
        .AddSingleton<DeliveryEngine>()
        .AddSingleton<DeliverUpdates>()
        .AddSingleton<AgentsToTell>()
        .AddSingleton<DeliverNotices>()
        .AddSingleton<DeliverTicket>()
        .AddSingleton<Turns>()
        .AddHostedService<PushesUnderWay>()
        .AddSingleton<ReleaseHeld>()
        .AddSingleton<ConfirmUpdates>()
        .AddSingleton<TestPush>()
        .AddSingleton<DeliverChanges>()
        .AddSingleton<SweepPushes>()
        .AddSingleton<ReconcilePushes>()
        .AddSingleton<NotReachedTickets>()
        .AddSingleton<TicketCounts>()
        .AddSingleton<CustomerPage>()
        .AddSingleton<ResumePushes>()
        .AddSingleton<Backlog>()
        .AddSingleton<RecordDeadLetter>()
        .AddSingleton<DeviceRegistry>()
        .AddSingleton<ReregisterDevices>()
        .AddSingleton<PruneDevices>();
}

/// <summary>Has a validator name settings by their keys: it speaks of RemindersOptions.First, whoever sets it knows it as Reminders:First.</summary>
internal sealed class KeyedFailures<TOptions>(IValidateOptions<TOptions> validator, string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options) => validator.Validate(name, options) is { Failed: true } result
        ? ValidateOptionsResult.Fail(result.Failures.Select(Keyed))
        : ValidateOptionsResult.Success;

    private string Keyed(string failure)
    {
        var keyed = failure.Replace($"{typeof(TOptions).Name}.", $"{section}:", StringComparison.Ordinal);
        // "First: The field Reminders:First must be …" says it twice.
        return keyed.Split(": ", 2) is [var member, var sentence] && sentence.Contains($"{section}:{member}", StringComparison.Ordinal) ? sentence : keyed;
    }
}
