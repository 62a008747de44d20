using System.Runtime.InteropServices;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Native;

/// <summary><c>quern_command</c>, byte by byte.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal struct NativeCommand
{
    public byte Kind;
    public byte Side;
    public byte Type;
    public byte TimeInForce;
    public byte PostOnly;
    public byte SelfTrade;
    public ushort Reserved;
    public int Owner;
    public uint Reserved2;
    public long OrderId;
    public long Price;
    public long Quantity;

    /// <summary>False when a field holds a number that means nothing: C does not check.</summary>
    public readonly bool IsSound =>
        Kind is >= (byte)MatchCommandKind.Place and <= (byte)MatchCommandKind.Amend
        && Side <= (byte)Domain.Instruments.Side.Sell
        && Type <= (byte)OrderType.Market
        && TimeInForce <= (byte)Domain.Orders.TimeInForce.FillOrKill
        && PostOnly <= 1
        && SelfTrade <= (byte)SelfTradePrevention.None;

    public readonly MatchCommand ToCommand() => new()
    {
        Kind = (MatchCommandKind)Kind,
        OrderId = OrderId,
        Owner = Owner,
        Side = (Side)Side,
        Type = (OrderType)Type,
        TimeInForce = (TimeInForce)TimeInForce,
        PostOnly = PostOnly != 0,
        SelfTrade = (SelfTradePrevention)SelfTrade,
        Price = Price,
        Quantity = Quantity,
    };
}
