using Microsoft.Extensions.Hosting;

namespace Quern.Engine.Runtime;

/// <summary>The port in a silo's name; nothing listens on it.</summary>
internal sealed record SiloEndpoint(int Port);

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed class SiloHostedService(SiloNode silo) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => silo.Start();

    public Task StopAsync(CancellationToken cancellationToken) => silo.Stop().WaitAsync(cancellationToken);
}
