using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.App.Http;

/// <summary>Answers that show a document of the desk.</summary>
internal static class DeskAnswers
{
    /// <summary>The document with its ETag in the header.</summary>
    public static IResult Tagged<T>(this HttpRequest request, string etag, T view, JsonTypeInfo<T> type)
    {
        request.HttpContext.Response.Headers.ETag = Tag(etag);
        return new Answer<T>(view, type);
    }

    /// <summary>A store's ETag as headers have it: in quotes, which some stores write themselves.</summary>
    public static string Tag(string etag) => $"\"{etag.Trim('"')}\"";
}
