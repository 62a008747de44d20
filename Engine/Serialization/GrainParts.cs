using Quern.Engine.Runtime;

namespace Quern.Engine.Serialization;

/// <summary>What one assembly brings: proxies, grain classes, codecs. Generated.</summary>
public interface IGrainPart
{
    /// <summary>Registers what this assembly brings, and then the parts of the assemblies it refers to.</summary>
    void Register();
}

/// <summary>
/// The parts of this process. Generated module initializers announce them: a part names the parts of the assemblies it refers to, so an
/// assembly that is not loaded yet is found all the same.
/// </summary>
public static class GrainParts
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<Type> Known = [];
    private static readonly List<IGrainPart> Waiting = [];

    /// <summary>Announces a part; repeating it is harmless.</summary>
    public static void Add<TPart>()
        where TPart : IGrainPart, new()
    {
        lock (Gate)
        {
            if (Known.Add(typeof(TPart)))
                Waiting.Add(new TPart());
        }
    }

    /// <summary>Registers the parts that were announced since the last time.</summary>
    internal static void Load()
    {
        lock (Gate)
        {
            while (Waiting.Count > 0)
            {
                IGrainPart part = Waiting[^1];
                Waiting.RemoveAt(Waiting.Count - 1);
                part.Register();
            }
        }
    }
}
