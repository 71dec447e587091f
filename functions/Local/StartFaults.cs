using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using ServerlessSupport.Local.Runtime;

namespace ServerlessSupport.Local;

/// <summary>Puts what keeps the server from starting into sentences that say what to change.</summary>
internal static class StartFaults
{
    /// <summary>The sentences; null when the fault is none that whoever starts the server could mend.</summary>
    public static IReadOnlyList<string>? Explain(Exception fault) => fault switch
    {
        AggregateException many when many.InnerExceptions.Select(Explain).ToList() is var all && all.All(each => each is not null) => [.. all.SelectMany(each => each!)],
        OptionsValidationException options => [.. options.Failures],
        UnusableStoreException or InvalidFunctionAppException or InvalidDataException or IOException or UnauthorizedAccessException => [fault.Message],
        // As when the disk that a backup goes to is full.
        SqliteException store => [$"The store cannot be read or written: {store.Message}"],
        SocketException => [$"--url names an address where this machine cannot listen: {fault.Message}."],
        UnavailableException => [$"{fault.Message} {Cause(fault)}"],
        // A setting that cannot be read as what it is: the binder's message names it.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => [fault.Message],
        _ => null,
    };

    // The fault of the request has the address that was not reached; those inside it do not.
    private static string Cause(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpRequestException)
                return inner.Message;
        }

        return fault.GetBaseException().Message;
    }
}
