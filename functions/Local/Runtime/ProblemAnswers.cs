namespace ServerlessSupport.Local.Runtime;

/// <summary>Gives answers that nobody else wrote the form of all refusals: unknown addresses, methods that are not offered, and faults.</summary>
internal sealed class ProblemAnswers(RequestDelegate next, Gate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var answer = gate.Answer(context, fault);
            context.Response.Clear();
            await answer.ExecuteAsync(context);
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
}
