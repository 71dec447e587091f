// Microsoft.Azure.NotificationHubs
using System.Net;
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

    /// <summary>Reaches a hub only where the real package stands in its place.</summary>
    public class NotificationHubClient : INotificationHubClient
    {
        public NotificationHubClient(string connectionString, string notificationHubPath, NotificationHubSettings settings)
        {
        }

        public Task CreateOrUpdateInstallationAsync(Installation installation, CancellationToken cancellationToken) => throw Absent();

        public Task DeleteInstallationAsync(string installationId, CancellationToken cancellationToken) => throw Absent();

        public Task<Installation> GetInstallationAsync(string installationId, CancellationToken cancellationToken) => throw Absent();

        public Task<NotificationOutcome> SendTemplateNotificationAsync(IDictionary<string, string> properties, string tagExpression, CancellationToken cancellationToken) =>
            throw Absent();

        private static NotSupportedException Absent() => new("This build has no Microsoft.Azure.NotificationHubs: build with -p:UseAzurePackages=true.");
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
