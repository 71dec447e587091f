// Stands for Microsoft.Azure.NotificationHubs: a client that works, for installations and template notifications.
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.NotificationHubs.Messaging;

namespace Microsoft.Azure.NotificationHubs
{
    public enum NotificationPlatform
    {
        Wns = 1,
        Apns = 2,
        Browser = 8,
        FcmV1 = 9,
    }

    public class InstallationTemplate
    {
        public string? Body { get; set; }

        public IDictionary<string, string>? Headers { get; set; }

#pragma warning disable CA1041 // As the package has it: without a word.
        [Obsolete]
#pragma warning restore CA1041
        public IList<string>? Tags { get; set; }
    }

    public class Installation
    {
        public string? InstallationId { get; set; }

        public NotificationPlatform Platform { get; set; }

        public string? PushChannel { get; set; }

        public bool? PushChannelExpired { get; set; }

        public DateTime? ExpirationTime { get; set; }

        public IList<string>? Tags { get; set; }

        public IDictionary<string, InstallationTemplate>? Templates { get; set; }
    }

    public sealed class NotificationOutcome
    {
        public string? NotificationId { get; set; }
    }

    public interface INotificationHubClient
    {
        Task CreateOrUpdateInstallationAsync(Installation installation, CancellationToken cancellationToken);

        Task DeleteInstallationAsync(string installationId, CancellationToken cancellationToken);

        Task<Installation> GetInstallationAsync(string installationId, CancellationToken cancellationToken);

        // The overloads without tags are left out: they would push to everyone.
        Task<NotificationOutcome> SendTemplateNotificationAsync(IDictionary<string, string> properties, string tagExpression, CancellationToken cancellationToken);
    }

    public class NotificationHubRetryOptions
    {
        public int MaxRetries { get; set; } = 3;
    }

    public class NotificationHubSettings
    {
        public HttpMessageHandler? MessageHandler { get; set; }

        public TimeSpan? OperationTimeout { get; set; }

        public NotificationHubRetryOptions RetryOptions { get; set; } = new();
    }

    /// <summary>Speaks the hub's REST protocol (api-version 2020-06) for the few things the product asks of it.</summary>
    public class NotificationHubClient : INotificationHubClient
    {
        private const string ApiVersion = "?api-version=2020-06";
        private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

        private readonly HttpClient _http;
        private readonly Dictionary<string, string> _connection;
        private readonly Uri _hub;

        public NotificationHubClient(string connectionString, string notificationHubPath, NotificationHubSettings settings)
        {
            _connection = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
            // Whatever the scheme, as the real client does.
            _hub = new Uri(new UriBuilder(_connection["Endpoint"]) { Scheme = Uri.UriSchemeHttps }.Uri, notificationHubPath + "/");
            _http = new HttpClient(settings.MessageHandler ?? new SocketsHttpHandler()) { Timeout = settings.OperationTimeout ?? TimeSpan.FromMinutes(1) };
        }

        public async Task CreateOrUpdateInstallationAsync(Installation installation, CancellationToken cancellationToken)
        {
            using var content = JsonContent.Create(installation, options: HubJson.Options);
            using var answer = await SendAsync(HttpMethod.Put, $"installations/{installation.InstallationId}", content, cancellationToken);
        }

        public async Task DeleteInstallationAsync(string installationId, CancellationToken cancellationToken)
        {
            using var answer = await SendAsync(HttpMethod.Delete, $"installations/{installationId}", null, cancellationToken);
        }

        public async Task<Installation> GetInstallationAsync(string installationId, CancellationToken cancellationToken)
        {
            using var answer = await SendAsync(HttpMethod.Get, $"installations/{installationId}", null, cancellationToken);
            return (await answer.Content.ReadFromJsonAsync<Installation>(HubJson.Options, cancellationToken))!;
        }

