using Quern.Connectors.Simulated.Flow;

namespace Quern.Connectors.Simulated.Faults;

/// <summary>A refusal that the venue was told to give.</summary>
/// <param name="Code">The dialect's own code, for example −1007.</param>
/// <param name="Message">The dialect's own text.</param>
/// <param name="Status">The HTTP status.</param>
public sealed record ScriptedRejection(int Code, string Message, int Status);

/// <summary>
/// What goes wrong at the venue, by script or by seed. Every member may be called from any thread at any time; nothing is wrong at the start.
/// Chances are drawn from the venue's seed, so the same requests meet the same faults.
/// </summary>
/// <remarks>Paths are those of the REST interface, for example <c>/fapi/v1/order</c>; requests by socket count under the same path.</remarks>
public sealed class VenueFaults
{
    private readonly Lock _gate;
    private readonly FlowRandom _random;
    private readonly Queue<(string? Path, ScriptedRejection Rejection)> _rejections = [];
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _dropDiffs = new(StringComparer.Ordinal);
    private int _lostAnswers;
    private string? _lostPath;
    private double _lossChance;
    private double _delayChance;
    private TimeSpan _delay;
    private double _repeatChance;
    private (string Method, string Path, Action OnWithheld)? _withheld;
    private string? _muted;
    private double _loseUserChance;
    private double _delayUserChance;
    private TimeSpan _delayUser;
    private double _loseRequestChance;
    private double _mixDiffsChance;
    private readonly List<(string Name, Action Say)> _held = [];
    private SocketKind? _refused;
    private Func<string, bool>? _isHeld;
    private Func<string, long, bool>? _isFillHidden;

    internal VenueFaults(Lock gate, int seed)
    {
        _gate = gate;
        _random = new FlowRandom(seed, 0xfa17);
    }

    /// <summary>The venue answers every request with 503 and does nothing. Default false.</summary>
    public bool IsInMaintenance { get; set; }

    /// <summary>Orders younger than this are not found by queries and cancels, though they rest and trade. Default none.</summary>
    public TimeSpan HideOrdersFor { get; set; }

    /// <summary>Added to the way from the gateway to the matching core, where the time window is checked again. Default none.</summary>
    public TimeSpan MatchingDelay { get; set; }

    internal Action<TimeSpan>? OnStepClock { get; set; }

    internal Action<SocketKind>? OnDisconnect { get; set; }

    internal Action? OnExpireListenKeys { get; set; }

    internal Action<double>? OnCutLimits { get; set; }

    internal Action<string, int>? OnForgetHistory { get; set; }

    /// <summary>The next answers are lost after the request took effect.</summary>
    /// <param name="count">How many.</param>
    /// <param name="path">Only of this path; null is any.</param>
    public void LoseNextAnswers(int count, string? path = null)
    {
        lock (_gate)
            (_lostAnswers, _lostPath) = (count, path);
    }

    /// <summary>
    /// The next request of this kind that takes effect gets no answer, and its account's user stream says nothing from that moment until
    /// somebody listens anew: the client is inside its send, and stays there.
    /// </summary>
    /// <param name="method">For example POST.</param>
    /// <param name="path">For example <c>/fapi/v1/order</c>.</param>
    /// <param name="onWithheld">Told once, under the venue's lock: it must not wait.</param>
    public void WithholdNext(string method, string path, Action onWithheld)
    {
        lock (_gate)
            _withheld = (method, path, onWithheld);
    }

    /// <summary>Nothing is withheld any more that was not withheld yet.</summary>
    public void WithholdNothing()
    {
        lock (_gate)
            _withheld = null;
    }

    /// <summary>Answers are lost with this probability, after the request took effect. 0 ends it.</summary>
    public void LoseAnswers(double probability)
    {
        lock (_gate)
            _lossChance = probability;
    }

    /// <summary>Answers come later with this probability. 0 ends it.</summary>
    public void DelayAnswers(TimeSpan delay, double probability = 1)
    {
        lock (_gate)
            (_delay, _delayChance) = (delay, probability);
    }

    /// <summary>The next requests are refused with a code, before they take effect.</summary>
    /// <param name="rejection">What is said.</param>
    /// <param name="count">How many requests.</param>
    /// <param name="path">Only of this path; null is any.</param>
    public void RejectNext(ScriptedRejection rejection, int count = 1, string? path = null)
    {
        lock (_gate)
        {
            for (int index = 0; index < count; index++)
                _rejections.Enqueue((path, rejection));
        }
    }

    /// <summary>The book streams of an instrument fall silent or speak again; sockets stay up and the chain goes on unseen.</summary>
    public void SilenceDepth(string symbol, bool isSilent = true)
    {
        lock (_gate)
            _ = isSilent ? _silent.Add(symbol) : _silent.Remove(symbol);
    }

