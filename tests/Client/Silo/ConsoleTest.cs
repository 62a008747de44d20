namespace Quern.Client.Tests.Silo;

/// <summary>A running stand-in silo, a home with its key, and a terminal.</summary>
public abstract class ConsoleTest : IAsyncLifetime
{
    protected StandInSilo Silo { get; private set; } = null!;

    protected TestTerminal Terminal { get; set; } = new();

    protected string Home { get; } = Directory.CreateTempSubdirectory("quern-client-").FullName;

    public async ValueTask InitializeAsync()
    {
        Silo = await StandInSilo.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(Home, "api-key"), StandInSilo.Key + "\n");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Silo.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    protected Task<int> RunAsync(params string[] args) => Terminal.RunAsync(Silo.Url, Home, args);
}
