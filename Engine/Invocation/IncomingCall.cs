using Orleans;
using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Orleans
{
    /// <summary>A call, as filters see it.</summary>
    public interface IGrainCallContext
    {
        /// <summary>The grain object.</summary>
        object Grain { get; }

        /// <summary>Full name of the interface.</summary>
        string InterfaceName { get; }

        /// <summary>The interface.</summary>
        GrainInterfaceType InterfaceType { get; }

        /// <summary>Name of the method.</summary>
        string MethodName { get; }

        /// <summary>What the caller gets; valid after <see cref="Invoke"/>.</summary>
        object? Result { get; set; }

        /// <summary>The calling grain; null for a client.</summary>
        GrainId? SourceId { get; }

        /// <summary>The called grain.</summary>
        GrainId TargetId { get; }

        /// <summary>The next filter, and at the end the method.</summary>
        Task Invoke();
    }

    /// <summary>A call that arrives, as filters see it.</summary>
    public interface IIncomingGrainCallContext : IGrainCallContext
    {
        /// <summary>The activation.</summary>
        IGrainContext TargetContext { get; }
    }

    /// <summary>Wraps every call that a silo's grains receive.</summary>
    public interface IIncomingGrainCallFilter
    {
        /// <summary>Must call <see cref="IGrainCallContext.Invoke"/> for the call to go on.</summary>
        Task Invoke(IIncomingGrainCallContext context);
    }

    /// <summary>A filter as a function.</summary>
    public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);
}

namespace Quern.Engine.Invocation
{
    internal sealed class IncomingCall<TResult>(Call<TResult> call, Activation activation, Func<Call<TResult>, object, Task<TResult>> method)
        : IIncomingGrainCallContext
    {
        private int _stage;

        public TResult TypedResult { get; private set; } = default!;

        public object Grain => activation.GrainInstance!;

        public string InterfaceName => call.Method.InterfaceType.FullName!;

        public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceName);

        public string MethodName => call.Method.Name;

        public GrainId? SourceId => call.SourceId;

        public GrainId TargetId => activation.GrainId;

        public IGrainContext TargetContext => activation;

        public object? Result
        {
            get => typeof(TResult) == typeof(Nothing) ? null : TypedResult;
            set => TypedResult = (TResult)value!;
        }

        public async Task Invoke()
        {
            IReadOnlyList<IIncomingGrainCallFilter> filters = activation.Node.Filters ?? [];
            if (_stage < filters.Count)
                await filters[_stage++].Invoke(this);
            else
                TypedResult = await method(call, Grain);
        }
    }
}
