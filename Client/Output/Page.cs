using Spectre.Console;

namespace Quern.Client.Output;

/// <summary>A page for a person: tables, coloured on a screen and plain in a pipe.</summary>
public static class Page
{
    // A pipe has no width: wide enough that ids stay whole.
    private const int PipeColumns = 140;

    /// <summary>Spectre's console over our terminal.</summary>
    public static IAnsiConsole On(Terminal terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.IsScreen ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.HasColours ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        });
        console.Profile.Width = terminal.IsScreen ? terminal.Size.Columns : PipeColumns;
        return console;
    }
}
