using Quern.Domain.Instruments;

namespace Quern.Connectors.Exchange;

/// <summary>
/// The venue's own timers that cancel an account's orders when nobody sets them again. Whoever trades sets them, and only while he knows how
/// the account stands: when he falls silent, the venue takes back what rests, orders of others on the instrument included.
/// </summary>
public interface IVenueTimers
{
    /// <summary>How long after the last refresh the venue cancels, with as many instruments as are armed now.</summary>
    TimeSpan CountDown { get; }

    /// <summary>Sets the timer of an instrument now and keeps setting it; harmless when it is armed.</summary>
    void Arm(Instrument instrument);

    /// <summary>Stops setting the timer and takes it off the venue: nothing rests, or somebody else guards it.</summary>
    Task Disarm(Instrument instrument);

    /// <summary>Stops setting all timers and leaves them running: who does not know how the account stands must not keep its orders alive.</summary>
    void LetRun();
}
