using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using Quern.Grains.Journal;

namespace Quern.Grains.Pools;

/// <summary>Where wallets keep what they signed.</summary>
/// <param name="Store">Outlives every session that sends to the same chain.</param>
public sealed record WalletJournals(IJournalStore Store);

/// <summary>
/// A wallet's intents as records of an <see cref="IJournal"/>: JSON, one whole intent each, the newest of a nonce counts. A record is on
/// the disk before the bytes it holds are sent: transactions are few, and a lost one would free its nonce for another.
/// </summary>
internal sealed class WalletJournal : IWalletJournal
{
    /// <summary>Major version that this build writes and the highest that it reads.</summary>
    public const int Schema = 1;

    private readonly IJournal _journal;
    private readonly List<Intent> _earlier = [];

    /// <summary>Reads what earlier owners wrote.</summary>
    /// <exception cref="JournalException">A record can't be read, or is of a newer version: no nonce is safe then.</exception>
    public WalletJournal(IJournal journal)
    {
        _journal = journal;
        SortedDictionary<ulong, Intent> newest = [];
        foreach (JournalLine line in journal.ReadEarlier())
        {
            Intent intent = Decode(line.Record.Span);
            newest[intent.Nonce] = intent;
        }

        _earlier.AddRange(newest.Values);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Intent> Read() => _earlier;

    /// <inheritdoc/>
    /// <exception cref="JournalException">Another owner has the journal, or the disk is full or broken: nothing may be sent.</exception>
    public async Task Write(Intent intent, CancellationToken cancellation)
    {
        try
        {
            _journal.Append(Encode(intent));
            await _journal.WhenDurable();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Whether the record is there is not known: this owner must not sign again.
            throw new JournalException($"A wallet's record could not be brought to the disk: {error.Message}", error);
        }
    }

    internal static byte[] Encode(Intent intent) => JsonSerializer.SerializeToUtf8Bytes(
        new IntentRecord(
            Schema,
            intent.Id,
            intent.Purpose,
            intent.Nonce,
            intent.Call.To.ToString(),
            Hex.Encode(intent.Call.Data),
            intent.GasLimit,
            intent.State,
            [
                .. intent.Attempts.Select(static attempt => new AttemptRecord(
                    Hex.Encode(attempt.Raw.AsSpan()), attempt.Hash, attempt.Fees.MaxPriorityFeePerGas.ToString(), attempt.Fees.MaxFeePerGas.ToString(),
                    attempt.IsCancellation, attempt.SentAtBlock)),
            ],
            intent.MinedHash,
            intent.MinedBlock,
            intent.IsSuccess,
            intent.Refusal,
            intent.Deadline),
        WalletJson.Default.IntentRecord);

    internal static Intent Decode(ReadOnlySpan<byte> bytes)
    {
        IntentRecord record;
        try
        {
            record = JsonSerializer.Deserialize(bytes, WalletJson.Default.IntentRecord) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new JournalException($"A wallet's record of {bytes.Length} bytes can't be read: {error.Message}", error);
        }

        return record.Schema <= Schema
            ? Intent(record)
            : throw new JournalException($"A wallet's record was written by a newer build (schema {record.Schema}, this build reads up to {Schema}); run that build.");
    }

    private static Intent Intent(IntentRecord record) => new(
        record.Id,
        record.Nonce,
        new ContractCall(Address.Parse(record.To), Hex.Decode(record.Data)),
        record.GasLimit,
        record.State,
        [
            .. record.Attempts.Select(static attempt => new Attempt(
                [.. Hex.Decode(attempt.Raw)], attempt.Hash, new(UInt256.Parse(attempt.MaxPriorityFeePerGas), UInt256.Parse(attempt.MaxFeePerGas)),
                attempt.IsCancellation, attempt.SentAtBlock)),
        ],
        record.MinedHash,
        record.MinedBlock,
        record.IsSuccess,
        record.Refusal,
        record.Purpose,
        record.Deadline);
}

/// <summary>An intent as it is written. Members are only added.</summary>
internal sealed record IntentRecord(
    int Schema,
    string Id,
    string Purpose,
    ulong Nonce,
    string To,
    string Data,
    ulong GasLimit,
    IntentState State,
    ImmutableArray<AttemptRecord> Attempts,
    string? MinedHash,
    ulong MinedBlock,
    bool IsSuccess,
    string? Refusal,
    ulong Deadline);

/// <summary>An attempt as it is written.</summary>
internal sealed record AttemptRecord(
    string Raw, string Hash, string MaxPriorityFeePerGas, string MaxFeePerGas, bool IsCancellation, ulong SentAtBlock);

[JsonSerializable(typeof(IntentRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class WalletJson : JsonSerializerContext;
