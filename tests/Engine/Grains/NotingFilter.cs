namespace Quern.Engine.Tests.Grains;

/// <summary>Notes calls of methods whose name says so; all others pass.</summary>
public sealed class NotingFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.MethodName != nameof(IMessageGrain.Filtered))
        {
            await context.Invoke();
            return;
        }

        string key = context.TargetId.Key.ToString()!;
        Notes.Add(key, $"before {context.InterfaceName}.{context.MethodName}");
        await context.Invoke();
        Notes.Add(key, $"after, {context.Result}");
        context.Result = "replaced";
    }
}
