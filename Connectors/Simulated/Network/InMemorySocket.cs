using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated.Network;

/// <summary>One web socket between a client here and the venue there: two ends, two lines. Each handler hears one close, last.</summary>
internal sealed class InMemorySocket
{
    private readonly InMemoryNetwork _network;
    private readonly IVenueServer _venue;
    private readonly Uri _address;
    private readonly IWebSocketHandler _clientHandler;
    private readonly End _client;
    private readonly End _server;
    private readonly DelayLine _toServer;
    private readonly DelayLine _toClient;
    private IWebSocketHandler? _serverHandler;
    private bool _isClientDead;

    public InMemorySocket(InMemoryNetwork network, IVenueServer venue, TimeProvider time, Uri address, IWebSocketHandler handler)
    {
        _network = network;
        _venue = venue;
        _address = address;
        _clientHandler = handler;
        _toServer = new DelayLine(network, time, AtServer);
        _toClient = new DelayLine(network, time, AtClient);
        _client = new End(this, _toServer, _toClient);
        _server = new End(this, _toClient, _toServer);
    }

    public IWebSocketConnection Client => _client;

    public bool IsOver => _client.IsClosed && _server.IsClosed;

    /// <summary>Sends the handshake on its way.</summary>
    public void Start() => _toServer.Post(new Parcel(ParcelKind.Open, null, 0, null));

    /// <summary>The way breaks: what is under way is lost, and both ends hear of it.</summary>
    public void Break(string detail)
    {
        _toServer.Clear();
        _toClient.Clear();
        _toServer.Post(new Parcel(ParcelKind.Close, null, 0, detail));
        _toClient.Post(new Parcel(ParcelKind.Close, null, 0, detail));
    }

    /// <summary>The client's process is gone: nothing reaches it any more, what it sent arrives, then the venue sees the close.</summary>
    public void Kill()
    {
        _isClientDead = true;
        _client.IsOpen = false;
        _client.IsClosed = true;
        _toClient.Clear();
        _toServer.Post(new Parcel(ParcelKind.Close, null, 0, "the peer is gone"));
    }

    public void Resume()
    {
        _toServer.Resume();
        _toClient.Resume();
    }

    private void AtServer(Parcel parcel)
    {
        try
        {
            if (parcel.Kind is ParcelKind.Open)
                Accept();
            else if (parcel.Kind is ParcelKind.Close)
                CloseServer(parcel.Detail!);
            else if (_server.IsOpen)
                _serverHandler!.OnFrame(parcel.Frame, _network.NowNs);
        }
        catch (Exception failure)
        {
            _server.Close(FailureText(failure));
        }
    }

    private void Accept()
    {
        _server.IsOpen = true;
        _serverHandler = _venue.Accept(_address, _server);
        if (_serverHandler is null)
        {
            _server.IsOpen = false;
            _server.IsClosed = true;
            _toClient.Post(new Parcel(ParcelKind.Close, null, 0, $"the venue refused {_address.AbsolutePath}"));
            return;
        }

        _toClient.Post(new Parcel(ParcelKind.Open, null, 0, null));
        _serverHandler.OnOpened();
    }

    private void AtClient(Parcel parcel)
    {
        if (_isClientDead)
            return;
        try
        {
            if (parcel.Kind is ParcelKind.Close)
                CloseClient(parcel.Detail!);
            else if (parcel.Kind is ParcelKind.Open)
                OpenClient();
            else if (_client.IsOpen)
                _clientHandler.OnFrame(parcel.Frame, _network.NowNs);
        }
        catch (Exception failure)
        {
            _client.Close(FailureText(failure));
        }
    }

    private void OpenClient()
    {
        if (_client.IsClosing)
            return;
        _client.IsOpen = true;
        _clientHandler.OnOpened();
    }

    private void CloseServer(string detail)
    {
        _server.IsOpen = false;
        if (_server.IsClosed)
            return;
        _server.IsClosed = true;
        _serverHandler?.OnClosed(detail);
        LeaveWhenOver();
    }

    private void CloseClient(string detail)
    {
        _client.IsOpen = false;
        if (_client.IsClosed)
            return;
        _client.IsClosed = true;
        _clientHandler.OnClosed(detail);
        LeaveWhenOver();
    }

    // The contract of the transport: a handler that throws closes its own connection.
    private static string FailureText(Exception failure) => $"its handler failed: {failure.GetType().Name}: {failure.Message}";

    private void LeaveWhenOver()
    {
        if (!IsOver)
            return;
        _network.Forget(this);
        _toServer.Dispose();
        _toClient.Dispose();
    }

    private sealed class End(InMemorySocket socket, DelayLine outgoing, DelayLine incoming) : IWebSocketConnection
    {
        public bool IsOpen { get; set; }

        public bool IsClosing { get; private set; }

        public bool IsClosed { get; set; }

        public bool TrySend(ReadOnlySpan<byte> frame) =>
            IsOpen && outgoing.Post(Parcel.OfFrame(frame), socket._network.Options.FramesUnderWay);

        public void Close() => Close("closed");

        public void Close(string detail)
        {
            if (IsClosing || IsClosed)
                return;
            IsClosing = true;
            IsOpen = false;
            outgoing.Post(new Parcel(ParcelKind.Close, null, 0, "closed by the peer"));
            incoming.Post(new Parcel(ParcelKind.Close, null, 0, detail));
        }
    }
}