        public async Task<NotificationOutcome> SendTemplateNotificationAsync(IDictionary<string, string> properties, string tagExpression, CancellationToken cancellationToken)
        {
            using var content = JsonContent.Create(properties);
            content.Headers.Add("ServiceBusNotification-Format", "template");
            content.Headers.Add("ServiceBusNotification-Tags", tagExpression);
            using var answer = await SendAsync(HttpMethod.Post, "messages", content, cancellationToken);
            return new NotificationOutcome { NotificationId = answer.Headers.Location?.Segments[^1] };
        }

        private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
        {
            var resource = new Uri(_hub, path);
            using var request = new HttpRequestMessage(method, new Uri(resource, ApiVersion)) { Content = content };
            request.Headers.TryAddWithoutValidation("Authorization", Sign(resource));
            var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw Fault(answer);
        }

        private string Sign(Uri resource)
        {
            var name = WebUtility.UrlEncode($"http://{resource.Host}{resource.AbsolutePath}".ToLowerInvariant());
            var expiry = (TimeProvider.System.GetUtcNow() + TokenLifetime).ToUnixTimeSeconds();
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_connection["SharedAccessKey"]), Encoding.UTF8.GetBytes($"{name}\n{expiry}"));
            return $"SharedAccessSignature sr={name}&sig={WebUtility.UrlEncode(Convert.ToBase64String(signature))}&se={expiry}&skn={_connection["SharedAccessKeyName"]}";
        }

        private static MessagingException Fault(HttpResponseMessage answer)
        {
            var wait = answer.Headers.RetryAfter?.Delta;
            var detail = new MessagingExceptionDetail($"The hub answered {(int)answer.StatusCode}.", answer.StatusCode, Guid.CreateVersion7().ToString());
            return answer.StatusCode switch
            {
                HttpStatusCode.BadRequest => new BadRequestException(detail),
                HttpStatusCode.NotFound => new MessagingEntityNotFoundException(detail),
                HttpStatusCode.TooManyRequests => new QuotaExceededException(detail, wait),
                HttpStatusCode.Forbidden when wait is not null => new QuotaExceededException(detail, wait),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new UnauthorizedException(detail),
                HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => new ServerBusyException(detail),
                _ => new MessagingException(detail, isTransientError: false),
            };
        }
    }

    internal static class HubJson
    {
        public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
    }
}

namespace Microsoft.Azure.NotificationHubs.Messaging
{
    public sealed class MessagingExceptionDetail
    {
        internal MessagingExceptionDetail(string message, HttpStatusCode? httpStatusCode, string trackingId) =>
            (Message, HttpStatusCode, TrackingId) = (message, httpStatusCode, trackingId);

        public HttpStatusCode? HttpStatusCode { get; }

        public string TrackingId { get; }

        public string Message { get; }
    }

    /// <summary>The hub refused or failed.</summary>
    public class MessagingException : Exception
    {
        internal MessagingException(MessagingExceptionDetail detail, bool isTransientError, Exception? innerException = null)
            : base(detail.Message, innerException) =>
            (Detail, IsTransient) = (detail, isTransientError);

        public MessagingExceptionDetail Detail { get; }

        public bool IsTransient { get; }

        public TimeSpan? RetryAfter { get; protected set; }
    }

    public class BadRequestException : MessagingException
    {
        internal BadRequestException(MessagingExceptionDetail detail)
            : base(detail, isTransientError: false)
        {
        }
    }

    public sealed class MessagingEntityNotFoundException : MessagingException
    {
        internal MessagingEntityNotFoundException(MessagingExceptionDetail detail)
            : base(detail, isTransientError: false)
        {
        }
    }

    public class UnauthorizedException : MessagingException
    {
        internal UnauthorizedException(MessagingExceptionDetail detail)
            : base(detail, isTransientError: false)
        {
        }
    }

    public class QuotaExceededException : MessagingException
    {
        internal QuotaExceededException(MessagingExceptionDetail detail, TimeSpan? retryAfter)
            : base(detail, isTransientError: true) =>
            RetryAfter = retryAfter ?? TimeSpan.FromSeconds(10);
    }

    public sealed class ServerBusyException : MessagingException
    {
        internal ServerBusyException(MessagingExceptionDetail detail)
            : base(detail, isTransientError: true)
        {
        }
    }
}
