using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Flow;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The keys that open user streams: one per account, alive for an hour after each sign of life.</summary>
internal sealed class ListenKeys(VenueCore core, VenueLimits limits, int seed) : IDisposable
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 64;
    private readonly Dictionary<int, string> _keys = [];
    private readonly Dictionary<int, ITimer> _timers = [];
    private readonly FlowRandom _random = new(seed, 0x11ff);

    /// <summary>Hears of a key's end, with the account and the key.</summary>
    public Action<VenueAccount, string>? OnEnded { get; set; }

    /// <summary>The account's key: a new one, or the living one with its hour begun anew.</summary>
    public string Start(VenueAccount account)
    {
        if (KeepAlive(account) is { } living)
            return living;

        string key = string.Create(Length, _random, static (text, random) =>
        {
            for (int index = 0; index < text.Length; index++)
                text[index] = Alphabet[random.Next(Alphabet.Length)];
        });
        _keys[account.Owner] = key;
        if (!_timers.ContainsKey(account.Owner))
            _timers[account.Owner] = core.Clock.Idle(core.Gate, () => Stop(account));
        _timers[account.Owner].Change(limits.ListenKeyLife, Timeout.InfiniteTimeSpan);
        return key;
    }

    /// <returns>The key, or null when there is none.</returns>
    public string? KeepAlive(VenueAccount account)
    {
        if (!_keys.TryGetValue(account.Owner, out string? key))
            return null;
        _timers[account.Owner].Change(limits.ListenKeyLife, Timeout.InfiniteTimeSpan);
        return key;
    }

    /// <returns>False when there was none.</returns>
    public bool Stop(VenueAccount account)
    {
        if (!_keys.Remove(account.Owner, out string? key))
            return false;
        _timers[account.Owner].Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        OnEnded?.Invoke(account, key);
        return true;
    }

    public VenueAccount? OwnerOf(string key)
    {
        foreach (VenueAccount account in core.Accounts)
        {
            if (_keys.TryGetValue(account.Owner, out string? living) && string.Equals(living, key, StringComparison.Ordinal))
                return account;
        }

        return null;
    }

    public void StopAll()
    {
        foreach (VenueAccount account in core.Accounts)
            Stop(account);
    }

    public void Dispose()
    {
        foreach (ITimer timer in _timers.Values)
            timer.Dispose();
    }
}
