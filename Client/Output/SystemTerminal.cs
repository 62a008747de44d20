using System.Text;
using System.Threading.Channels;
using Spectre.Console;

namespace Quern.Client.Output;

/// <summary>The terminal this process was started in.</summary>
public sealed class SystemTerminal : Terminal, IDisposable
{
    private readonly Encoding _encodingBefore = Console.OutputEncoding;

    /// <summary>Sets the output to UTF-8, which frames and bars need.</summary>
    public SystemTerminal()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        // Spectre's detection also switches a Windows console to ANSI sequences.
        IsScreen = !Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable("TERM") is not "dumb"
            && AnsiConsole.Profile.Capabilities.Ansi;
        HasColours = IsScreen && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
    }

    /// <inheritdoc/>
    public override TextWriter Out => Console.Out;

    /// <inheritdoc/>
    public override TextWriter Error => Console.Error;

    /// <inheritdoc/>
    public override bool IsScreen { get; }

    /// <inheritdoc/>
    public override bool HasColours { get; }

    /// <inheritdoc/>
    public override FrameSize Size => IsScreen && Console.WindowWidth > 0 && Console.WindowHeight > 0
        ? new(Console.WindowWidth, Console.WindowHeight)
        : FrameSize.Classic;

    /// <inheritdoc/>
    public override ChannelReader<ConsoleKeyInfo> ListenForKeys()
    {
        var keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
        if (Console.IsInputRedirected)
        {
            keys.Writer.Complete();
            return keys.Reader;
        }

        // A blocking read keeps the echo off; polling KeyAvailable would let typed keys appear on the frame between two polls.
        new Thread(() => ReadKeys(keys.Writer)) { IsBackground = true, Name = "keys" }.Start();
        return keys.Reader;
    }

    private static void ReadKeys(ChannelWriter<ConsoleKeyInfo> keys)
    {
        try
        {
            while (keys.TryWrite(Console.ReadKey(intercept: true)))
            {
            }
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            // The keyboard went away with its window: the frame goes on without keys.
            keys.TryComplete();
        }
    }

    /// <summary>Gives the terminal its encoding back.</summary>
    public void Dispose() => Console.OutputEncoding = _encodingBefore;
}
