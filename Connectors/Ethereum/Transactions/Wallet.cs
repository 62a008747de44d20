using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>What a wallet refuses to send.</summary>
/// <param name="message">Which limit, with the numbers.</param>
public sealed class WalletRefusedException(string message) : Exception(message);

/// <summary>
/// Sends transactions of one account, each intent at most once: allocates nonces from a journal, replaces what is stuck, repeats
/// what was
/// dropped, follows receipts until they are final. One caller at a time. The key stays inside.
/// </summary>
public sealed class Wallet
{
    private readonly ChainClient _client;
    private readonly PrivateKey _key;
    private readonly ulong _chainId;
    private readonly FeePolicy _policy;
    private readonly IWalletJournal _journal;
    private readonly SortedDictionary<ulong, Intent> _intents = [];

    /// <summary>Continues from the journal.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="key">Signs.</param>
    /// <param name="chainId">Goes into every signature.</param>
    /// <param name="policy">Fees and patience.</param>
    /// <param name="journal">Survives us.</param>
    public Wallet(ChainClient client, PrivateKey key, ulong chainId, FeePolicy policy, IWalletJournal journal)
    {
        _client = client;
        _key = key;
        _chainId = chainId;
        _policy = policy;
        _journal = journal;
        foreach (Intent intent in journal.Read())
            _intents[intent.Nonce] = intent;
    }

    /// <summary>The account.</summary>
    public Address Address => _key.Address;

    /// <summary>Every intent, by nonce.</summary>
    public IReadOnlyCollection<Intent> Intents => _intents.Values;

    /// <summary>The intent of a name, or null.</summary>
    public Intent? Find(string id) => _intents.Values.FirstOrDefault(intent => intent.Id == id);

    /// <summary>Does something once. A second call under the same name returns the first one's intent.</summary>
    /// <param name="id">The caller's name for it.</param>
    /// <param name="call">What to do.</param>
    /// <param name="cancellation">Gives up waiting. The intent may exist then: ask again under the same name.</param>
    /// <param name="purpose">
    /// What it is for, in words. With a purpose the same name must come with the same purpose, and the call, whose deadline may have
    /// moved, is that of the first time; without one the same name must come with the same call.
    /// </param>
    /// <param name="deadline">
    /// Block time after which the contract refuses, Unix seconds; 0 for none. What is still pending then is cancelled: it could only
    /// revert and cost gas.
    /// </param>
    /// <exception cref="RpcException">It would revert; nothing was signed.</exception>
    /// <exception cref="WalletRefusedException">
    /// It needs more gas than allowed, or the name already stands for something else; nothing was signed.
    /// </exception>
    public async Task<Intent> Submit(string id, ContractCall call, CancellationToken cancellation, string purpose = "", ulong deadline = 0)
    {
        if (Find(id) is { } known)
        {
            bool isSame = known.Purpose == purpose
                && (purpose.Length > 0 || (known.Call.To == call.To && known.Call.Data.AsSpan().SequenceEqual(call.Data)));
            return isSame ? known : throw new WalletRefusedException($"{id} already stands for something else, nonce {known.Nonce}: {known.Purpose}");
        }

        ulong gas = await _client.EstimateGas(Address, call, default, cancellation);
        ulong limit = gas * (ulong)_policy.GasMarginPercent / 100;
        if (limit > _policy.MaxGas)
            throw new WalletRefusedException($"{id} needs {limit} gas, more than the {_policy.MaxGas} allowed.");
        GasFees fees = await TodaysFees(cancellation);
        ulong head = await _client.BlockNumber(cancellation);
        ulong nonce = await NextNonce(cancellation);
        Attempt first = Sign(nonce, call, limit, fees, isCancellation: false, head);
        Intent intent = new(id, nonce, call, limit, IntentState.Pending, [first], Purpose: purpose, Deadline: deadline);
        await Save(intent, cancellation);
        return await Broadcast(intent, cancellation);
    }

    /// <summary>Uses an intent's nonce up for nothing. The intent may still win the race.</summary>
    /// <exception cref="WalletRefusedException">The fee cap forbids a higher offer, or the intent is unknown or over.</exception>
    public async Task<Intent> Cancel(string id, CancellationToken cancellation)
    {
        if (Find(id) is not { State: IntentState.Pending } intent)
            throw new WalletRefusedException($"{id} is not pending.");
        if (intent.Last.IsCancellation)
            return intent;
        return await Replace(intent, isCancellation: true, cancellation)
            ?? throw new WalletRefusedException($"Cancelling {id} would offer more than {_policy.MaxFeePerGas} wei per gas.");
    }

    /// <summary>
    /// Looks at every open intent: receipts, reorganisations, dropped and stuck transactions. Call it on each new block.
    /// </summary>
    public async Task Check(CancellationToken cancellation)
    {
        if (!_intents.Values.Any(static intent => intent.IsOpen))
            return;
        ulong head = await _client.BlockNumber(cancellation);
        ulong used = await _client.TransactionCount(Address, BlockTag.At(head), cancellation);
        ulong time = _intents.Values.Any(static intent => intent.State is IntentState.Pending && intent.Deadline != 0)
            ? (await _client.Block(BlockTag.At(head), cancellation))?.Timestamp ?? 0
            : 0;
        foreach (Intent intent in _intents.Values.Where(static intent => intent.IsOpen).ToArray())
            await Check(intent, head, time, used, cancellation);
    }

