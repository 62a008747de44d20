namespace Quern.Grains.Interfaces.Pools;

/// <summary>
/// The wallet of one account on one chain; the key is <c>chain:address</c>, lower case. It alone signs with the account's key: a nonce
/// carries one intent or its cancellation, written to the journal before it is sent, and at most one of them is mined. Every command
/// has a key of its own: asking twice is asking once, over restarts too.
/// </summary>
[Alias("wallet")]
public interface IWalletGrain : IGrainWithStringKey
{
    /// <summary>Wakes the wallet: takes its journal over and goes on with what is open. Harmless when awake.</summary>
    [Alias("wake")]
    Task Wake();

    /// <summary>Ends this activation. What is open stays in the journal; the next owner goes on with it.</summary>
    [Alias("hand-over")]
    Task HandOver();

    /// <summary>Lets the position manager or the router take up to an amount of a token.</summary>
    [Alias("approve"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Approve(ApproveToken order);

    /// <summary>Mints a position token of a pool to this account.</summary>
    [Alias("mint"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Mint(MintPosition order);

    /// <summary>Adds liquidity to a position token.</summary>
    [Alias("increase"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Increase(IncreasePosition order);

    /// <summary>Takes liquidity out of a position token; it is owed, not paid, until a collect.</summary>
    [Alias("decrease"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Decrease(DecreasePosition order);

    /// <summary>Pays everything that a position token is owed to this account, fees up to then included.</summary>
    [Alias("collect"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Collect(CollectPosition order);

    /// <summary>Burns an empty position token.</summary>
    [Alias("burn"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Burn(BurnPosition order);

    /// <summary>Leaves a position in one transaction: takes all liquidity out, collects, burns.</summary>
    [Alias("exit"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Exit(ExitPosition order);

    /// <summary>Swaps an exact input through one pool.</summary>
    [Alias("swap"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Swap(SwapTokens order);

    /// <summary>Uses the nonce of a pending intent up for nothing. The intent may still win the race: look until it is over.</summary>
    /// <param name="key">The intent's key.</param>
    [Alias("cancel"), ResponseTimeout("00:01:00")]
    Task<WalletReply> Cancel(string key);

    /// <summary>Looks at the chain now instead of at the next tick: receipts, reorganisations, dropped and stuck transactions.</summary>
    [Alias("look"), ResponseTimeout("00:01:00")]
    Task<WalletView> Look();

    /// <summary>What is known, without asking the chain.</summary>
    [Alias("view"), AlwaysInterleave]
    Task<WalletView> GetView();
}
