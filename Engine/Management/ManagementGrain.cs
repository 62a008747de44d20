using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Asks about the cluster; the key is 0.</summary>
    public interface IManagementGrain : IGrainWithIntegerKey
    {
        /// <summary>Silos and their status.</summary>
        /// <param name="onlyActive">Leaves out those that are not active.</param>
        Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false);

        /// <summary>The silo on which a grain lives; null when it is not activated.</summary>
        ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference);

        /// <summary>Activations on all silos, those of the engine's own grains left out.</summary>
        Task<int> GetTotalActivationCount();

        /// <summary>Deactivates grains that have not been called for so long.</summary>
        Task ForceActivationCollection(TimeSpan ageLimit);
    }
}

namespace Quern.Engine.Management
{
    [StatelessWorker(1), Reentrant, GrainType("sys.management")]
    internal sealed class ManagementGrain : Grain, IManagementGrain
    {
        private Cluster Cluster => ((Activation)GrainContext).Node.Cluster;

        public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) => Task.FromResult(
            Cluster.Silos.Where(silo => !onlyActive || silo.Status == SiloStatus.Active)
                .ToDictionary(silo => silo.Address, silo => silo.Status));

        public ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference) =>
            new(Cluster.Find(reference.GetGrainId()) is { IsOver: false } found ? found.Node.Address : null);

        public Task<int> GetTotalActivationCount() => Task.FromResult(Cluster.ActiveSilos.Sum(silo => silo.Activations.Count(IsOfApplication)));

        public Task ForceActivationCollection(TimeSpan ageLimit)
        {
            foreach (Activation activation in Cluster.ActiveSilos.SelectMany(silo => silo.Activations).Where(IsOfApplication))
                activation.CollectIfIdle(ageLimit);
            return Task.CompletedTask;
        }

        private static bool IsOfApplication(Activation activation) => activation.Class is { } known && known.Type != typeof(ManagementGrain);
    }
}
