namespace Quern.Domain.Pools;

/// <summary>
/// Why the contracts refuse. The names are the contracts' own strings where those are names; <see cref="RevertReasons.Text"/>
/// gives the string.
/// </summary>
public enum RevertReason : byte
{
    /// <summary>Accepted.</summary>
    None = 0,

    /// <summary>
    /// Refused without a string: tick off its spacing, zero liquidity, arithmetic out of range, an amount above the balance.
    /// </summary>
    Bare,

    /// <summary>The pool is locked: entered again, or not initialized.</summary>
    LOK,

    /// <summary>Already initialized.</summary>
    AI,

    /// <summary>Lower tick not below the upper one.</summary>
    TLU,

    /// <summary>Lower tick below the smallest tick.</summary>
    TLM,

    /// <summary>Upper tick above the largest tick.</summary>
    TUM,

    /// <summary>A tick outside ±887272.</summary>
    T,

    /// <summary>A square-root price outside its range.</summary>
    R,

    /// <summary>Gross liquidity of a tick above its maximum.</summary>
    LO,

    /// <summary>Liquidity would pass 128 bits.</summary>
    LA,

    /// <summary>Liquidity would fall below zero: burning too much.</summary>
    LS,

    /// <summary>Poke of a position without liquidity.</summary>
    NP,

    /// <summary>Swap of amount zero.</summary>
    AS,

    /// <summary>The price limit is on the wrong side or out of range.</summary>
    SPL,

    /// <summary>A swap was not paid in full.</summary>
    IIA,

    /// <summary>A mint was not paid in token0.</summary>
    M0,

    /// <summary>A mint was not paid in token1.</summary>
    M1,

    /// <summary>A flash loan's fee was not paid in token0.</summary>
    F0,

    /// <summary>A flash loan's fee was not paid in token1.</summary>
    F1,

    /// <summary>A flash loan from a pool without liquidity in range.</summary>
    L,

    /// <summary>A transfer out of the pool failed.</summary>
    TF,

    /// <summary>An observation older than the oldest one kept.</summary>
    OLD,

    /// <summary>The oracle has no observation yet.</summary>
    I,

    /// <summary>A liquidity change gave or took less than the minimum amounts.</summary>
    PriceSlippageCheck,

    /// <summary>The deadline has passed.</summary>
    TransactionTooOld,

    /// <summary>Somebody else's position token.</summary>
    NotApproved,

    /// <summary>A position token with liquidity or tokens owed cannot be burned.</summary>
    NotCleared,

    /// <summary>An unknown position token.</summary>
    InvalidTokenId,

    /// <summary>An unknown position token, as the token standard's own check says it.</summary>
    NonexistentToken,

    /// <summary>An exact-input swap gave less than the minimum.</summary>
    TooLittleReceived,

    /// <summary>An exact-output swap asks for more than the maximum.</summary>
    TooMuchRequested,

    /// <summary>What the quoter says when the pool refused without a string.</summary>
    UnexpectedError,
}

/// <summary>The strings behind <see cref="RevertReason"/>.</summary>
public static class RevertReasons
{
    /// <summary>The contract's string; empty when it has none.</summary>
    public static string Text(this RevertReason reason) => reason switch
    {
        RevertReason.None or RevertReason.Bare => "",
        RevertReason.PriceSlippageCheck => "Price slippage check",
        RevertReason.TransactionTooOld => "Transaction too old",
        RevertReason.NotApproved => "Not approved",
        RevertReason.NotCleared => "Not cleared",
        RevertReason.InvalidTokenId => "Invalid token ID",
        RevertReason.NonexistentToken => "ERC721: operator query for nonexistent token",
        RevertReason.TooLittleReceived => "Too little received",
        RevertReason.TooMuchRequested => "Too much requested",
        RevertReason.UnexpectedError => "Unexpected error",
        _ => reason.ToString(),
    };
}
