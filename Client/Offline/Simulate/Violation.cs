namespace Quern.Client.Offline.Simulate;

/// <summary>Something that must never be so, and was.</summary>
/// <param name="Rule">The invariant, I1 to I11, or the criterion in a word.</param>
/// <param name="At">Since the start of the run.</param>
/// <param name="Text">What was found, with the numbers.</param>
public sealed record Violation(string Rule, TimeSpan At, string Text)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{At:mm\\:ss\\.fff} {Rule}: {Text}";
}
