using Quern.Engine.Runtime;

namespace Quern.Engine.Invocation;

/// <summary>Something that wants a turn of a grain: a call or a tick of a timer. It may have to wait for what runs.</summary>
public abstract class Work
{
    private protected Work()
    {
    }

    /// <summary>Enters while others await.</summary>
    internal virtual bool IsInterleaving => false;

    /// <summary>Enters while only readers await.</summary>
    internal virtual bool IsReader => false;

    /// <summary>The call chain it belongs to, for call-chain reentrancy; empty for none.</summary>
    internal virtual Guid Chain => Guid.Empty;

    /// <summary>Its first turn. It must tell the activation by <see cref="Activation.Leave"/> when it has ended.</summary>
    internal abstract void Run(Activation activation);

    /// <summary>The activation ended before this began: it goes where the grain lives next.</summary>
    internal abstract void Forward();

    /// <summary>The grain could not be activated.</summary>
    internal abstract void Refuse(Exception why);
}
