// Stands for Microsoft.Azure.Functions.Worker.Extensions.ServiceBus: binds messages and settles them as that does, without sessions,
// batches and changed properties.
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using Grpc.Net.Client;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.ServiceBus.Grpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

[assembly: WorkerExtensionStartup(typeof(ServerlessSupport.StandIns.SettlementStartup))]

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Runs the function for each message of a queue.</summary>
    [InputConverter(typeof(ServiceBusReceivedMessageConverter))]
    [ConverterFallbackBehavior(ConverterFallbackBehavior.Default)]
    public sealed class ServiceBusTriggerAttribute : TriggerBindingAttribute, ISupportCardinality
    {
        public ServiceBusTriggerAttribute(string queueName) => QueueName = queueName;

        public string? QueueName { get; }

        public string? Connection { get; set; }

        // What the generator of the metadata reads.
        [DefaultValue(false)]
        public bool IsBatched { get; set; }

        public bool AutoCompleteMessages { get; set; }

        Cardinality ISupportCardinality.Cardinality
        {
            get => IsBatched ? Cardinality.Many : Cardinality.One;
            set => IsBatched = value == Cardinality.Many;
        }
    }

    /// <summary>Settles a received message by way of the host.</summary>
    [InputConverter(typeof(ServiceBusMessageActionsConverter))]
    public class ServiceBusMessageActions
    {
        private readonly Settlement.SettlementClient? _settlement;

        internal ServiceBusMessageActions(Settlement.SettlementClient settlement) => _settlement = settlement;

        protected ServiceBusMessageActions()
        {
        }

        private Settlement.SettlementClient Host => _settlement ?? throw new NotSupportedException();

        public virtual async Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
            await Host.CompleteAsync(new CompleteRequest { Locktoken = message.LockToken }, cancellationToken: cancellationToken);

        public virtual async Task AbandonMessageAsync(
            ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default)
        {
            Refuse(propertiesToModify);
            await Host.AbandonAsync(new AbandonRequest { Locktoken = message.LockToken }, cancellationToken: cancellationToken);
        }

        public virtual async Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null,
            string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default)
        {
            Refuse(propertiesToModify);
            var request = new DeadletterRequest { Locktoken = message.LockToken, DeadletterReason = deadLetterReason, DeadletterErrorDescription = deadLetterErrorDescription };
            await Host.DeadletterAsync(request, cancellationToken: cancellationToken);
        }

        public virtual async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
            await Host.RenewMessageLockAsync(new RenewMessageLockRequest { Locktoken = message.LockToken }, cancellationToken: cancellationToken);

        private static void Refuse(IDictionary<string, object>? propertiesToModify)
        {
            if (propertiesToModify is { Count: > 0 })
                throw new NotSupportedException("This build cannot change a message's properties: build with -p:UseAzurePackages=true.");
        }
    }

    /// <summary>Reads a message as the host hands it over: AMQP behind the 16 bytes of its lock token.</summary>
    [SupportsDeferredBinding]
    [SupportedTargetType(typeof(ServiceBusReceivedMessage))]
    internal sealed class ServiceBusReceivedMessageConverter : IInputConverter
    {
        private const int LockTokenLength = 16;

        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(context.Source switch
        {
            ModelBindingData { Source: "AzureServiceBusReceivedMessage", ContentType: "application/octet-stream" } data => Read(data.Content.ToMemory()),
            ModelBindingData data => ConversionResult.Failed(new InvalidOperationException($"The binding of {data.Source} as {data.ContentType} is none of a Service Bus message.")),
            _ => ConversionResult.Unhandled(),
        });

        private static ConversionResult Read(ReadOnlyMemory<byte> content)
        {
            try
            {
                var message = AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(content[LockTokenLength..]));
                return ConversionResult.Success(ServiceBusReceivedMessage.FromAmqpMessage(message, BinaryData.FromBytes(content[..LockTokenLength])));
            }
            catch (Exception fault)
            {
                return ConversionResult.Failed(fault);
            }
        }
    }

    internal sealed class ServiceBusMessageActionsConverter(Settlement.SettlementClient settlement) : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(ConversionResult.Success(new ServiceBusMessageActions(settlement)));
    }
}

namespace ServerlessSupport.StandIns
{
    /// <summary>Gives functions the host's settlement service, which is where the worker protocol is. Public, as the generated start of the app names it.</summary>
    public sealed class SettlementStartup : WorkerExtensionStartup
    {
        public override void Configure(IFunctionsWorkerApplicationBuilder applicationBuilder) => applicationBuilder.Services.AddSingleton(provider =>
            new Settlement.SettlementClient(GrpcChannel.ForAddress(provider.GetRequiredService<IConfiguration>()["Functions:Worker:HostEndpoint"]!)));
    }
}
