namespace Quern.Engine.Tests.Grains;

[Alias("tests.hello")]
public interface IHelloGrain : IGrainWithStringKey
{
    [Alias("hello")]
    Task<string> Hello(string name);
}

public sealed class HelloGrain : Grain, IHelloGrain
{
    public Task<string> Hello(string name) => Task.FromResult($"Hello {name}, I am {this.GetPrimaryKeyString()}.");
}
