using System.Diagnostics;
using OpenTelemetry;

namespace ServerlessSupport.Cloud.Telemetry;

/// <summary>
/// Keeps one span from being exported: that of the request in which the host and the worker talk. It lasts as long as the process,
/// and stands for nothing that anybody did.
/// </summary>
internal sealed class WithoutHostStream : BaseProcessor<Activity>
{
    private const string Stream = "/AzureFunctionsRpcMessages.FunctionRpc/EventStream";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.full") is string url && url.EndsWith(Stream, StringComparison.Ordinal))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
