using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>Hears of every call that begins.</summary>
internal abstract class TraceTap
{
    public abstract void OnDelivery(Call call, Activation activation, GrainId? source);
}
