using Quern.Client.Offline.Simulate.Faults;
using Quern.Engine.Simulation;
using Quern.Grains.Interfaces.Orders;
using Quern.Silo.Engines;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>Knows at every moment what must hold, and says when it does not. It believes the venues' books, never the system's own state.</summary>
public sealed class Oracle : ITraceObserver
{
    /// <summary>An order of ours that nobody owns is found after this.</summary>
    public static readonly TimeSpan OrphanFoundWithin = TimeSpan.FromSeconds(10);

    /// <summary>An order of ours that nobody owned is gone after this, found or not.</summary>
    public static readonly TimeSpan OrphanLimit = TimeSpan.FromSeconds(15);

    /// <summary>No order may be in doubt for longer.</summary>
    public static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(30);

    private const int MostViolations = 100;
    private const string DigestMethod = nameof(IOrderManagerGrain.GetDigest);
    private readonly World _world;
    private readonly EventLog _events;
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, AccountWatch> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Epoch, string Hash, int Asked)> _digests = new(StringComparer.Ordinal);

    internal Oracle(World world, EventLog events, Story story, LeaseTimes leases)
    {
        (_world, _events, Story, Leases) = (world, events, story, leases);
        Feeds = new(this);
        Quotes = new(this);
        Books = new(this);
    }

    /// <summary>What happened, in words.</summary>
    public Story Story { get; }

    /// <summary>What must not be and was, oldest first; at most the first hundred.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>True once records were taken from a journal: then orders may exist that no journal reckons with, until they are found.</summary>
    public bool HasLostJournal { get; set; }

    /// <summary>How long a strategy may quote on before it hears that its book is broken.</summary>
    internal long NewsOfBreakNs { get; init; }

    internal BookWatch Books { get; }

    internal FeedWatch Feeds { get; }

    internal TickToQuote Quotes { get; }

    internal LeaseTimes Leases { get; }

    internal IEnumerable<AccountWatch> Accounts => _accounts.Values;

    internal long NowNs => _world.ElapsedNs;

    /// <summary>Says that something must not be so.</summary>
    /// <param name="rule">Which rule.</param>
    /// <param name="text">What was found.</param>
    public void Report(string rule, string text)
    {
        var violation = new Violation(rule, TimeSpan.FromTicks(NowNs / 100), text);
        Story.Tell("BROKEN", $"{rule}: {text}");
        if (_violations.Count < MostViolations)
            _violations.Add(violation);
    }

    /// <inheritdoc/>
    public void OnMessage(in DeliveredMessage message)
    {
        _events.OnMessage(in message);
        // What the journal says at the very moment at which the grain is asked.
        if (message.Method == DigestMethod && _accounts.TryGetValue(message.Target.Key.ToString()!, out AccountWatch? account))
            _digests[account.Market.Account] = (account.Replay.Epoch, account.Replay.StateHash, DigestsOf(account.Market.Account) + 1);
    }

    internal void Watch(Market market, VenueWatch venue) => _accounts.Add(market.Account, new(this, market, venue, Books));

    internal AccountWatch AccountOf(string account) => _accounts[account];

    internal Market MarketOf(string venue) => _accounts[$"{venue}:{Market.AccountName}"].Market;

    internal void OnRecord(string journal, int epoch, ReadOnlyMemory<byte> record)
    {
        if (_accounts.TryGetValue(journal, out AccountWatch? account))
            account.OnRecord(record.Span);
    }

    /// <summary>How often an account's grain was asked for its digest.</summary>
    internal int DigestsOf(string account) => _digests.GetValueOrDefault(account).Asked;

    /// <summary>Compares what a grain says of its state with a replay of its journal at that moment: I9.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="digest">The answer.</param>
    /// <param name="askedBefore">How often it had been asked before: an older question that arrived late, after a stall, makes it unclear which moment is meant.</param>
    internal void CheckDigest(string account, AccountDigest digest, int askedBefore)
    {
        (int epoch, string hash, int asked) = _digests[account];
        if (asked == askedBefore + 1 && !digest.IsFenced && digest.Epoch == epoch && digest.StateHash != hash)
            Report("I9", $"{account}: the state is {digest.StateHash[..12]}, its journal replays to {hash[..12]}");
    }

    internal void Recount()
    {
        foreach (AccountWatch account in _accounts.Values)
            account.Recount(NowNs);
        if (_world.TimersSet > 20_000)
            Report("I11", $"{_world.TimersSet} timers are set");
    }
}
