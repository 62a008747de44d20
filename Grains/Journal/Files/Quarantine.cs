using Microsoft.Win32.SafeHandles;

namespace Quern.Grains.Journal.Files;

/// <summary>Takes damaged bytes out of a journal and keeps them beside it: <c>file.cut-offset</c>. Doing it twice does no harm.</summary>
internal static class Quarantine
{
    private const int Chunk = 1 << 16;

    /// <summary>Cuts a file off at an offset.</summary>
    /// <returns>Where the cut is kept.</returns>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static string Cut(string path, long offset)
    {
        string side = FormattableString.Invariant($"{path}.cut-{offset}");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        long end = EndOfContent(file, offset);
        // A cut that is there already is whole, and the file may be half cleared since.
        if (!File.Exists(side))
            Keep(file, offset, end, side);

        byte[] zeros = new byte[Chunk];
        for (long at = offset; at < end; at += Chunk)
            RandomAccess.Write(file, zeros.AsSpan(0, (int)Math.Min(Chunk, end - at)), at);
        RandomAccess.FlushToDisk(file);
        return side;
    }

    /// <summary>Takes a whole file out.</summary>
    public static void Remove(string path) => File.Move(path, $"{path}.cut-0", overwrite: true);

    private static void Keep(SafeFileHandle file, long offset, long end, string side)
    {
        string unfinished = side + ".new";
        using (SafeFileHandle kept = File.OpenHandle(unfinished, FileMode.Create, FileAccess.Write))
        {
            byte[] bytes = new byte[Chunk];
            for (long at = offset; at < end;)
            {
                int read = RandomAccess.Read(file, bytes.AsSpan(0, (int)Math.Min(Chunk, end - at)), at);
                if (read == 0)
                    break;
                RandomAccess.Write(kept, bytes.AsSpan(0, read), at - offset);
                at += read;
            }

            RandomAccess.FlushToDisk(kept);
        }

        File.Move(unfinished, side, overwrite: true);
    }

    private static long EndOfContent(SafeFileHandle file, long offset)
    {
        long end = offset;
        byte[] bytes = new byte[Chunk];
        for (long at = offset; ;)
        {
            int read = RandomAccess.Read(file, bytes, at);
            if (read == 0)
                return end;
            int last = bytes.AsSpan(0, read).LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
                end = at + last + 1;
            at += read;
        }
    }
}
