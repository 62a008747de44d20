namespace Quern.Connectors.Simulated;

/// <summary>Hears everything that changes the venue's truth, so that a run can be hashed and compared. Called under the venue's lock: it copies and returns.</summary>
public interface IVenueObserver
{
    /// <summary>One event of the matching core or the ledger.</summary>
    /// <param name="canonical">
    /// 80 bytes, little endian, the same for the same event on every machine: kind, instrument index, side, reason (a byte each), owner (i32),
    /// time in Unix nanoseconds, order id, price, quantity, remaining, trade id, maker order id (i64 each), maker owner (i32), zero (i32),
    /// maker remaining (i64). Kinds are those of <see cref="Domain.Matching.MatchEventKind"/>; 64 is a funding payment with its amount in
    /// 10^-8 as the quantity. Valid only during the call.
    /// </param>
    void OnEvent(ReadOnlySpan<byte> canonical);
}
