using System.Text.Json;

namespace Quern.Grains.Journal;

/// <summary>Remembers which accounts are killed, beyond the life of a journal: a new journal must not bring a killed account back to life.</summary>
public interface IKillSwitch
{
    /// <summary>Why the account is killed; null when it is armed.</summary>
    string? ReasonOf(string account);

    /// <summary>Kills it; on the disk before it returns.</summary>
    /// <exception cref="JournalException">The store is out of reach or full.</exception>
    void Kill(string account, string reason);

    /// <summary>Arms it; on the disk before it returns.</summary>
    /// <exception cref="JournalException">The store is out of reach or full.</exception>
    void Arm(string account);
}

/// <summary>Kills in one file of this machine.</summary>
/// <param name="path">The file; made when missing.</param>
public sealed class FileKillSwitch(string path) : IKillSwitch
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public string? ReasonOf(string account)
    {
        lock (_gate)
            return Read().GetValueOrDefault(account);
    }

    /// <inheritdoc/>
    public void Kill(string account, string reason) => Change(kills => kills[account] = reason);

    /// <inheritdoc/>
    public void Arm(string account) => Change(kills => kills.Remove(account));

    private void Change(Action<SortedDictionary<string, string>> change)
    {
        lock (_gate)
        {
            SortedDictionary<string, string> kills = Read();
            change(kills);
            try
            {
                Write(kills);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new JournalException($"{path} can't be written ({error.Message}): free the disk, or mend its rights", error);
            }
        }
    }

    private void Write(SortedDictionary<string, string> kills)
    {
        string next = path + ".new";
        using (FileStream file = File.Create(next))
        {
            JsonSerializer.Serialize(file, kills);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    private SortedDictionary<string, string> Read()
    {
        if (!File.Exists(path))
            return new(StringComparer.Ordinal);
        try
        {
            return JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllBytes(path)) ?? new(StringComparer.Ordinal);
        }
        catch (JsonException error)
        {
            throw new JournalException($"{path} can't be read ({error.Message}): mend it, or remove it to arm every account", error);
        }
    }
}

/// <summary>Kills in memory, for simulations: they outlive a silo but not the process.</summary>
public sealed class MemoryKillSwitch : IKillSwitch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _kills = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? ReasonOf(string account)
    {
        lock (_gate)
            return _kills.GetValueOrDefault(account);
    }

    /// <inheritdoc/>
    public void Kill(string account, string reason)
    {
        lock (_gate)
            _kills[account] = reason;
    }

    /// <inheritdoc/>
    public void Arm(string account)
    {
        lock (_gate)
            _kills.Remove(account);
    }
}
