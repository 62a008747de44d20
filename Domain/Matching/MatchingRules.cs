namespace Quern.Domain.Matching;

/// <summary>Which of the orders at one price an incoming order trades with.</summary>
public enum Allocation : byte
{
    /// <summary>The oldest first. The default.</summary>
    PriceTime = 0,

    /// <summary>
    /// All, in proportion to what they show: floor(incoming × shown ÷ total shown) lots each, nothing where that is less than the minimum; what
    /// the rounding leaves goes to the oldest first. An order that takes the whole level just takes it, the oldest first.
    /// </summary>
    ProRata = 1,
}

/// <summary>What is fixed for the life of a market.</summary>
/// <remarks>
/// Pro-rata follows the CME Globex algorithm of that name (Supported Matching Algorithms): rounded down, allocations under the minimum fall to 0,
/// the residual by time. Each order trades at most once a pass. With self-trade prevention the owner's orders at a level are dealt with
/// before the level is shared out: they expire, or the incoming order does before it trades there.
/// </remarks>
public sealed record MatchingRules
{
    /// <summary>By price, then time.</summary>
    public static MatchingRules Default { get; } = new();

    /// <summary>How a level is shared. Default price, then time.</summary>
    public Allocation Allocation { get; init; }

    /// <summary>Pro-rata: proportions of fewer lots than this count as none. Default 1; CME uses 2.</summary>
    public long MinimumAllocation { get; init; } = 1;
}

/// <summary>What keeps sums within 64 bits.</summary>
internal static class MatchingLimits
{
    /// <summary>
    /// The largest total of a level that an order of more than 2^31 − 1 lots may make. Smaller orders need no check: there are fewer than
    /// 2^31 of them, so that both kinds together stay below 2^63.
    /// </summary>
    public const long LargestLevel = 1L << 62;

    /// <summary>Into how many shown parts an iceberg may fall: each part costs whoever takes it two events.</summary>
    public const long MostParts = 1_000;

    public static bool IsTooMuch(long lots, long levelLots) => lots > int.MaxValue && levelLots > LargestLevel - lots;

    public static bool HasTooManyParts(long lots, long display) => display != 0 && (lots - 1) / MostParts >= display;
}

/// <summary>What can be wrong with a new order whatever rests.</summary>
internal static class OrderShape
{
    public static bool IsWrong(in MatchCommand command) =>
        ((byte)command.Side | (byte)command.Type) > 1 || command.TimeInForce > Orders.TimeInForce.FillOrKill
        || command.SelfTrade > SelfTradePrevention.None || (IsRare(in command) && IsWronglyRare(in command));

    public static bool IsImmediate(in MatchCommand command) =>
        command.Type is not Orders.OrderType.Limit || command.TimeInForce is not Orders.TimeInForce.GoodTillCanceled;

    public static bool IsTooLarge(in MatchCommand command) =>
        IsRare(in command) && ((command.IsStop && command.Quantity > int.MaxValue) || command.Display > int.MaxValue
            || MatchingLimits.HasTooManyParts(command.Quantity, command.Display));

    private static bool IsRare(in MatchCommand command) => command.IsStop || command.Display != 0;

    private static bool IsWronglyRare(in MatchCommand command) =>
        command.IsStop ? command.PostOnly || command.Display != 0 : command.Display < 0 || IsImmediate(in command);
}
