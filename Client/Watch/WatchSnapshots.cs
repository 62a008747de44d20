using System.Text;
using Quern.Client.Output;
using Quern.Client.Watch.Frames;

namespace Quern.Client.Watch;

/// <summary>The watch without a screen: plain frames below each other, one a second; or a single frame.</summary>
/// <param name="terminal">Where they go.</param>
/// <param name="session">What is drawn.</param>
/// <param name="time">The rhythm.</param>
public sealed class WatchSnapshots(Terminal terminal, WatchSession session, TimeProvider time)
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    /// <summary>Prints frames until cancelled.</summary>
    public async Task RunAsync(FrameSize size, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            session.Advance();
            await terminal.Out.WriteLineAsync(TextFrame.Plain(WatchLayout.Draw(session.State, size)));
            await terminal.Out.FlushAsync(cancellation);
            await Task.Delay(Rhythm, time, cancellation);
        }
    }

    /// <summary>Watches for a while, then prints one frame.</summary>
    /// <returns>The frame, for a picture of it.</returns>
    public async Task<Canvas> OnceAsync(FrameSize size, TimeSpan watchBefore, CancellationToken cancellation)
    {
        if (watchBefore > TimeSpan.Zero)
            await Task.Delay(watchBefore, time, cancellation);
        session.Advance();

        Canvas canvas = WatchLayout.Draw(session.State, size);
        await terminal.Out.WriteAsync(terminal.IsScreen ? Coloured(canvas) : TextFrame.Plain(canvas));
        await terminal.Out.FlushAsync(cancellation);
        return canvas;
    }

    private string Coloured(Canvas canvas)
    {
        var text = new StringBuilder();
        for (int row = 0; row < canvas.Rows; row++)
        {
            TextFrame.AppendRow(canvas, row, terminal.HasColours, text);
            text.AppendLine();
        }

        return text.ToString();
    }
}
