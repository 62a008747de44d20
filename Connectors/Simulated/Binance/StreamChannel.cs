using Quern.Connectors.Simulated.Wire;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>One market stream with those who listen to it.</summary>
internal class StreamChannel(StreamName name)
{
    private readonly List<(MarketStreamSocket Socket, string Spelling)> _listeners = [];

    public StreamName Name => name;

    public int Listeners => _listeners.Count;

    public bool IsEmpty => _listeners.Count == 0;

    public void Add(MarketStreamSocket socket, string spelling) => _listeners.Add((socket, spelling));

    public void Remove(MarketStreamSocket socket) => _listeners.RemoveAll(listener => listener.Socket == socket);

    public bool HasListener => _listeners.Exists(listener => listener.Socket.IsOpen);

    /// <summary>Sends an event that was written elsewhere, as it is, to every listener whom another channel did not serve.</summary>
    public void Relay(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> wrapped, JsonFrame wrapper, StreamChannel? served)
    {
        for (int index = _listeners.Count - 1; index >= 0; index--)
        {
            (MarketStreamSocket socket, string spelling) = _listeners[index];
            if (served is not null && served._listeners.Exists(listener => listener.Socket == socket))
                continue;
            if (socket.IsCombined && wrapped.IsEmpty)
                Wrap(frame, wrapper, spelling);
            socket.Send(!socket.IsCombined ? frame : wrapped.IsEmpty ? wrapper.Bytes : wrapped);
        }
    }

    /// <summary>Sends one event to every listener, wrapped with the stream's name for those who asked for it so.</summary>
    public void Publish(ReadOnlySpan<byte> frame, JsonFrame wrapper)
    {
        string? wrapped = null;

        // By index and backwards: a listener that cannot keep up is cut, and leaves the list while it is walked.
        for (int index = _listeners.Count - 1; index >= 0; index--)
        {
            (MarketStreamSocket socket, string spelling) = _listeners[index];
            if (!socket.IsCombined)
            {
                socket.Send(frame);
                continue;
            }

            if (wrapped != spelling)
                Wrap(frame, wrapper, wrapped = spelling);
            socket.Send(wrapper.Bytes);
        }
    }

    /// <summary>Lets go of timers.</summary>
    public virtual void Close()
    {
    }

    private static void Wrap(ReadOnlySpan<byte> frame, JsonFrame wrapper, string spelling)
    {
        var json = wrapper.Start();
        json.WriteStartObject();
        json.WriteString("stream"u8, spelling);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(frame, skipInputValidation: true);
        json.WriteEndObject();
    }
}
