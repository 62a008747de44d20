using System.Numerics;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>One order, as what was asked and said about it tells.</summary>
internal sealed class PlainOrder(JournalEntry intended)
{
    private readonly HashSet<long> _cumulative = [0];
    private long _sizeStatedNs;
    private long _newestStamp;
    private bool _isKnownToHaveLived;

    public Side Side { get; } = intended.Side;

    public OrderState State { get; private set; } = OrderState.Sent;

    public BigInteger Size { get; private set; } = intended.Quantity.Lots;

    public Price Price { get; private set; } = intended.Price;

    /// <summary>The move that was asked for and neither happened nor was refused.</summary>
    public (Price Price, BigInteger Size, long ExpiresNs, long AskedAfter)? Move { get; private set; }

    /// <summary>Each trade once.</summary>
    public HashSet<(long Id, long Lots)> Trades { get; } = [];

    public BigInteger Traded => Trades.Aggregate(BigInteger.Zero, (sum, trade) => sum + trade.Lots);

    /// <summary>The most that anybody ever said.</summary>
    public BigInteger Filled => BigInteger.Max(Traded, _cumulative.Max());

    public bool HasEnded => State is OrderState.Denied or OrderState.Filled or OrderState.Cancelled or OrderState.Rejected or OrderState.Expired;

    private OrderState Resting => Filled > 0 ? OrderState.PartiallyFilled : OrderState.Acknowledged;

    public void Asked(in JournalEntry fact)
    {
        if (HasEnded)
            return;
        if (fact.Kind is JournalKind.OutcomeDoubted)
            State = OrderState.Unknown;
        else if (fact.Kind is JournalKind.AbsenceProven)
            End(_isKnownToHaveLived ? OrderState.Cancelled : OrderState.Rejected);
        else if (fact.Kind is JournalKind.CancelRequested && State is not OrderState.Unknown)
            State = OrderState.PendingCancel;
        else if (fact.Kind is JournalKind.ReplaceRequested)
            (State, Move) = (OrderState.PendingReplace, (fact.Price, fact.Quantity.Lots, fact.ExpiresNs, _newestStamp));
    }

    public void Said(in ExecutionReport report)
    {
        _cumulative.Add(report.Filled.Lots);
        bool namesMove = Move is { } asked && report.Price == asked.Price && report.Quantity.Lots == asked.Size;
        bool isNewest = report.Quantity.Lots > 0 && report.VenueTimeNs > _sizeStatedNs;
        BigInteger whole = report.IsFinal && report.Quantity.Lots > 0 ? report.Quantity.Lots : BigInteger.Max(Size, Move?.Size ?? 0);
        bool isWhole = Filled >= whole;
        bool isMoveOver = namesMove && (isNewest || report.Kind is ReportKind.Acknowledged or ReportKind.Replaced);
        // What was said before we asked is no answer.
        bool isOldRefusal = report.Kind is ReportKind.ReplaceRejected && Move is { } current && report.VenueTimeNs != 0 && report.VenueTimeNs <= current.AskedAfter;
        bool isMoveRefused = (report.Kind is ReportKind.ReplaceRejected && !isOldRefusal)
            || (report.Kind is ReportKind.Acknowledged && !namesMove && Move is { } late && report.VenueTimeNs > late.ExpiresNs && !isWhole && !report.IsFinal);
        // A trade may name new terms, but it is no answer to the question whether it was moved.
        bool doubtsMove = Move is not null && (report.Kind is ReportKind.Traded || (!isMoveOver && !isMoveRefused));
        bool answersMove = report.Kind is not ReportKind.Traded && !doubtsMove;

        if (isNewest || isMoveOver)
        {
            (Price, Size) = (report.Price.Ticks != 0 ? report.Price : Price, report.Quantity.Lots);
            _sizeStatedNs = Math.Max(_sizeStatedNs, report.VenueTimeNs);
        }

        if (isMoveOver || isMoveRefused)
            Move = null;
        _newestStamp = Math.Max(_newestStamp, report.VenueTimeNs);
        if (!HasEnded && !isOldRefusal)
            State = Next(report, isWhole, doubtsMove, answersMove);
        _isKnownToHaveLived |= report.Kind is not (ReportKind.Rejected or ReportKind.CancelRejected or ReportKind.ReplaceRejected);
        if (HasEnded)
            Move = null;
    }

    private OrderState Next(in ExecutionReport report, bool isWhole, bool doubtsMove, bool answersMove)
    {
        switch (report.Kind)
        {
            case ReportKind.NotSent:
                return OrderState.Denied;
            case ReportKind.Cancelled:
                return OrderState.Cancelled;
            case ReportKind.Expired:
                return OrderState.Expired;
            case ReportKind.Rejected:
                return Filled > 0 ? OrderState.Cancelled : OrderState.Rejected;
            case ReportKind.ReplaceRejected when Filled >= Size:
                return OrderState.Filled;
            case ReportKind.CancelRejected or ReportKind.ReplaceRejected when report.Reason is Reason.UnknownOrder:
                return OrderState.Unknown;
            case ReportKind.CancelRejected:
                return State is OrderState.PendingCancel ? Resting : State;
            case ReportKind.ReplaceRejected:
                return State is OrderState.PendingReplace or OrderState.Unknown ? Resting : State;
            case ReportKind.Acknowledged or ReportKind.Traded when isWhole:
                return OrderState.Filled;
        }

        // It lives. Whether it was moved, or is being taken back, is another question.
        return State switch
        {
            OrderState.PendingCancel => State,
            OrderState.PendingReplace => answersMove ? Resting : State,
            OrderState.Unknown => doubtsMove ? State : Resting,
            _ => Resting,
        };
    }

    private void End(OrderState how) => (State, Move) = (how, null);
}
