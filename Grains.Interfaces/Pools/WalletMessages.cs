using Quern.Domain.Numerics;

namespace Quern.Grains.Interfaces.Pools;

/// <summary>What became of a command to a wallet.</summary>
[GenerateSerializer, Immutable, Alias("wallet-reply")]
public sealed record WalletReply
{
    /// <summary>Whether the intent exists, now or since an earlier call under the same key.</summary>
    [Id(0)] public bool Accepted { get; init; }

    /// <summary>
    /// <c>accepted</c>; or <c>key-reused</c>, <c>would-revert</c>, <c>refused</c> (a cap, or nothing to cancel), <c>malformed</c>,
    /// <c>unavailable</c> (nothing was signed: ask again under the same key), <c>wrong-chain</c>, <c>fenced</c> (another owner).
    /// </summary>
    [Id(1)] public string Code { get; init; } = "";

    /// <summary>In words, for people.</summary>
    [Id(2)] public string Detail { get; init; } = "";

    /// <summary>The intent; null when there is none.</summary>
    [Id(3)] public TransactionRow? Transaction { get; init; }
}

/// <summary>One intent and its transactions.</summary>
[GenerateSerializer, Immutable, Alias("transaction-row")]
public sealed record TransactionRow
{
    /// <summary>The command's own name.</summary>
    [Id(0)] public string Key { get; init; } = "";

    /// <summary>What it is for, in words.</summary>
    [Id(1)] public string Purpose { get; init; } = "";

    /// <summary>The nonce that carries it.</summary>
    [Id(2)] public ulong Nonce { get; init; }

    /// <summary><c>pending</c>, <c>mined</c>, <c>done</c>, <c>cancelled</c>, or <c>displaced</c>: another signer took the nonce.</summary>
    [Id(3)] public string State { get; init; } = "";

    /// <summary>False when it was mined and reverted, or not mined.</summary>
    [Id(4)] public bool IsSuccess { get; init; }

    /// <summary>The newest transaction's hash.</summary>
    [Id(5)] public string Hash { get; init; } = "";

    /// <summary>The hash that was mined; empty while none is.</summary>
    [Id(6)] public string MinedHash { get; init; } = "";

    /// <summary>Height of its block; 0 while none is mined.</summary>
    [Id(7)] public ulong MinedBlock { get; init; }

    /// <summary>Transactions signed for this nonce.</summary>
    [Id(8)] public int Attempts { get; init; }

    /// <summary>Whether the newest of them only uses the nonce up.</summary>
    [Id(9)] public bool IsCancelling { get; init; }

    /// <summary>The node's words when it did not take the newest; empty when it did.</summary>
    [Id(10)] public string Refusal { get; init; } = "";
}

/// <summary>What is known of a wallet.</summary>
[GenerateSerializer, Immutable, Alias("wallet-view")]
public sealed record WalletView
{
    /// <summary><c>chain:address</c>.</summary>
    [Id(0)] public string Account { get; init; } = "";

    /// <summary><c>ready</c>; <c>unknown</c> when the newest look at the chain failed; <c>fenced</c> when another owner has the journal.</summary>
    [Id(1)] public string State { get; init; } = "";

    /// <summary>Why it is not ready; empty when it is.</summary>
    [Id(2)] public string Why { get; init; } = "";

    /// <summary>What the chain said at the newest look; null when that failed.</summary>
    [Id(3)] public WalletReading? Reading { get; init; }

    /// <summary>Every intent that may still change and the newest of the others, by nonce. These are journaled, and known whatever the chain says.</summary>
    [Id(4)] public TransactionRow[] Transactions { get; init; } = [];
}

/// <summary>What the chain said of an account.</summary>
/// <param name="Block">At which height.</param>
/// <param name="Nonce">Transactions mined.</param>
/// <param name="BalanceWei">Native currency held.</param>
[GenerateSerializer, Immutable, Alias("wallet-reading")]
public sealed record WalletReading([property: Id(0)] ulong Block, [property: Id(1)] ulong Nonce, [property: Id(2)] UInt256 BalanceWei);
