using Quern.Domain.Fencing;
using Quern.Domain.Instruments;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

public sealed partial class OrderManager
{
    /// <summary>Judges an intent by everything known now.</summary>
    private Verdict Judge(TradedInstrument traded, in OrderIntent intent, long nowNs)
    {
        var view = new RiskView
        {
            IsKilled = IsKilled, IsReady = IsReady, Limits = traded.Limits, Touch = traded.Touch, BookTimeNs = traded.BookTimeNs,
            MarkTicks = traded.MarkTicks, Exposure = traded.Exposure, Own = traded.Live, OpenOnAccount = Orders.LiveCount,
            Equity = _equity, EquityTimeNs = _equityTimeNs, NowNs = nowNs,
        };
        Verdict verdict = _risk.Check(intent, view);
        return verdict.IsAccepted ? CheckOwnership(intent, nowNs) : verdict;
    }

    private Verdict CheckOwnership(in OrderIntent intent, long nowNs)
    {
        if (IsStopped)
            return new(DenyReason.Stopped, 0, 1);
        if (nowNs >= _leaseEndsNs)
            return new(DenyReason.LeaseLapsed, _leaseEndsNs, nowNs);
        if (!_journal.AcceptsIntents)
            return new(DenyReason.JournalBehind, 0, 1);
        if (_state.Sequence == uint.MaxValue)
            return new(DenyReason.TooManyOrders, uint.MaxValue, (long)uint.MaxValue + 1);
        return Orders.IsFull && intent.Replaces is null
            ? new(DenyReason.TooManyOrders, _settings.MaxLiveOrders, _settings.MaxLiveOrders + 1L)
            : Verdict.Accept;
    }

    /// <summary>Journals and sends an accepted order.</summary>
    /// <returns>Its id, and whether the connection took it.</returns>
    private SubmitResult Place(TradedInstrument traded, in OrderCommand command, bool isQuote, long nowNs)
    {
        var id = ClientOrderId.Create(_settings.AccountNumber, Epoch, _state.Sequence + 1);
        var entry = new JournalEntry
        {
            Kind = JournalKind.OrderIntended, TimeNs = nowNs, Epoch = Epoch, Id = id, Instrument = command.Instrument,
            Strategy = command.Strategy, Side = command.Side, Type = command.Type, TimeInForce = command.TimeInForce,
            PostOnly = command.PostOnly, ReduceOnly = command.ReduceOnly, IsQuote = isQuote, CommandKey = command.Key,
            Price = command.Price, Quantity = command.Quantity, ExpiresNs = ExpiryFrom(nowNs),
        };
        if (!Record(entry, out Effect effect))
            return new(default, new(DenyReason.JournalBehind, 0, 1), false);

        _statistics.Intended++;
        _risk.CountSent(nowNs);
        GatewayOutcome outcome = _gateway.Place(
            new(id, traded.Definition, command.Side, command.Type, command.TimeInForce, command.PostOnly, command.ReduceOnly,
                command.Price, command.Quantity),
            entry.ExpiresNs);
        if (outcome is not GatewayOutcome.Sent)
            return new(id, TakeBackUnsent(effect.Order!, outcome, nowNs), false);

        _statistics.Sent++;
        _observer.OnOrderEvent(effect.Order!, OrderState.Intended);
        return new(id, Verdict.Accept, false);
    }

    /// <summary>The connection proves that nothing left: the one end that needs no venue.</summary>
    private Verdict TakeBackUnsent(Order order, GatewayOutcome outcome, long nowNs)
    {
        var report = new ExecutionReport
        {
            Kind = ReportKind.NotSent, Id = order.Id, Instrument = order.Instrument.Id, Side = order.Side, IsFinal = true,
            Reason = outcome is GatewayOutcome.Throttled ? Reason.RateLimited : Reason.Transport, ReceiveTimeNs = nowNs,
        };
        if (Record(new() { Kind = JournalKind.ReportReceived, TimeNs = nowNs, Report = report }, out Effect effect))
            Settle(effect, report, nowNs);
        return new(outcome is GatewayOutcome.Throttled ? DenyReason.Throttled : DenyReason.NotSent, 0, 1);
    }

    /// <summary>Journals and sends a replace of a resting order.</summary>
    private void Move(Order order, Price price, Quantity total, long nowNs)
    {
        var entry = new JournalEntry
        {
            Kind = JournalKind.ReplaceRequested, TimeNs = nowNs, Id = order.Id, Price = price, Quantity = total, ExpiresNs = ExpiryFrom(nowNs),
        };
        if (!Record(entry, out Effect effect))
            return;

        _risk.CountSent(nowNs);
        GatewayOutcome outcome = _gateway.Replace(new(order.Id, order.Instrument, order.Side, price, total), entry.ExpiresNs);
        if (outcome is GatewayOutcome.Sent)
        {
            _statistics.ReplacesSent++;
            _observer.OnOrderEvent(order, effect.Before);
            return;
        }

        var report = new ExecutionReport
        {
            Kind = ReportKind.ReplaceRejected, Id = order.Id, Instrument = order.Instrument.Id, Side = order.Side,
            Reason = Reason.Transport, ReceiveTimeNs = nowNs,
        };
        if (Record(new() { Kind = JournalKind.ReportReceived, TimeNs = nowNs, Report = report }, out effect))
            Settle(effect, report, nowNs);
    }

    /// <summary>Journals and sends a cancel; when the connection does not take it, the timers try again.</summary>
    private void Cancel(Order order, long nowNs)
    {
        if (!Record(new() { Kind = JournalKind.CancelRequested, TimeNs = nowNs, Id = order.Id }, out Effect effect))
            return;

        GatewayOutcome outcome = _gateway.Cancel(new(order.Id, order.Instrument, order.VenueOrderId));
        bool isSent = outcome is GatewayOutcome.Sent;
        _statistics.CancelsSent += isSent ? 1 : 0;
        order.NextTryNs = nowNs + (isSent ? _settings.RetryAfterNs : _settings.ResendAfterNs);
        if (effect.IsNews)
            _observer.OnOrderEvent(order, effect.Before);
    }

    private long ExpiryFrom(long nowNs) => RequestExpiry.At(nowNs, _settings.RequestWindowNs, _leaseEndsNs);

    private void Deny(in OrderCommand wanted, in Verdict verdict, long nowNs)
    {
        _statistics.Denied++;
        if (_settings.JournalDenials)
        {
            Record(new()
            {
                Kind = JournalKind.Denied, TimeNs = nowNs, Instrument = wanted.Instrument, Strategy = wanted.Strategy, Side = wanted.Side,
                Price = wanted.Price, Quantity = wanted.Quantity, Verdict = verdict,
            }, out _);
        }

        _observer.OnDenied(new(
            wanted.Strategy, wanted.Instrument, wanted.Side, wanted.Price, wanted.Quantity, wanted.Key, verdict, nowNs));
    }
}