    // A journal may know of transactions that the node has forgotten, and the node of some sent before this journal began.
    private async Task<ulong> NextNonce(CancellationToken cancellation)
    {
        ulong pending = await _client.TransactionCount(Address, BlockTag.Pending, cancellation);
        return _intents.Count == 0 ? pending : Math.Max(pending, _intents.Keys.Last() + 1);
    }

    private async Task<GasFees> TodaysFees(CancellationToken cancellation)
    {
        (var baseFee, var tip) = await _client.FeeHistory(blocks: 10, cancellation);
        return _policy.First(baseFee, tip);
    }

    private Attempt Sign(ulong nonce, ContractCall call, ulong gasLimit, GasFees fees, bool isCancellation, ulong head)
    {
        SignedTransaction signed = new Eip1559Transaction
        {
            ChainId = _chainId,
            Nonce = nonce,
            MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
            MaxFeePerGas = fees.MaxFeePerGas,
            GasLimit = isCancellation ? 21_000 : gasLimit,
            To = isCancellation ? Address : call.To,
            Data = isCancellation ? default : call.Data,
        }.Sign(_key);
        return new([.. signed.Raw], signed.Hash, fees, isCancellation, head);
    }

    private async Task Save(Intent intent, CancellationToken cancellation)
    {
        await _journal.Write(intent, cancellation);
        _intents[intent.Nonce] = intent;
    }

    // Whatever the node says, the attempt is journaled and may be mined: a refusal is settled by the next check, not by guessing.
    private async Task<Intent> Broadcast(Intent intent, CancellationToken cancellation)
    {
        string? refusal = null;
        try
        {
            await _client.SendRaw([.. intent.Last.Raw], cancellation);
        }
        catch (RpcException known) when (known.Reason.Contains("already known", StringComparison.OrdinalIgnoreCase)
            || known.Reason.Contains("already imported", StringComparison.OrdinalIgnoreCase))
        {
            // The node has these very bytes: that is as good as taking them.
        }
        catch (RpcException refused)
        {
            refusal = refused.Message;
        }
        catch (RpcUnavailableException)
        {
            // The outcome is unknown; the next check looks for the hash and sends the same bytes again if need be.
        }

        if (refusal == intent.Refusal)
            return intent;
        Intent told = intent with { Refusal = refusal };
        await Save(told, cancellation);
        return told;
    }

    private async Task Check(Intent intent, ulong head, ulong time, ulong used, CancellationToken cancellation)
    {
        foreach (Attempt attempt in intent.Attempts)
        {
            TransactionReceipt? receipt = await _client.Receipt(attempt.Hash, cancellation);
            if (receipt is null)
                continue;
            await Settle(intent, attempt, receipt, head, cancellation);
            return;
        }

        if (intent.State is IntentState.Mined)
        {
            // The block that held it was taken back: it waits again.
            intent = intent with { State = IntentState.Pending, MinedHash = null, MinedBlock = 0, IsSuccess = false };
            await Save(intent, cancellation);
        }

        if (used > intent.Nonce)
        {
            await CheckDisplaced(intent, head, cancellation);
            return;
        }

        if (intent.Deadline != 0 && time > intent.Deadline && !intent.Last.IsCancellation)
        {
            // Where the cap forbids a cancellation too, the late bytes are at least not sent again.
            await Replace(intent, isCancellation: true, cancellation);
            return;
        }

        if (head >= intent.Last.SentAtBlock + (ulong)_policy.BlocksBeforeReplacement
            && await Replace(intent, intent.Last.IsCancellation, cancellation) is not null)
            return;
        if (!await _client.Knows(intent.Last.Hash, cancellation))
            await Broadcast(intent, cancellation);
    }

    private async Task Settle(Intent intent, Attempt attempt, TransactionReceipt receipt, ulong head, CancellationToken cancellation)
    {
        bool isFinal = head >= receipt.BlockNumber + (ulong)_policy.Confirmations;
        IntentState state = !isFinal ? IntentState.Mined : attempt.IsCancellation ? IntentState.Cancelled : IntentState.Done;
        Intent settled = intent with
        {
            State = state,
            MinedHash = attempt.Hash,
            MinedBlock = receipt.BlockNumber,
            IsSuccess = receipt.IsSuccess,
        };
        if (settled != intent)
            await Save(settled, cancellation);
    }

    // The nonce is used and none of our attempts has a receipt. Believed only when the use is as old as we want our own to be.
    private async Task CheckDisplaced(Intent intent, ulong head, CancellationToken cancellation)
    {
        if (head < (ulong)_policy.Confirmations)
            return;
        ulong usedForGood = await _client.TransactionCount(Address, BlockTag.At(head - (ulong)_policy.Confirmations), cancellation);
        if (usedForGood > intent.Nonce)
            await Save(intent with { State = IntentState.Displaced }, cancellation);
    }

    private async Task<Intent?> Replace(Intent intent, bool isCancellation, CancellationToken cancellation)
    {
        if (_policy.Higher(intent.Last.Fees, await TodaysFees(cancellation)) is not { } fees)
            return null;
        ulong head = await _client.BlockNumber(cancellation);
        Attempt attempt = Sign(intent.Nonce, intent.Call, intent.GasLimit, fees, isCancellation, head);
        Intent replaced = intent with { Attempts = [.. intent.Attempts, attempt] };
        await Save(replaced, cancellation);
        return await Broadcast(replaced, cancellation);
    }
}
