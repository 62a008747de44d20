using System.CommandLine;
using Quern.Client.Api;
using Quern.Client.Output;
using Quern.Client.Watch;
using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Commands;

/// <summary>The verb <c>watch</c>: the live view.</summary>
public sealed class WatchVerb
{
    private readonly AttachedOptions _options;
    private readonly Surroundings _around;
    private readonly Option<string> _instrument = new("--instrument")
    {
        Description = "Whose book to show; the silo's first one when left out",
        DefaultValueFactory = _ => "",
        HelpName = "ID",
    };
    private readonly Option<bool> _once = new("--once") { Description = "Print one frame and end" };
    private readonly Option<string> _size = new("--size")
    {
        Description = "Columns and rows of a frame that is not on a screen, or of the one frame",
        HelpName = "120x40",
    };
    private readonly Option<double> _after = new("--after")
    {
        Description = "With --once: watch so many seconds first, so that the chart has something to show",
        HelpName = "SECONDS",
    };
    private readonly Option<FileInfo> _svg = new("--svg") { Description = "With --once: also write the frame as a picture", HelpName = "FILE" };

    private WatchVerb(AttachedOptions options, Surroundings around)
    {
        _options = options;
        _around = around;
        _size.Validators.Add(result =>
        {
            if (!FrameSize.TryParse(result.GetValueOrDefault<string>(), out _))
                result.AddError("--size takes columns x rows between 20x5 and 500x200, for example 120x40.");
        });
        _after.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out double seconds) && seconds is not (>= 0 and <= 3600))
                result.AddError("--after takes 0 to 3600 seconds.");
        });
    }

    /// <summary>The verb.</summary>
    public static Verb Create(AttachedOptions options, Surroundings around)
    {
        var watch = new WatchVerb(options, around);
        var verb = new Command("watch", "Live view: book, trades, quotes, inventory, profit; keys steer it")
        {
            watch._instrument, watch._once, watch._size, watch._after, watch._svg,
        };
        options.AddTo(verb);
        verb.SetAction(watch.RunAsync);
        return new(verb, "watch", "watch --instrument simulated:BTCUSDT", "watch --once --size 120x40 --after 20 --svg watch.svg");
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using ControlApi api = _options.Connect(parsed);
        (string instrument, Answer<LiveView> first) = await FirstViewAsync(api, parsed.GetRequiredValue(_instrument), cancellation);
        if (first.Refusal is { } refusal)
            return _around.Refuse(refusal.Exit, refusal.Line);
        if (_options.WantsJson(parsed))
        {
            _around.Terminal.Out.WriteLine(first.Json);
            return (int)ExitCode.Ok;
        }

        await using var session = new WatchSession(api, _around.Time);
        session.Begin(first.Message, instrument);
        try
        {
            return await ShowAsync(parsed, session, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how one ends a watch.
            return (int)ExitCode.Ok;
        }
    }

    private async Task<(string Instrument, Answer<LiveView> View)> FirstViewAsync(ControlApi api, string instrument, CancellationToken cancellation)
    {
        if (instrument.Length == 0)
        {
            Answer<Status> status = await api.StatusAsync(cancellation);
            if (status.Refusal is { } refusal)
                return ("", new(refusal));
            instrument = status.Message.Instruments.FirstOrDefault()?.Id ?? "";
        }

        return (instrument, await api.LiveAsync(instrument, WatchSession.Depth, cancellation));
    }

    private async Task<int> ShowAsync(ParseResult parsed, WatchSession session, CancellationToken cancellation)
    {
        Terminal terminal = _around.Terminal;
        FileInfo? picture = parsed.GetValue(_svg);
        var snapshots = new WatchSnapshots(terminal, session, _around.Time);
        if (parsed.GetValue(_once) || picture is not null)
        {
            Canvas frame = await snapshots.OnceAsync(SizeOf(parsed), TimeSpan.FromSeconds(parsed.GetValue(_after)), cancellation);
            return picture is null ? (int)ExitCode.Ok : Save(frame, picture);
        }

        if (!terminal.IsScreen)
        {
            await snapshots.RunAsync(SizeOf(parsed), cancellation);
            return (int)ExitCode.Ok;
        }

        try
        {
            await new WatchScreen(terminal, session, _around.Time).RunAsync(cancellation);
        }
        finally
        {
            foreach (string line in await session.FinishCommandsAsync())
                terminal.Error.WriteLine(PlainText.OneLine(line));
        }

        return (int)ExitCode.Ok;
    }

    private FrameSize SizeOf(ParseResult parsed)
    {
        if (parsed.GetValue(_size) is { } text && FrameSize.TryParse(text, out FrameSize named))
            return named;

        // One row less than the screen, for the prompt that follows.
        FrameSize screen = _around.Terminal.Size;
        return _around.Terminal.IsScreen ? screen with { Rows = screen.Rows - 1 } : screen;
    }

    private int Save(Canvas frame, FileInfo picture)
    {
        try
        {
            File.WriteAllText(picture.FullName, SvgPicture.Draw(frame));
            return (int)ExitCode.Ok;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return _around.Refuse(ExitCode.Failed, $"Cannot write {picture.FullName}: {error.Message}");
        }
    }
}
