using System.Threading.Channels;
using Quern.Client.Commands;
using Quern.Client.Output;

namespace Quern.Client.Tests.Silo;

/// <summary>A terminal in memory: what was printed can be read while the console still runs.</summary>
public sealed class TestTerminal(bool isScreen = false) : Terminal
{
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
    private readonly CancellationTokenSource _interrupt = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public override TextWriter Out => TextWriter.Synchronized(_out);

    public override TextWriter Error => TextWriter.Synchronized(_error);

    public override bool IsScreen => isScreen;

    public override bool HasColours => isScreen;

    public override FrameSize Size => Window;

    public FrameSize Window { get; set; } = FrameSize.Classic;

    public string Printed => _out.ToString();

    public string Complained => _error.ToString();

    public override ChannelReader<ConsoleKeyInfo> ListenForKeys() => _keys.Reader;

    public void Press(char letter) => _keys.Writer.TryWrite(new(letter, default, shift: false, alt: false, control: false));

    public void Press(ConsoleKey key) => _keys.Writer.TryWrite(new('\0', key, shift: false, alt: false, control: false));

    /// <summary>Runs the console in these surroundings, with the key that the stand-in wants unless another home is named.</summary>
    public Task<int> RunAsync(string? url, string home, params string[] args) => CommandLine.RunAsync(
        args,
        new(this, name => name switch { "QUERN_URL" => url, "QUERN_HOME" => home, _ => null }, TimeProvider.System),
        _interrupt.Token);

    /// <summary>What Ctrl-C does.</summary>
    public void Interrupt() => _interrupt.Cancel();

    /// <summary>Waits until something was printed.</summary>
    public async Task UntilAsync(Func<string, bool> isThere)
    {
        for (int attempt = 0; attempt < 600; attempt++)
        {
            if (isThere(Printed))
                return;
            await Task.Delay(50);
        }

        Assert.Fail($"Not printed within 30 s. The end of what was: {Printed[^Math.Min(4000, Printed.Length)..]}\n{Complained}");
    }
}
