namespace ServerlessSupport.Hub.Rest;

/// <summary>Says no, in the hub's own form, to what the service does and this hub does not, and to what neither does.</summary>
internal static class Unoffered
{
    private static readonly Dictionary<string, string> Operations = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = "manage hubs",
        ["feedbackcontainer"] = "keep feedback of the platforms",
        ["jobs"] = "run jobs, such as imports and exports",
        ["registrationids"] = "keep registrations: use installations",
        ["registrations"] = "keep registrations: use installations",
        ["schedulednotifications"] = "schedule notifications",
        ["tags"] = "keep registrations: use installations",
    };

    /// <summary>SDKs ask at the root which hubs there are.</summary>
    public static IResult Hubs => NotDone(Operations[""]);

    public static IResult Answer(HubCall call)
    {
        string[] path = [.. ((string?)call.Context.Request.RouteValues["path"] ?? "").TrimEnd('/').Split('/')];
        return Operations.TryGetValue(path[0], out var operation) ? NotDone(operation)
            : path is ["messages", not "$batch"] && HttpMethods.IsGet(call.Context.Request.Method) ? NotDone("keep the outcome of a message for the asking: /local/hub shows it")
            : path switch
            {
                ["messages"] or ["messages", "$batch"] => Refused(call, "POST"),
                ["installations", _] => Refused(call, "DELETE, GET, PATCH, PUT"),
                _ => HubAnswers.Error(StatusCodes.Status404NotFound, "There is nothing at this address."),
            };
    }

    private static IResult NotDone(string operation) => HubAnswers.Error(StatusCodes.Status501NotImplemented, $"This hub of one machine does not {operation}.");

    private static IResult Refused(HubCall call, string allowed)
    {
        call.Context.Response.Headers.Allow = allowed;
        return HubAnswers.Error(StatusCodes.Status405MethodNotAllowed, $"This address takes {allowed}.");
    }
}
