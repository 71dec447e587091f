using ServerlessSupport.App.Edge;
using ServerlessSupport.Local.Runtime.Discovery;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Gives answers that nobody else wrote the form of all refusals: unknown addresses, methods that are not offered, and faults.</summary>
internal sealed partial class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? ProblemCode.BodyTooLarge.With(fault.Message)
                : ProblemCode.InvalidRequest.With(fault.Message));
            return;
        }
        catch (UnavailableException fault) when (!context.Response.HasStarted)
        {
            Log.Unavailable(logger, context.GetEndpoint()?.DisplayName, fault);
            await AnswerAsync(context, ProblemCode.Unavailable.With("The server cannot keep anything at the moment."));
            return;
        }
        catch (Exception fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.Unexpected(logger, context.GetEndpoint()?.DisplayName, fault);
            await AnswerAsync(context, ProblemCode.Unexpected.With("The fault was logged under the trace id."));
            return;
        }

        if (IsUnanswered(context) && context.Response.StatusCode == StatusCodes.Status404NotFound)
            await new ProblemResult(ProblemCode.NotFound.With("There is nothing at this address.")).ExecuteAsync(context);
        else if (IsUnanswered(context) && context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await new ProblemResult(ProblemCode.MethodNotAllowed.With($"This address takes {context.Response.Headers.Allow}.")).ExecuteAsync(context);
    }

    // An answer without a body that a function chose stays as it is, for so it would on Azure.
    private static bool IsUnanswered(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is null
        && !context.Response.HasStarted
        && context.Response.ContentType is null
        && context.Response.ContentLength is null;

    private static Task AnswerAsync(HttpContext context, Refusal refusal)
    {
        context.Response.Clear();
        return new ProblemResult(refusal).ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(6402, LogLevel.Warning, "A request to {Endpoint} could not be served now.")]
        public static partial void Unavailable(ILogger logger, string? endpoint, Exception fault);

        [LoggerMessage(6401, LogLevel.Error, "A request to {Endpoint} failed in a way that was not expected.")]
        public static partial void Unexpected(ILogger logger, string? endpoint, Exception fault);
    }
}
