namespace Quern.Connectors.Recordings.MarketByOrder;

/// <summary>One record of a market-by-order file, as the source has it.</summary>
/// <param name="Action">R clear, A add, C cancel, M modify, T trade, F fill of a resting order, N none of these.</param>
/// <param name="Side">B bid, A ask, N none; of a trade the aggressor's.</param>
/// <param name="Flags">128 last of its update, 32 of a snapshot, 4 maybe a wrong book.</param>
/// <param name="Instrument">Index into the source's symbols.</param>
/// <param name="OrderId">The order's name, 64 bits.</param>
/// <param name="Price">In 10^-9; <see cref="UndefinedPrice"/> when there is none.</param>
/// <param name="Size">Of a cancel, the removed part; of a modify, the new size.</param>
/// <param name="Sequence">The venue's number of the message.</param>
/// <param name="EventTimeNs">Stamped by the venue, Unix nanoseconds; 0 when there is none.</param>
/// <param name="ReceiveTimeNs">Stamped by the recorder, Unix nanoseconds; 0 when there is none.</param>
internal readonly record struct MboRecord(
    char Action,
    char Side,
    byte Flags,
    int Instrument,
    long OrderId,
    long Price,
    long Size,
    long Sequence,
    long EventTimeNs,
    long ReceiveTimeNs)
{
    /// <summary>Stands for no price.</summary>
    public const long UndefinedPrice = long.MaxValue;

    /// <summary>Stands for no size.</summary>
    public const long UndefinedSize = uint.MaxValue;

    /// <summary>Stands for no time.</summary>
    public const ulong UndefinedTime = ulong.MaxValue;
}
