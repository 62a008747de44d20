namespace Quern.Connectors.Binance;

/// <summary>
/// What may still be sent within the venue's limits: weight per minute and address, orders per ten seconds and per minute and account.
/// Counted by us as things leave, corrected upwards by what the venue reports. A refusal costs nothing; the venue's would cost a ban.
/// </summary>
/// <remarks>The windows are aligned to the venue's clock. Safe from any thread.</remarks>
internal sealed class RateBudget(BinanceClock clock, double share)
{
    private readonly Lock _gate = new();
    private Window _weight = new(60_000, 2400);
    private Window _ordersTenSeconds = new(10_000, 300);
    private Window _ordersMinute = new(60_000, 1200);
    private long _stoppedUntilMs;
    private long _bannedUntilMs;

    /// <summary>Takes an order or a replacement: one of each order window.</summary>
    public bool TryTakeOrder()
    {
        lock (_gate)
        {
            long nowMs = clock.TimestampMs;
            if (nowMs < _stoppedUntilMs || !_ordersTenSeconds.HasRoom(nowMs, 1, share) || !_ordersMinute.HasRoom(nowMs, 1, share))
                return false;
            _ordersTenSeconds.Take(nowMs, 1);
            _ordersMinute.Take(nowMs, 1);
            return true;
        }
    }

    /// <summary>Takes a cancel: weight 1, from the part that nothing else may use. Only a ban stops it.</summary>
    public bool TryTakeCancel() => TryTakeWeight(1, isCancel: true);

    /// <summary>Takes a query of that weight.</summary>
    public bool TryTakeQuery(int weight) => TryTakeWeight(weight, isCancel: false);

    /// <summary>The venue's limits, from <c>exchangeInfo</c> or a reply. Unknown windows are ignored.</summary>
    public void SetLimit(bool isOrders, long windowMs, long limit)
    {
        if (limit <= 0)
            return;
        lock (_gate)
        {
            if (!isOrders && windowMs == _weight.LengthMs)
                _weight.Limit = limit;
            else if (isOrders && windowMs == _ordersTenSeconds.LengthMs)
                _ordersTenSeconds.Limit = limit;
            else if (isOrders && windowMs == _ordersMinute.LengthMs)
                _ordersMinute.Limit = limit;
        }
    }

    /// <summary>What the venue counted. Ours stays when it is higher: what is in flight is not yet in the venue's figure.</summary>
    public void Report(bool isOrders, long windowMs, long used)
    {
        lock (_gate)
        {
            long nowMs = clock.TimestampMs;
            if (!isOrders && windowMs == _weight.LengthMs)
                _weight.Raise(nowMs, used);
            else if (isOrders && windowMs == _ordersTenSeconds.LengthMs)
                _ordersTenSeconds.Raise(nowMs, used);
            else if (isOrders && windowMs == _ordersMinute.LengthMs)
                _ordersMinute.Raise(nowMs, used);
        }
    }

    /// <summary>The venue said stop (429): nothing but cancels leaves for that long. At a ban (418) nothing at all.</summary>
    public void Stop(TimeSpan wait, bool isBan)
    {
        lock (_gate)
        {
            long untilMs = clock.TimestampMs + (long)wait.TotalMilliseconds;
            _stoppedUntilMs = Math.Max(_stoppedUntilMs, untilMs);
            if (isBan)
                _bannedUntilMs = Math.Max(_bannedUntilMs, untilMs);
        }
    }

    /// <summary>Weight used and allowed in the current minute.</summary>
    public (long Used, long Limit) Weight
    {
        get
        {
            lock (_gate)
                return (_weight.UsedAt(clock.TimestampMs), _weight.Limit);
        }
    }

    private bool TryTakeWeight(int weight, bool isCancel)
    {
        lock (_gate)
        {
            long nowMs = clock.TimestampMs;
            if (nowMs < (isCancel ? _bannedUntilMs : _stoppedUntilMs) || !_weight.HasRoom(nowMs, weight, isCancel ? 1 : share))
                return false;
            _weight.Take(nowMs, weight);
            return true;
        }
    }

    private struct Window(long lengthMs, long limit)
    {
        private long _index;
        private long _used;

        public long LengthMs { get; } = lengthMs;

        public long Limit { get; set; } = limit;

        public bool HasRoom(long nowMs, long amount, double part) => UsedAt(nowMs) + amount <= (long)(Limit * part);

        public void Take(long nowMs, long amount) => _used = UsedAt(nowMs) + amount;

        public void Raise(long nowMs, long used) => _used = Math.Max(UsedAt(nowMs), used);

        public long UsedAt(long nowMs)
        {
            long index = nowMs / LengthMs;
            if (index != _index)
                (_index, _used) = (index, 0);
            return _used;
        }
    }
}
