using System.Text;
using Quern.Connectors.Transport;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>A client behind a network: keeps what it hears.</summary>
internal sealed class NetworkEar : IWebSocketHandler
{
    public bool IsOpened { get; private set; }

    public List<(long TimeNs, string Text)> Frames { get; } = [];

    public List<string> Closes { get; } = [];

    public Action<string>? OnText { get; set; }

    public void OnOpened() => IsOpened = true;

    public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        string text = Encoding.UTF8.GetString(frame);
        Frames.Add((receiveTimeNs, text));
        OnText?.Invoke(text);
    }

    public void OnClosed(string detail) => Closes.Add(detail);
}
