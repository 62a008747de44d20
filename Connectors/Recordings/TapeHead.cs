using System.Text;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings;

/// <summary>The unpacked beginning of a file, by which it is recognised.</summary>
/// <param name="path">Where it lies.</param>
/// <param name="bytes">Up to 64 KiB, fewer when the file ends or is damaged before.</param>
internal sealed class TapeHead(string path, ReadOnlyMemory<byte> bytes)
{
    private const int Longest = 64 * 1024;
    private const int Shown = 40;

    public string Path { get; } = path;

    /// <summary>The file's name, without its folder.</summary>
    public string Name { get; } = System.IO.Path.GetFileName(path);

    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>As text: without a byte order mark and what is blank before the first letter.</summary>
    public ReadOnlySpan<byte> Text => (Bytes.StartsWith("\uFEFF"u8) ? Bytes["\uFEFF"u8.Length..] : Bytes).TrimStart(" \t\r\n"u8);

    /// <summary>The first line of the text, without its end; all there is when it doesn't end here.</summary>
    public ReadOnlySpan<byte> FirstLine
    {
        get
        {
            int end = Text.IndexOf((byte)'\n');
            return (end < 0 ? Text : Text[..end]).TrimEnd((byte)'\r');
        }
    }

    /// <summary>How it begins, for a message.</summary>
    public string Beginning
    {
        get
        {
            ReadOnlySpan<byte> line = FirstLine;
            string text = Encoding.Latin1.GetString(line[..Math.Min(Shown, line.Length)]);
            return string.Concat(text.Select(letter => letter is >= ' ' and <= '~' ? letter : '·'));
        }
    }

    /// <summary>Reads the beginning of a file. Damage behind it is left for the file's reader, which tells its place.</summary>
    /// <exception cref="RecordingException">It is missing, can't be opened, or nothing of it can be unpacked.</exception>
    /// <exception cref="RecordingRefusedException">It is a <c>.zst</c>, and this machine has no libzstd.</exception>
    public static TapeHead Read(string path)
    {
        using var file = new TapeFile(path);
        var bytes = new byte[Longest];
        int held = 0;
        try
        {
            for (int read = file.Read(bytes); read > 0; read = file.Read(bytes.AsSpan(held)))
                held += read;
        }
        catch (InvalidDataException error) when (held == 0)
        {
            throw RecordingException.OfRecord(file.Name, 0, 0, error.Message, error.InnerException);
        }
        catch (InvalidDataException)
        {
            return new TapeHead(path, bytes.AsMemory(0, held));
        }

        return new TapeHead(path, bytes.AsMemory(0, held));
    }
}
