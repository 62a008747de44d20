using Microsoft.Extensions.Logging;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Pools;
using Quern.Grains.Interfaces.Pools;
using Quern.Grains.Journal;

namespace Quern.Grains.Pools;

/// <inheritdoc cref="IWalletGrain"/>
public sealed partial class WalletGrain(ChainDirectory chains, WalletJournals journals, ILogger<WalletGrain> logger) : Grain, IWalletGrain
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private string _account = "";
    private ChainConnection _chain = null!;
    private IJournal _journal = null!;
    private Wallet _wallet = null!;
    private LiquidityWriter _writer = null!;
    private WalletReading? _reading;
    private string _why = "not read yet";
    private bool _isFenced;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = this.GetPrimaryKeyString();
        (_chain, PrivateKey key) = chains.WalletOf(_account);
        ChainSettings settings = _chain.Settings;
        _journal = await journals.Store.Open($"{_account}/wallet");
        try
        {
            _wallet = new(_chain.Client, key, settings.Chain.Id, settings.Fees, new WalletJournal(_journal));
        }
        catch
        {
            // Nobody deactivates what was never active: the next try must find the journal closed.
            await _journal.DisposeAsync();
            throw;
        }

        _writer = new(_chain.Client, settings.Chain, key.Address);
        foreach (Intent intent in _wallet.Intents)
            _told[intent.Id] = WalletRows.StateOf(intent);
        logger.WalletOpened(_account, _journal.Epoch, _wallet.Intents.Count, _journal.Location);
        if (_journal.Notice.Length > 0)
            logger.WalletJournalNotice(_account, _journal.Notice);
        this.RegisterGrainTimer(LookNow, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = settings.Every, KeepAlive = true });
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ending.Cancel();
        _ending.Dispose();
        if (_journal is not null)
            await _journal.DisposeAsync();
    }

    /// <inheritdoc/>
    public Task Wake() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task HandOver()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<WalletView> Look()
    {
        await LookNow();
        return View();
    }

    /// <inheritdoc/>
    public Task<WalletView> GetView() => Task.FromResult(View());

    /// <inheritdoc/>
    public async Task<WalletReply> Cancel(string key)
    {
        if (_isFenced)
            return Refused(key, "fenced", _why);
        try
        {
            return WalletRows.Accepted(await _wallet.Cancel(key, _ending.Token));
        }
        catch (Exception error)
        {
            return Refused(key, error);
        }
        finally
        {
            TellChanges();
        }
    }

    // The turn is the lock: nothing else of this wallet runs while a write is estimated, journaled and sent.
    private async Task<WalletReply> Submit(string key, string purpose, Func<CancellationToken, Task<PlannedWrite>> build)
    {
        if (_isFenced)
            return Refused(key, "fenced", _why);
        if (string.IsNullOrWhiteSpace(key) || key.Length > 200)
            return Refused(key, "malformed", "A command needs a key of 1 to 200 characters.");
        try
        {
            if (_wallet.Find(key) is { } known)
            {
                return known.Purpose == purpose
                    ? WalletRows.Accepted(known)
                    : Refused(key, "key-reused", $"The key already stands for: {known.Purpose}");
            }

            await _chain.RequireRight(_ending.Token);
            PlannedWrite write = await build(_ending.Token);
            return WalletRows.Accepted(await _wallet.Submit(key, write.Call, _ending.Token, purpose, write.Deadline));
        }
        catch (Exception error) when (error is not JournalException && _wallet.Find(key) is not null)
        {
            // It is journaled; that the sending was cut short changes nothing: the next look sends it.
            return WalletRows.Accepted(_wallet.Find(key)!);
        }
        catch (Exception error)
        {
            return Refused(key, error);
        }
        finally
        {
            TellChanges();
        }
    }

    private async Task LookNow()
    {
        if (_isFenced)
            return;
        try
        {
            await _chain.RequireRight(_ending.Token);
            await _wallet.Check(_ending.Token);
            ulong block = await _chain.Client.BlockNumber(_ending.Token);
            BlockTag tag = BlockTag.At(block);
            _reading = new(
                block,
                await _chain.Client.TransactionCount(_wallet.Address, tag, _ending.Token),
                await _chain.Client.Balance(_wallet.Address, tag, _ending.Token));
            _why = "";
        }
        catch (JournalException error)
        {
            Fence(error);
        }
        catch (Exception error)
        {
            if (_why != error.Message)
                logger.WalletUnknown(_account, error.Message);
            _reading = null;
            _why = error.Message;
        }
        finally
        {
            TellChanges();
        }
    }

    private WalletView View() => new()
    {
        Account = _account,
        State = _isFenced ? "fenced" : _reading is null ? "unknown" : "ready",
        Why = _why,
        Reading = _reading,
        Transactions = WalletRows.Of(_wallet.Intents),
    };

    private WalletReply Refused(string key, Exception error)
    {
        if (error is JournalException or ObjectDisposedException)
            Fence(error);
        string code = error switch
        {
            _ when _isFenced => "fenced",
            WrongChainException => "wrong-chain",
            WalletRefusedException => "refused",
            RpcException { IsRevert: true } => "would-revert",
            RpcException or RpcUnavailableException or RpcDisagreementException or OperationCanceledException => "unavailable",
            ArgumentException or RevertException or OverflowException => "malformed",
            _ => "refused",
        };
        return Refused(key, code, error.Message);
    }

    private WalletReply Refused(string key, string code, string why)
    {
        logger.WriteRefused(_account, key, code, why);
        return WalletRows.Refused(code, why, _wallet.Find(key));
    }

    // The next owner, or this wallet once it wakes again, reads from the journal what was signed.
    private void Fence(Exception error)
    {
        if (_isFenced)
            return;
        _isFenced = true;
        _reading = null;
        _why = error.Message;
        logger.WalletFenced(_account, error.Message);
        DeactivateOnIdle();
    }

    private void TellChanges()
    {
        foreach (Intent intent in _wallet.Intents)
        {
            string state = WalletRows.StateOf(intent);
            if (_told.GetValueOrDefault(intent.Id) == state)
                continue;
            _told[intent.Id] = state;
            logger.IntentChanged(_account, intent.Id, state, intent.Nonce, intent.MinedHash ?? intent.Last.Hash);
        }
    }
}
