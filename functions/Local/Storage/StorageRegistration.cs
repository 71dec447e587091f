using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Local.Storage;

/// <summary>Registers the store of the local edition.</summary>
internal static class StorageRegistration
{
    /// <summary>Keeps tickets, deliveries, devices, the desk, queues, leases and timers in the folder's file, which is opened when first asked for and closed with the container.</summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string dataFolder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => SqliteDatabase.Open(dataFolder));
        services.AddSingleton<SqliteChangeFeed>();
        services.AddSingleton<WordIndex>();
        services.AddSingleton<SqliteLeases>();
        services.AddSingleton<SqliteTimers>();
        services.AddSingleton<SqliteQueues>();
        services.AddSingleton<IMessageQueue>(provider => provider.GetRequiredService<SqliteQueues>());
        services.TryAddSingleton<UnreadableDocuments>();
        services.AddSingleton<ITicketStore, SqliteTicketStore>();
        services.AddSingleton<ITicketChanges, SqliteTicketChanges>();
        services.AddSingleton<IDeliveryLog, SqliteDeliveryLog>();
        services.AddSingleton<IInstallationStore, SqliteInstallationStore>();
        services.AddSingleton<IDeskStore, SqliteDeskStore>();
        services.AddSingleton<IAuditLog, SqliteAuditLog>();
        services.AddSingleton<IEndedTickets, SqliteEndedTickets>();
        return services;
    }
}