    /// <summary>The next diffs of an instrument are dropped on their way: a gap.</summary>
    public void DropNextDiffs(string symbol, int count = 1)
    {
        lock (_gate)
            _dropDiffs[symbol] = count;
    }

    /// <summary>Events of user streams are sent twice with this probability. 0 ends it.</summary>
    public void RepeatUserEvents(double probability)
    {
        lock (_gate)
            _repeatChance = probability;
    }

    /// <summary>Events of user streams are lost with this probability, though the socket stays up. 0 ends it.</summary>
    public void LoseUserEvents(double probability)
    {
        lock (_gate)
            _loseUserChance = probability;
    }

    /// <summary>Events of user streams come up to this much later with this probability, so that they overtake each other. 0 ends it.</summary>
    public void DelayUserEvents(TimeSpan most, double probability)
    {
        lock (_gate)
            (_delayUser, _delayUserChance) = (most, probability);
    }

    /// <summary>Requests are lost with this probability before they take effect, and nothing answers them. 0 ends it.</summary>
    public void LoseRequests(double probability)
    {
        lock (_gate)
            _loseRequestChance = probability;
    }

    /// <summary>Book diffs are dropped, sent twice, held back behind the next one or sent late, with this probability. 0 ends it.</summary>
    public void MixDiffs(double probability)
    {
        lock (_gate)
            _mixDiffsChance = probability;
    }

    /// <summary>The venue's window moves on: what an account did before is not told any more, neither fills nor ended orders.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="kept">The newest so many of each stay: fills per instrument, orders in all.</param>
    public void ForgetHistory(string account, int kept)
    {
        lock (_gate)
            OnForgetHistory?.Invoke(account, kept);
    }

    /// <summary>Some fills are missing from the list of fills for good, though their orders say that they filled.</summary>
    /// <param name="isHidden">Asked with a symbol and a trade id; null when none are.</param>
    public void HideFills(Func<string, long, bool>? isHidden)
    {
        lock (_gate)
            _isFillHidden = isHidden;
    }

    /// <summary>New sockets of that kind are refused, or let in again.</summary>
    /// <param name="kind">Which; null lets all in.</param>
    public void RefuseSockets(SocketKind? kind)
    {
        lock (_gate)
            _refused = kind;
    }

    /// <summary>
    /// Words about some orders are held back until <see cref="Release"/>: answers to requests that place, move or cancel them, and what the user
    /// stream says of them. Those already held stay held.
    /// </summary>
    /// <param name="isHeld">Asked with an order's client id; null to hold no more.</param>
    public void HoldWords(Func<string, bool>? isHeld)
    {
        lock (_gate)
            _isHeld = isHeld;
    }

    /// <summary>The words held back, oldest first: <c>answer POST</c>, <c>event Traded</c> and so on.</summary>
    public IReadOnlyList<string> Held
    {
        get
        {
            lock (_gate)
                return [.. _held.Select(word => word.Name)];
        }
    }

    /// <summary>Says one of the words held back.</summary>
    /// <param name="index">Its place in <see cref="Held"/>; later ones move up.</param>
    public void Release(int index)
    {
        lock (_gate)
        {
            Action say = _held[index].Say;
            _held.RemoveAt(index);
            say();
        }
    }

    /// <summary>Ends every fault that lasts.</summary>
    public void Mend()
    {
        lock (_gate)
        {
            _lostAnswers = 0;
            _lossChance = _delayChance = _repeatChance = _loseUserChance = _delayUserChance = _loseRequestChance = _mixDiffsChance = 0;
            _rejections.Clear();
            _silent.Clear();
            _revoked.Clear();
            _dropDiffs.Clear();
            _refused = null;
            _isHeld = null;
            while (_held.Count > 0)
                Release(0);
            OnCutLimits?.Invoke(1);
        }

        IsInMaintenance = false;
        HideOrdersFor = MatchingDelay = TimeSpan.Zero;
    }

    /// <summary>The venue's clock steps to be that far ahead of the true time; below zero, behind it. Mending does not step it back.</summary>
    public void StepClock(TimeSpan ahead)
    {
        lock (_gate)
            OnStepClock?.Invoke(ahead);
    }

    /// <summary>Cuts client sockets.</summary>
    public void Disconnect(SocketKind kind = SocketKind.Any)
    {
        lock (_gate)
            OnDisconnect?.Invoke(kind);
    }

    /// <summary>Ends all listen keys at once.</summary>
    public void ExpireListenKeys()
    {
        lock (_gate)
            OnExpireListenKeys?.Invoke();
    }

