using System.Buffers.Binary;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Core;

/// <summary>Writes what the observer hears; the layout is promised there.</summary>
internal sealed class CanonicalEvents(IVenueObserver? observer)
{
    private const byte FundingKind = 64;
    private readonly byte[] _bytes = new byte[80];

    public void Match(VenueMarket market, in MatchEvent step, long nowNs)
    {
        if (observer is null || step.Kind is MatchEventKind.LevelChanged)
            return;

        Header((byte)step.Kind, market.Index, (byte)step.Side, (byte)step.Reason, step.Owner, nowNs);
        Longs(step.OrderId, step.Price, step.Quantity, step.Remaining, step.TradeId, step.MakerOrderId);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(64), step.MakerOwner);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(68), 0);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(72), step.MakerRemaining);
        observer.OnEvent(_bytes);
    }

    public void Funding(VenueMarket market, VenueAccount account, Int128 amountE8, long nowNs)
    {
        if (observer is null)
            return;

        Header(FundingKind, market.Index, 0, 0, account.Owner, nowNs);
        Longs(0, 0, (long)amountE8, 0, 0, 0);
        _bytes.AsSpan(64).Clear();
        observer.OnEvent(_bytes);
    }

    private void Header(byte kind, int market, byte side, byte reason, int owner, long nowNs)
    {
        _bytes[0] = kind;
        _bytes[1] = (byte)market;
        _bytes[2] = side;
        _bytes[3] = reason;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(4), owner);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(8), nowNs);
    }

    private void Longs(params ReadOnlySpan<long> values)
    {
        for (int index = 0; index < values.Length; index++)
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(16 + index * 8), values[index]);
    }
}
