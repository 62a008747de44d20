using Quern.Connectors.Simulated.Wire;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>One market stream with those who listen to it.</summary>
internal class StreamChannel(StreamName name)
{
    private readonly List<(MarketStreamSocket Socket, string Spelling)> _listeners = [];

    public StreamName Name => name;

    public bool IsEmpty => _listeners.Count == 0;

    public void Add(MarketStreamSocket socket, string spelling) => _listeners.Add((socket, spelling));

    public void Remove(MarketStreamSocket socket) => _listeners.RemoveAll(listener => listener.Socket == socket);

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
