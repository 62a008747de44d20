using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Orleans.Services;
using Quern.Engine.Runtime;

namespace Orleans.Services
{
    /// <summary>A service of which each silo has one.</summary>
    public interface IGrainService : ISystemTarget;

    /// <summary>Reaches a grain service from a grain.</summary>
    public interface IGrainServiceClient<TGrainService>
        where TGrainService : IGrainService;
}

namespace Orleans.Runtime
{
    /// <summary>A part of the circle of 32-bit numbers, for dividing work among silos.</summary>
    public interface IRingRange
    {
        /// <summary>Whether a grain's hash lies in it.</summary>
        bool InRange(GrainId grainId);

        /// <summary>Whether a number lies in it.</summary>
        bool InRange(uint value);
    }

    /// <summary>One logical silo. Grain services take it through their constructor and hand it on.</summary>
    public sealed class Silo
    {
        internal Silo(SiloNode node) => Node = node;

        /// <summary>Its address.</summary>
        public SiloAddress SiloAddress => Node.Address;

        internal SiloNode Node { get; }

        /// <summary>Name and address, for logs.</summary>
        public override string ToString() => $"{Node.Name} {Node.Address}";
    }

    /// <summary>Base of services of which each silo has one. Calls of a service interleave at awaits and never run in parallel.</summary>
    public abstract class GrainService : IGrainService
    {
        private readonly SiloNode _node;
        private GrainServiceStatus _status;

        /// <summary>Built by the silo.</summary>
        /// <param name="grainId">Given by the silo.</param>
        /// <param name="silo">From the container.</param>
        /// <param name="loggerFactory">From the container.</param>
        protected GrainService(GrainId grainId, Silo silo, ILoggerFactory loggerFactory)
        {
            ArgumentNullException.ThrowIfNull(silo);
            ArgumentNullException.ThrowIfNull(loggerFactory);
            _node = silo.Node;
            GrainId = GrainServices.IdOf(grainId.Type, silo.SiloAddress);
            RingRange = new RingRange(0, 0);
        }

        /// <summary>Its identity; each silo's has its own.</summary>
        public GrainId GrainId { get; }

        /// <summary>A reference to it.</summary>
        public GrainReference GrainReference => Activation!.GrainReference;

        /// <summary>Cancelled by <see cref="Stop"/>.</summary>
        protected CancellationTokenSource StoppedCancellationTokenSource { get; } = new();

        /// <summary>Counts the changes of <see cref="RingRange"/>.</summary>
        protected int RangeSerialNumber { get; private set; }

        /// <summary>The part of the circle that this silo owns.</summary>
        protected IRingRange RingRange { get; private set; }

        /// <summary>Where the service is in its life; changes of range are heard of while started.</summary>
        protected GrainServiceStatus Status
        {
            get => _status;
            set => _status = value;
        }

        internal Activation? Activation { get; set; }

        internal bool HearsOfRanges => _status == GrainServiceStatus.Started;

        /// <summary>Runs before the silo is active.</summary>
        /// <param name="serviceProvider">The silo's services.</param>
        public virtual Task Init(IServiceProvider serviceProvider) => Task.CompletedTask;

        /// <summary>Runs once the silo is active.</summary>
        public virtual Task Start()
        {
            RingRange = _node.Range;
            _ = StartInBackground();
            return Task.CompletedTask;
        }

        /// <summary>Runs when the silo stops gracefully, before its grains are deactivated.</summary>
        public virtual Task Stop()
        {
            StoppedCancellationTokenSource.Cancel();
            Status = GrainServiceStatus.Stopped;
            return Task.CompletedTask;
        }

        /// <summary>Runs when silos come or go.</summary>
        /// <param name="oldRange">What this silo owned.</param>
        /// <param name="newRange">What it owns.</param>
        /// <param name="increased">Whether that is more.</param>
        public virtual Task OnRangeChange(IRingRange oldRange, IRingRange newRange, bool increased)
        {
            RingRange = newRange;
            RangeSerialNumber++;
            return Task.CompletedTask;
        }

        /// <summary>What may take longer than <see cref="Start"/>; the silo does not wait for it.</summary>
        protected virtual Task StartInBackground()
        {
            Status = GrainServiceStatus.Started;
            return Task.CompletedTask;
        }

        /// <summary>Where a service is in its life.</summary>
        protected enum GrainServiceStatus
        {
            /// <summary>Not started.</summary>
            Booting = 0,

            /// <summary>Started.</summary>
            Started = 1,

            /// <summary>Stopped.</summary>
            Stopped = 2,
        }
    }
}

namespace Orleans.Runtime.Services
{
    /// <summary>Base of clients of grain services; register the derived class as a singleton.</summary>
    public abstract class GrainServiceClient<TGrainService> : IGrainServiceClient<TGrainService>
        where TGrainService : IGrainService
    {
        private readonly SiloNode _node;

        /// <summary>Built by the container of a silo.</summary>
        protected GrainServiceClient(IServiceProvider serviceProvider)
        {
            ArgumentNullException.ThrowIfNull(serviceProvider);
            _node = EngineServices.SiloOf(serviceProvider);
        }

        /// <summary>The calling grain; null outside a turn.</summary>
        protected GrainReference CurrentGrainReference => Turn.Current?.GrainReference!;

        /// <summary>The service on the silo that owns the grain's hash on the ring.</summary>
        protected TGrainService GetGrainService(GrainId callingGrainId) => GetGrainService(callingGrainId.GetUniformHashCode());

        /// <summary>The service on the silo that owns a number on the ring.</summary>
        protected TGrainService GetGrainService(uint key) => GetGrainService((_node.Cluster.Ring.OwnerOf(key) ?? _node).Address);

        /// <summary>The service on a silo.</summary>
        protected TGrainService GetGrainService(SiloAddress destination) =>
            (TGrainService)(IAddressable)_node.GetReference(GrainServices.IdOf(GrainServices.TypeOf(typeof(TGrainService)), destination), typeof(TGrainService));
    }
}
