using Orleans.Runtime;
using Orleans.Services;

namespace Quern.Engine.Runtime;

/// <summary>Identity of grain services: the type says which interface, the key which silo.</summary>
internal static class GrainServices
{
    public static GrainType TypeOf(Type serviceInterface) => GrainType.Create($"sys.svc.{serviceInterface.FullName}");

    /// <summary>The interface by which a service class is called.</summary>
    public static Type InterfaceOf(Type serviceClass)
    {
        Type[] all = [.. serviceClass.GetInterfaces().Where(one => one != typeof(IGrainService) && typeof(IGrainService).IsAssignableFrom(one))];
        return Array.Find(all, one => !Array.Exists(all, other => other != one && one.IsAssignableFrom(other))) ?? typeof(IGrainService);
    }

    public static GrainId IdOf(GrainType type, SiloAddress silo) => GrainId.Create(type, silo.ToString());
}

/// <summary>A service class that a silo shall have.</summary>
internal sealed record GrainServiceRegistration(Type Class);
