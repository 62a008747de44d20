using Microsoft.Extensions.Logging.Abstractions;
using Quern.Connectors.Exchange;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Orders;

namespace Quern.Grains.Tests.Orders;

[Trait("Category", "unit")]
public sealed class OrderConnectionTests
{
    private readonly List<string> _heard = [];
    private readonly Queue<TaskCompletionSource> _calls = new();
    private readonly OrderConnection _connection;

    public OrderConnectionTests()
    {
        _connection = new("v:a", null!, Hear, 1, NullLogger.Instance, limit: 4);
        _connection.OnOrderStream(ConnectionState.Ready, "up");
    }

    [Fact]
    public void Words_arrive_in_order()
    {
        Say(1, 2);
        Finish();

        Assert.Equal(["ready", "1 2"], _heard);
    }

    [Fact]
    public void A_queue_that_overflows_leads_to_a_reconciliation_behind_what_was_kept()
    {
        Say(1, 2, 3, 4, 5, 6);
        Finish();
        Say(7);
        Finish();

        Assert.Equal(["ready", "1 2 3 4 broken ready", "7"], _heard);
    }

    [Fact]
    public void A_call_that_failed_leads_to_a_reconciliation()
    {
        Say(1, 2);
        _calls.Dequeue().SetResult();
        _calls.Dequeue().SetException(new TimeoutException("late"));
        Finish();

        Assert.Equal(["ready", "1 2", "broken broken ready"], _heard);
    }

    [Fact]
    public void A_stream_that_is_down_is_not_told_to_be_ready()
    {
        _connection.OnOrderStream(ConnectionState.Connecting, "down");
        Say(1, 2, 3, 4);
        Finish();

        Assert.Equal(["ready", "broken 1 2 3 broken"], _heard);
    }

    private void Say(params long[] trades)
    {
        foreach (long trade in trades)
            _connection.OnReport(new() { Kind = ReportKind.Traded, Id = default, Instrument = default, TradeId = trade });
    }

    private void Finish()
    {
        while (_calls.TryDequeue(out TaskCompletionSource? call))
            call.SetResult();
    }

    private Task Hear(ReportBatch batch)
    {
        var words = new List<string>();
        for (int index = 0; index <= batch.Count; index++)
        {
            words.AddRange(batch.Changes.Where(change => change.Before == index).Select(change => change.IsReady ? "ready" : "broken"));
            if (index < batch.Count)
                words.Add($"{batch.Reports[index].TradeId}");
        }

        _heard.Add(string.Join(' ', words));
        var call = new TaskCompletionSource();
        _calls.Enqueue(call);
        return call.Task;
    }
}
