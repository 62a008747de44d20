using System.Text;
using System.Threading.Channels;
using Quern.Client.Output;
using Quern.Client.Watch.Frames;

namespace Quern.Client.Watch;

/// <summary>The watch on a screen: the whole frame at once, at most ten a second, until a key or a signal ends it.</summary>
/// <param name="terminal">The screen and its keys.</param>
/// <param name="session">What is drawn.</param>
/// <param name="time">The rhythm.</param>
public sealed class WatchScreen(Terminal terminal, WatchSession session, TimeProvider time)
{
    // The other screen without cursor and line wrap; and everything back as it was.
    private const string Enter = "\e[?1049h\e[?25l\e[?7l\e[2J";
    private const string Leave = "\e[0m\e[?7h\e[?25h\e[?1049l";

    // Between these two a terminal that knows them shows nothing half drawn; others ignore them.
    private const string BeginFrame = "\e[?2026h\e[H";
    private const string EndFrame = "\e[J\e[?2026l";

    private static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until <c>q</c> or until cancelled; the terminal is as before in any case.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        ChannelReader<ConsoleKeyInfo> keys = terminal.ListenForKeys();
        await terminal.Out.WriteAsync(Enter);
        try
        {
            await DrawUntilQuitAsync(keys, cancellation);
        }
        finally
        {
            await terminal.Out.WriteAsync(Leave);
            await terminal.Out.FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>A frame as the bytes of one write.</summary>
    public static string Paint(Canvas canvas, bool hasColours)
    {
        var text = new StringBuilder(BeginFrame);
        for (int row = 0; row < canvas.Rows; row++)
        {
            TextFrame.AppendRow(canvas, row, hasColours, text);
            text.Append(row < canvas.Rows - 1 ? "\e[K\r\n" : "\e[K");
        }

        return text.Append(EndFrame).ToString();
    }

    private async Task DrawUntilQuitAsync(ChannelReader<ConsoleKeyInfo> keys, CancellationToken cancellation)
    {
        (WatchState? State, FrameSize Size) drawn = default;
        while (!cancellation.IsCancellationRequested)
        {
            session.Advance();
            while (keys.TryRead(out ConsoleKeyInfo key))
            {
                if (!await session.PressAsync(key))
                    return;
            }

            FrameSize size = terminal.Size;
            if (!ReferenceEquals(drawn.State, session.State) || drawn.Size != size)
            {
                await terminal.Out.WriteAsync(Paint(WatchLayout.Draw(session.State, size), terminal.HasColours));
                await terminal.Out.FlushAsync(cancellation);
                drawn = (session.State, size);
            }

            await Task.Delay(Rhythm, time, cancellation);
        }
    }
}
