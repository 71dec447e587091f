namespace ServerlessSupport.Unit.Push;

/// <summary>No randomness: every delay is as long as it may be.</summary>
internal sealed class NoJitter : Random
{
    public override double NextDouble() => 0;
}
