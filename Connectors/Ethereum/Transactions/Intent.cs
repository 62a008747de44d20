using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Rpc;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>Where an intent stands.</summary>
public enum IntentState : byte
{
    /// <summary>Journaled, sent, not mined.</summary>
    Pending = 0,

    /// <summary>Mined, not yet deep enough to be believed for good.</summary>
    Mined,

    /// <summary>Mined and final; <see cref="Intent.IsSuccess"/> says how it went.</summary>
    Done,

    /// <summary>Its cancellation was mined instead, and is final.</summary>
    Cancelled,

    /// <summary>
    /// Somebody else's transaction took the nonce: this intent can never happen. It is not sent again under another nonce by
    /// itself.
    /// </summary>
    Displaced,
}

/// <summary>One attempt to get a nonce mined.</summary>
/// <param name="Raw">Signed bytes.</param>
/// <param name="Hash">Its name.</param>
/// <param name="Fees">What it offers.</param>
/// <param name="IsCancellation">Whether it only uses the nonce up.</param>
/// <param name="SentAtBlock">The head when it was first sent.</param>
public sealed record Attempt(ImmutableArray<byte> Raw, string Hash, GasFees Fees, bool IsCancellation, ulong SentAtBlock);

/// <summary>
/// Something that a wallet was asked to do once. Its nonce carries this or its cancellation, nothing else, so at most one of them
/// happens.
/// </summary>
/// <param name="Id">The caller's name for it: asking twice under one name is asking once.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="Call">What to do.</param>
/// <param name="GasLimit">Gas of each attempt.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">All that were ever signed; any of them may be mined.</param>
/// <param name="MinedHash">The one that was mined, or null.</param>
/// <param name="MinedBlock">Its height.</param>
/// <param name="IsSuccess">False when it was mined and reverted.</param>
/// <param name="Refusal">The node's words when it did not take the last attempt, for example for want of funds; null when it did.</param>
/// <param name="Purpose">What it is for, in words: the same name for something else is refused. May be empty.</param>
/// <param name="Deadline">Block time after which the contract refuses, Unix seconds; 0 for none.</param>
public sealed record Intent(
    string Id,
    ulong Nonce,
    ContractCall Call,
    ulong GasLimit,
    IntentState State,
    ImmutableArray<Attempt> Attempts,
    string? MinedHash = null,
    ulong MinedBlock = 0,
    bool IsSuccess = false,
    string? Refusal = null,
    string Purpose = "",
    ulong Deadline = 0)
{
    /// <summary>Whether it may still change.</summary>
    public bool IsOpen => State is IntentState.Pending or IntentState.Mined;

    /// <summary>The newest attempt.</summary>
    public Attempt Last => Attempts[^1];
}

/// <summary>Where a wallet's intents survive. An intent is written before its bytes leave.</summary>
public interface IWalletJournal
{
    /// <summary>Every intent as last written, by nonce.</summary>
    IReadOnlyList<Intent> Read();

    /// <summary>Writes an intent over its earlier version; returns when it is durable.</summary>
    Task Write(Intent intent, CancellationToken cancellation);
}
