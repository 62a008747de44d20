using Orleans.TestingHost;

namespace Quern.Engine.Tests.Fixture;

/// <summary>A deployed cluster and its time, as a fact sees them on either engine.</summary>
public sealed class Stage(TestCluster cluster, TimeProvider time, string mode)
{
    private int _keys;

    public TestCluster Cluster => cluster;

    public IClusterClient Client => cluster.Client;

    public TimeProvider Time => time;

    public bool IsSimulated => mode.StartsWith("simulated", StringComparison.Ordinal);

    public bool IsOrleans => mode == "orleans";

    public string NewKey() => $"{cluster.Options.ClusterId}-{++_keys}";

    public T Grain<T>()
        where T : IGrainWithStringKey => Client.GetGrain<T>(NewKey());

    public Task Delay(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);

    /// <summary>Waits for something to become true, and fails when it has not after 30 s.</summary>
    public async Task Until(Func<Task<bool>> condition)
    {
        long start = time.GetTimestamp();
        while (!await condition())
        {
            Assert.True(time.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "It has not become true within 30 s.");
            await Delay(20);
        }
    }

    /// <summary>How long something takes, in seconds.</summary>
    public async Task<double> Seconds(Func<Task> what)
    {
        long start = time.GetTimestamp();
        await what();
        return time.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Repeats a call that may meet a dying silo, until it is answered.</summary>
    public async Task<T> Insist<T>(Func<Task<T>> call)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception error) when (attempt < 20 && error is TimeoutException or OrleansMessageRejectionException)
            {
                await Delay(100);
            }
        }
    }
}
