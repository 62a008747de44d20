namespace Quern.Domain.Matching;

/// <summary>What decides how the orders of one instrument trade.</summary>
public interface IMatchingEngine
{
    /// <summary>Takes one command and appends what it caused, at least one event.</summary>
    void Execute(in MatchCommand command, MatchEventBuffer output);
}
