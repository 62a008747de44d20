namespace Quern.Grains.Leases;

/// <summary>
/// An owner's claim on an account, in the journal's store. It holds no instant: machines share no clock. Who watches it measures on their own
/// monotonic clock how long <see cref="Renewals"/> has not changed.
/// </summary>
/// <param name="Epoch">The owner's epoch.</param>
/// <param name="Owner">The owner's silo, for people.</param>
/// <param name="Duration">The owner sends nothing later than this after it began its last renewal.</param>
/// <param name="LongestExpiry">No request of the owner is accepted by the venue later than this after it was sent.</param>
/// <param name="ClockError">How far the venue's clock may be from the owner's idea of it.</param>
/// <param name="Renewals">Rises with every renewal.</param>
/// <param name="IsReleased">The owner proved that nothing of it is open or under way, and sends no more.</param>
public sealed record LeaseRecord(
    int Epoch, string Owner, TimeSpan Duration, TimeSpan LongestExpiry, TimeSpan ClockError, long Renewals, bool IsReleased)
{
    /// <summary>
    /// After this long without a renewal nothing of the owner can reach the venue's book any more. A successor, whose taking over forbids
    /// further renewals, waits as long before its first order.
    /// </summary>
    public TimeSpan Quarantine => IsReleased ? TimeSpan.Zero : Duration + LongestExpiry + ClockError;
}
