using System.Threading.Channels;

namespace Quern.Client.Output;

/// <summary>Where the console prints, and what it hears from the keyboard. Tests have their own.</summary>
public abstract class Terminal
{
    /// <summary>Standard output.</summary>
    public abstract TextWriter Out { get; }

    /// <summary>Standard error: refusals and hints.</summary>
    public abstract TextWriter Error { get; }

    /// <summary>True when somebody looks at a screen that can move its cursor; false for a pipe, a file or TERM=dumb.</summary>
    public abstract bool IsScreen { get; }

    /// <summary>True when colours are welcome: a screen, and NO_COLOR is not set.</summary>
    public abstract bool HasColours { get; }

    /// <summary>Columns and rows now; they change when the window does.</summary>
    public abstract FrameSize Size { get; }

    /// <summary>Starts to listen for keys, without echo; the reader ends when there is no keyboard.</summary>
    public abstract ChannelReader<ConsoleKeyInfo> ListenForKeys();
}

/// <summary>Columns and rows of a text frame.</summary>
public readonly record struct FrameSize(int Columns, int Rows)
{
    /// <summary>What a terminal has when nobody knows better.</summary>
    public static FrameSize Classic => new(80, 24);

    /// <summary>Reads <c>120x40</c>; false for other text and for sizes outside 20x5 to 500x200.</summary>
    public static bool TryParse(string text, out FrameSize size)
    {
        size = default;
        string[] parts = text.Split('x');
        if (parts.Length != 2 || !int.TryParse(parts[0], out int columns) || !int.TryParse(parts[1], out int rows))
            return false;

        size = new(columns, rows);
        return columns is >= 20 and <= 500 && rows is >= 5 and <= 200;
    }
}
