namespace Quern.Domain.Pools;

/// <summary>
/// A library of the contracts was called outside its range. Actions of <see cref="Pool"/> answer with an <see cref="Outcome{T}"/>
/// instead.
/// </summary>
public sealed class RevertException : Exception
{
    /// <summary>Names the contract's reason.</summary>
    public RevertException(RevertReason reason)
        : base(reason.Text() is { Length: > 0 } text ? $"Reverted: {text}." : "Reverted without a reason.") => Reason = reason;

    /// <summary>The contract's reason, never None.</summary>
    public RevertReason Reason { get; }

    internal static void Require(bool condition, RevertReason reason = RevertReason.Bare)
    {
        if (!condition)
            Throw(reason);
    }

    private static void Throw(RevertReason reason) => throw new RevertException(reason);
}
