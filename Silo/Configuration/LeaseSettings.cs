using Quern.Grains.Leases;
using Quern.Grains.Orders;

namespace Quern.Silo.Configuration;

/// <summary>How long an owner of an account may send without being heard of; the same on every silo of a cluster.</summary>
public sealed record LeaseSettings
{
    /// <summary>An owner sends nothing later than this after it began its last renewal. 500 to 60,000 ms. Default 2,000.</summary>
    public int DurationMs { get; init; } = 2_000;

    /// <summary>How often it renews. 50 ms to a third of the duration. Default 500.</summary>
    public int RenewEveryMs { get; init; } = 500;

    /// <summary>
    /// The longest that any venue of this system may take to accept a request after it was sent: no request window may be longer. 100 to
    /// 60,000 ms. Default 2,000.
    /// </summary>
    public int LongestExpiryMs { get; init; } = 2_000;

    /// <summary>How far a venue's clock may be from our measure of it. 0 to 10,000 ms. Default 250.</summary>
    public int ClockErrorMs { get; init; } = 250;

    /// <summary>The terms.</summary>
    public LeaseTerms Terms() => new()
    {
        Duration = TimeSpan.FromMilliseconds(DurationMs),
        RenewEvery = TimeSpan.FromMilliseconds(RenewEveryMs),
        LongestExpiry = TimeSpan.FromMilliseconds(LongestExpiryMs),
        ClockError = TimeSpan.FromMilliseconds(ClockErrorMs),
    };

    /// <summary>What is wrong with them, one line each: ranges, and windows that a successor's wait would not cover or a lease could not hold.</summary>
    internal IEnumerable<string> Problems(IEnumerable<VenueSettings> venues)
    {
        if (RangeProblem() is { } problem)
            yield return problem;
        foreach (VenueSettings venue in venues)
        {
            if (WindowProblem(venue.RecvWindowMs) is { } wrong)
                yield return $"venues[{venue.Id}].recvWindowMs: {venue.RecvWindowMs}; {wrong}";
            foreach (AccountSettingsEntry account in venue.Accounts)
            {
                if (WindowOf(account) is { } window && WindowProblem(window) is { } its)
                    yield return $"accounts[{account.Name}].risk.requestWindowMs: {window}; {its}";
            }
        }
    }

    private string? RangeProblem()
    {
        try
        {
            Terms().Validate();
            return null;
        }
        catch (ArgumentOutOfRangeException error)
        {
            return $"lease: {error.Message.Split('\n')[0]}";
        }
    }

    private string? WindowProblem(int windowMs) =>
        windowMs > LongestExpiryMs ? $"a successor waits only lease.longestExpiryMs, {LongestExpiryMs}: raise it, or use a shorter window"
        : windowMs > DurationMs ? $"no request may outlive the lease of {DurationMs} ms: raise lease.durationMs, or use a shorter window"
        : null;

    // Limits that can't be read are named by whoever reads them.
    private static int? WindowOf(AccountSettingsEntry account)
    {
        try
        {
            return AccountLimits.Parse(account.Risk?.GetRawText() ?? "").RequestWindowMs;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
