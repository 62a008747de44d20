namespace Quern.Client.Offline.Simulate;

/// <summary>A fault, what it is tried with, and when it is survived. One of the list X01 to X40 of the fault experiments.</summary>
public abstract class Experiment
{
    /// <summary>X and two digits.</summary>
    public abstract string Id { get; }

    /// <summary>The fault, in a few words.</summary>
    public abstract string Fault { get; }

    /// <summary>When it is survived, besides the invariants, which hold always.</summary>
    public abstract string Criterion { get; }

    /// <summary>How large the system is.</summary>
    public virtual SimulationScale Scale { get; } = new();

    /// <summary>How books reach strategies: Direct or Stream.</summary>
    public virtual string Feed => "Direct";

    /// <summary>How long a strategy may quote on before it hears that its book is broken. Where the word itself may be lost, as long as that takes to show.</summary>
    public virtual TimeSpan NewsOfBreak => TimeSpan.FromMilliseconds(10);

    /// <summary>After the faults have stopped, all is at rest and quotes again within this.</summary>
    public virtual TimeSpan Recovery => TimeSpan.FromSeconds(15);

    /// <summary>Makes the fault happen to a system that quotes, and checks the criterion; faults that last are mended afterwards by the run.</summary>
    public abstract Task Run(Simulation simulation);
}
