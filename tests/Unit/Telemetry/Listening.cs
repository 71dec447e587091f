using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServerlessSupport.Telemetry;

namespace ServerlessSupport.Unit.Telemetry;

/// <summary>Listening is for the whole process: nothing else may run beside it.</summary>
[CollectionDefinition(nameof(Listening), DisableParallelization = true)]
public sealed class Listening;

/// <summary>Keeps the product's spans that ended.</summary>
internal sealed class SpanListener : IDisposable
{
    private readonly ActivityListener _listener;

    public SpanListener(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SupportTelemetry.Name,
            Sample = (ref _) => sampling,
            ActivityStopped = Ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ConcurrentQueue<Activity> Ended { get; } = new();

    public Activity Single(string name) => Ended.Single(span => span.OperationName == name);

    public void Dispose() => _listener.Dispose();
}

/// <summary>One measurement; its tags as <c>key=value</c>, in order.</summary>
internal sealed record Measured(string Instrument, double Value, string Tags);

/// <summary>Keeps what the product measured.</summary>
internal sealed class MeasurementListener : IDisposable
{
    private readonly MeterListener _listener = new();

    public MeasurementListener()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == SupportTelemetry.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentQueue<Measured> All { get; } = new();

    public IEnumerable<(double Value, string Tags)> Of(string instrument) => All.Where(each => each.Instrument == instrument).Select(each => (each.Value, each.Tags));

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        All.Enqueue(new Measured(instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
