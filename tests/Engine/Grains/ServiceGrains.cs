using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Quern.Engine.Tests.Grains;

[Alias("tests.counting")]
public interface ICountingService : IGrainService
{
    [Alias("count")]
    Task<ServiceReport> Count(int milliseconds);
}

[GenerateSerializer, Immutable, Alias("tests.service-report")]
public sealed record ServiceReport(
    [property: Id(0)] SiloAddress Silo, [property: Id(1)] int Count, [property: Id(2)] string Life, [property: Id(3)] int MostInside);

public interface ICountingClient : IGrainServiceClient<ICountingService>
{
    Task<ServiceReport> CountAt(SiloAddress silo, int milliseconds);

    Task<ServiceReport> CountOfCaller();
}

public sealed class CountingClient(IServiceProvider services) : GrainServiceClient<ICountingService>(services), ICountingClient
{
    public Task<ServiceReport> CountAt(SiloAddress silo, int milliseconds) => GetGrainService(silo).Count(milliseconds);

    public Task<ServiceReport> CountOfCaller() => GetGrainService(CurrentGrainReference.GrainId).Count(0);
}

public sealed class CountingService(GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, TimeProvider time)
    : GrainService(grainId, silo, loggers), ICountingService
{
    private readonly SiloAddress _silo = silo.SiloAddress;
    private string _life = "built";
    private int _count;
    private int _inside;
    private int _most;

    public override Task Init(IServiceProvider serviceProvider)
    {
        _life += ", initialised";
        return base.Init(serviceProvider);
    }

    public override Task Start()
    {
        _life += ", started";
        return base.Start();
    }

    public override Task Stop()
    {
        Notes.Add(_silo.ToString(), "service stopped");
        return base.Stop();
    }

    public async Task<ServiceReport> Count(int milliseconds)
    {
        _count++;
        _most = Math.Max(_most, ++_inside);
        if (milliseconds > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        _inside--;
        return new(_silo, _count, _life, _most);
    }
}

[Alias("tests.service-user")]
public interface IServiceUserGrain : IGrainWithStringKey
{
    [Alias("own-silo")]
    Task<(SiloAddress Own, ServiceReport Report)> CountAtOwnSilo();

    [Alias("both")]
    Task<ServiceReport> CountTwiceAtOnce();

    [Alias("of-caller")]
    Task<ServiceReport> CountOfCaller();
}

public sealed class ServiceUserGrain(ICountingClient client, ILocalSiloDetails silo) : Grain, IServiceUserGrain
{
    public async Task<(SiloAddress Own, ServiceReport Report)> CountAtOwnSilo() =>
        (silo.SiloAddress, await client.CountAt(silo.SiloAddress, 0));

    public async Task<ServiceReport> CountTwiceAtOnce() =>
        (await Task.WhenAll(client.CountAt(silo.SiloAddress, 100), client.CountAt(silo.SiloAddress, 100)))[1];

    public Task<ServiceReport> CountOfCaller() => client.CountOfCaller();
}
