using Microsoft.Win32.SafeHandles;

namespace Quern.Grains.Journal.Files;

/// <summary>The two things that a disk can refuse: room and durability. A seam, so that tests can refuse them.</summary>
internal class JournalDisk
{
    /// <summary>Creates a file and claims all of its space, so that a full disk is refused here and not in the middle of a write.</summary>
    /// <exception cref="IOException">There is no room, or the file exists.</exception>
    public virtual SafeFileHandle Claim(string path, long size)
    {
        SafeFileHandle file = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, preallocationSize: size);
        try
        {
            RandomAccess.SetLength(file, size);
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Brings everything written to the file, also through a mapping, to the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);
}
