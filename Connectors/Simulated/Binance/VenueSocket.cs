using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The venue's end of one client socket. It takes the venue's lock for whatever comes from outside.</summary>
internal abstract class VenueSocket(VenueCore core, IWebSocketConnection client, SocketKind kind) : IWebSocketHandler
{
    private ITimer? _life;
    private bool _isGone;

    public SocketKind Kind => kind;

    public bool IsOpen { get; private set; }

    /// <summary>Hears the end, once; set by whoever keeps the list of sockets.</summary>
    public Action<VenueSocket>? OnGone { get; set; }

    public void Live(TimeSpan life) => _life = core.Clock.Every(core.Gate, life, Timeout.InfiniteTimeSpan, Cut);

    public void OnOpened()
    {
        lock (core.Gate)
            IsOpen = !_isGone;
    }

    public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        lock (core.Gate)
        {
            if (IsOpen)
                Read(frame);
        }
    }

    public void OnClosed(string detail)
    {
        lock (core.Gate)
            End();
    }

    /// <summary>Sends a frame; a client that does not keep up is cut, because a hole in its stream would be a lie.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        if (IsOpen && !client.TrySend(frame))
            Cut();
    }

    public void Cut()
    {
        End();
        client.Close();
    }

    protected abstract void Read(ReadOnlySpan<byte> frame);

    private void End()
    {
        IsOpen = false;
        _isGone = true;
        _life?.Dispose();
        OnGone?.Invoke(this);
        OnGone = null;
    }
}
