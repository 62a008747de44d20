using Quern.Connectors.Simulated.Binance;
using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>
/// Answers requests for the book with the recorded snapshots, word for word and at their own time: all who wait get the next one; one that
/// came when nobody waited is kept for the next request. Each is given out once, because to a later request it would be a stale book.
/// </summary>
internal sealed class RecordedSnapshots(VenueCore core)
{
    // Who asked longer ago may have given up meanwhile, and will ask again.
    private const long PatienceMs = 5_000;
    private readonly List<(long SinceMs, Action<EndpointReply> Answer)> _waiting = [];
    private byte[]? _kept;

    public void OnRequest(EndpointCall call, Action<EndpointReply> answer)
    {
        BinanceError error = OrderReader.ReadMarket(core, call.Parameters, out _);
        if (!error.IsNone)
        {
            answer(EndpointReply.Refused(error));
        }
        else if (_kept is { } snapshot)
        {
            _kept = null;
            answer(new EndpointReply(default, snapshot));
        }
        else
        {
            _waiting.Add((call.NowMs, answer));
        }
    }

    public void OnSnapshot(ReadOnlySpan<byte> json)
    {
        byte[] snapshot = json.ToArray();
        long oldestMs = core.Clock.NowMs - PatienceMs;
        _kept = _waiting.Exists(request => request.SinceMs >= oldestMs) ? null : snapshot;
        (long SinceMs, Action<EndpointReply> Answer)[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach ((_, Action<EndpointReply> answer) in waiting)
            answer(new EndpointReply(default, snapshot));
    }
}