    /// <summary>Cuts request and order limits to a share of themselves, above 0 to 1.</summary>
    public void CutLimits(double share)
    {
        lock (_gate)
            OnCutLimits?.Invoke(share);
    }

    /// <summary>The key of an account is no longer known, or is known again.</summary>
    public void RevokeKey(string account, bool isRevoked = true)
    {
        lock (_gate)
            _ = isRevoked ? _revoked.Add(account) : _revoked.Remove(account);
    }

    /// <summary>Silences the account when this request is the one whose answer is to be withheld: its effects must not be heard either.</summary>
    internal bool BeginWithholding(string method, string path, string? account)
    {
        if (_withheld is not { } wanted || wanted.Method != method || wanted.Path != path)
            return false;
        _muted = account;
        return true;
    }

    /// <summary>The request was handled; one that was refused is answered after all.</summary>
    internal void EndWithholding(bool tookEffect)
    {
        if (!tookEffect)
        {
            _muted = null;
            return;
        }

        Action? tell = _withheld?.OnWithheld;
        _withheld = null;
        tell?.Invoke();
    }

    internal bool IsFillHidden(string symbol, long tradeId) => _isFillHidden is { } isHidden && isHidden(symbol, tradeId);

    internal bool Holds(string? clientId) => clientId is not null && _isHeld is { } isHeld && isHeld(clientId);

    internal void Hold(string name, Action say) => _held.Add((name, say));

    internal bool IsMuted(string account) => _muted == account;

    internal void Unmute(string account)
    {
        if (IsMuted(account))
            _muted = null;
    }

    internal bool IsRevoked(string account) => _revoked.Contains(account);

    internal bool IsHidden(long createdMs, long nowMs) => nowMs - createdMs < HideOrdersFor.TotalMilliseconds;

    internal bool RepeatsUserEvent() => _repeatChance > 0 && _random.Chance(_repeatChance);

    internal bool LosesUserEvent() => _loseUserChance > 0 && _random.Chance(_loseUserChance);

    internal TimeSpan DelayOfUserEvent() =>
        _delayUserChance > 0 && _random.Chance(_delayUserChance) ? _delayUser * _random.NextDouble() : TimeSpan.Zero;

    internal bool LosesRequest() => _loseRequestChance > 0 && _random.Chance(_loseRequestChance);

    internal bool Refuses(SocketKind kind) => _refused is { } refused && (refused is SocketKind.Any || refused == kind);

    internal DiffFate TakeDiffFate() =>
        _mixDiffsChance > 0 && _random.Chance(_mixDiffsChance) ? (DiffFate)(1 + _random.Next(4)) : DiffFate.Sent;

    internal bool SwallowsDiff(string symbol)
    {
        if (_dropDiffs.TryGetValue(symbol, out int left) && left > 0)
        {
            _dropDiffs[symbol] = left - 1;
            return true;
        }

        return IsSilent(symbol);
    }

    internal bool IsSilent(string symbol) => _silent.Contains(symbol);

    internal ScriptedRejection? TakeRejection(string path) =>
        _rejections.TryPeek(out (string? Path, ScriptedRejection Rejection) next) && (next.Path is null || next.Path == path)
            ? _rejections.Dequeue().Rejection
            : null;

    internal AnswerFate TakeFate(string path)
    {
        bool isLost = _lossChance > 0 && _random.Chance(_lossChance);
        if (_lostAnswers > 0 && (_lostPath is null || _lostPath == path))
        {
            _lostAnswers--;
            isLost = true;
        }

        bool isLate = _delayChance > 0 && _random.Chance(_delayChance);
        return new AnswerFate(isLost, isLate ? _delay : TimeSpan.Zero);
    }
}

/// <summary>Which sockets a disconnect cuts.</summary>
public enum SocketKind : byte
{
    /// <summary>All of them.</summary>
    Any = 0,

    /// <summary>Market data.</summary>
    Market = 1,

    /// <summary>User streams.</summary>
    User = 2,

    /// <summary>Request and response.</summary>
    Orders = 3,
}

/// <summary>What happens to an answer on its way.</summary>
internal readonly record struct AnswerFate(bool IsLost, TimeSpan Delay);

/// <summary>What happens to a book diff on its way.</summary>
internal enum DiffFate : byte
{
    /// <summary>It is sent.</summary>
    Sent,

    /// <summary>It is not.</summary>
    Dropped,

    /// <summary>It is sent twice.</summary>
    Repeated,

    /// <summary>It is sent after the next one.</summary>
    Swapped,

    /// <summary>It is sent a while later, after others.</summary>
    Late,
}
