using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate;

/// <summary>What happened in one run, in words and in order: faults, what was sent, what the venue did. Kept only when somebody will read it.</summary>
/// <param name="world">Whose clock stamps the lines.</param>
/// <param name="isKept">False keeps nothing.</param>
public sealed class Story(World world, bool isKept)
{
    private readonly List<string> _lines = [];

    /// <summary>True when lines are kept: whoever would spend much on a line asks first.</summary>
    public bool IsKept => isKept;

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Adds a line.</summary>
    /// <param name="who">Fault, sent, venue, check.</param>
    /// <param name="text">What happened.</param>
    public void Tell(string who, string text)
    {
        if (isKept)
            _lines.Add(FormattableString.Invariant($"{TimeSpan.FromTicks(world.ElapsedNs / 100):hh\\:mm\\:ss\\.fff}  {who,-6}  {text}"));
    }
}
