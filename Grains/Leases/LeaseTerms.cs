namespace Quern.Grains.Leases;

/// <summary>How long an owner may send without being heard of, and how long its requests may live.</summary>
public sealed record LeaseTerms
{
    /// <summary>An owner sends nothing later than this after it began its last renewal. 500 ms to 60 s. Default 2 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often it renews. 50 ms to a third of the duration. Default 500 ms.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest that any venue of this system may take to accept a request after it was sent. 100 ms to 60 s. Default 2 s.</summary>
    public TimeSpan LongestExpiry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far a venue's clock may be from our measure of it. 0 to 10 s. Default 250 ms.</summary>
    public TimeSpan ClockError { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, the value and the range.</exception>
    public void Validate()
    {
        Check(Duration, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60), nameof(Duration));
        Check(RenewEvery, TimeSpan.FromMilliseconds(50), Duration / 3, nameof(RenewEvery));
        Check(LongestExpiry, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60), nameof(LongestExpiry));
        Check(ClockError, TimeSpan.Zero, TimeSpan.FromSeconds(10), nameof(ClockError));
    }

    private static void Check(TimeSpan value, TimeSpan least, TimeSpan most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value.TotalSeconds} s; use {least.TotalSeconds} to {most.TotalSeconds} s.");
    }
}
