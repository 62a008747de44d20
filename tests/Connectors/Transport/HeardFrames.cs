using System.Text;
using System.Threading.Channels;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Tests.Transport;

/// <summary>Writes down what a handler hears, and notices calls that overlap.</summary>
internal sealed class HeardFrames : IWebSocketHandler
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _frames = Channel.CreateUnbounded<string>();
    private int _inside;

    public Action? WhenFrame { get; set; }

    public Action? WhenClosed { get; set; }

    public int Opens { get; private set; }

    public int Closes { get; private set; }

    public bool Overlapped { get; private set; }

    public long LastReceiveTimeNs { get; private set; }

    public Task Opened => _opened.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public Task<string> Closed => _closed.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public Task<string> NextFrame() => _frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public void OnOpened()
    {
        Enter();
        Opens++;
        _opened.TrySetResult();
        Leave();
    }

    public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        Enter();
        LastReceiveTimeNs = receiveTimeNs;
        _frames.Writer.TryWrite(Encoding.UTF8.GetString(frame));
        Leave();
        WhenFrame?.Invoke();
    }

    public void OnClosed(string detail)
    {
        Enter();
        Closes++;
        WhenClosed?.Invoke();
        _closed.TrySetResult(detail);
        Leave();
    }

    private void Enter() => Overlapped |= Interlocked.Increment(ref _inside) != 1;

    private void Leave() => Interlocked.Decrement(ref _inside);
}
