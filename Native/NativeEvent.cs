using System.Runtime.InteropServices;
using Quern.Domain.Matching;

namespace Quern.Native;

/// <summary><c>quern_event</c>, byte by byte.</summary>
[StructLayout(LayoutKind.Sequential, Size = 80)]
internal struct NativeEvent
{
    public byte Kind;
    public byte Side;
    public byte Reason;
    public byte Reserved;
    public uint Command;
    public int Owner;
    public int MakerOwner;
    public long OrderId;
    public long MakerOrderId;
    public long Price;
    public long Quantity;
    public long Remaining;
    public long MakerRemaining;
    public long TradeId;
    public long Reserved2;

    public void Take(in MatchEvent step, uint command)
    {
        Kind = (byte)step.Kind;
        Side = (byte)step.Side;
        Reason = (byte)step.Reason;
        Command = command;
        Owner = step.Owner;
        MakerOwner = step.MakerOwner;
        OrderId = step.OrderId;
        MakerOrderId = step.MakerOrderId;
        Price = step.Price;
        Quantity = step.Quantity;
        Remaining = step.Remaining;
        MakerRemaining = step.MakerRemaining;
        TradeId = step.TradeId;
    }
}
