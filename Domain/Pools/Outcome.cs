using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>What an action gave, or the contract's reason for refusing it. A refused action changed nothing.</summary>
/// <param name="Reason">None when accepted.</param>
/// <param name="Value">The result; default when refused.</param>
public readonly record struct Outcome<T>(RevertReason Reason, T Value)
{
    /// <summary>Whether the contract would have accepted.</summary>
    public bool IsAccepted => Reason is RevertReason.None;
}

/// <summary>Raw units of both tokens, never negative.</summary>
/// <param name="Amount0">Of token0.</param>
/// <param name="Amount1">Of token1.</param>
public readonly record struct TokenAmounts(UInt256 Amount0, UInt256 Amount1);

/// <summary>
/// Who pays for a mint or swap. The pool asks once the amounts are known and before anything changes; a null payer always pays
/// exactly.
/// </summary>
public interface IPoolPayer
{
    /// <summary>Pays, or refuses with a reason of its own, which reverts the action.</summary>
    /// <param name="amount0">Token0 owed to the pool; negative is what the payer receives.</param>
    /// <param name="amount1">Token1 owed to the pool; negative is what the payer receives.</param>
    PoolPayment Pay(Int256 amount0, Int256 amount1);
}

/// <summary>What a payer did.</summary>
/// <param name="Reason">None, or why the payer's own contract reverts.</param>
/// <param name="Paid0">Raw token0 sent to the pool.</param>
/// <param name="Paid1">Raw token1 sent to the pool.</param>
public readonly record struct PoolPayment(RevertReason Reason, UInt256 Paid0, UInt256 Paid1)
{
    /// <summary>Exactly what is owed.</summary>
    public static PoolPayment InFull(Int256 amount0, Int256 amount1) =>
        new(RevertReason.None, amount0.IsNegative ? default : amount0.Bits, amount1.IsNegative ? default : amount1.Bits);

    /// <summary>Nothing, because the payer's contract reverts.</summary>
    public static PoolPayment Refused(RevertReason reason) => new(reason, default, default);
}
