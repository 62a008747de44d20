using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Quern.Engine.Persistence;

namespace Quern.Engine.Runtime;

/// <summary>Builds grain objects: parameters come from the container, but for the activation itself and its stored states.</summary>
internal static class GrainActivator
{
    public static object Build(Activation activation)
    {
        Type type = activation.Class!.Type;
        ConstructorInfo constructor = Choose(type);
        ParameterInfo[] parameters = constructor.GetParameters();
        var arguments = new object?[parameters.Length];
        for (int index = 0; index < parameters.Length; index++)
            arguments[index] = ArgumentFor(parameters[index], activation);
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static ConstructorInfo Choose(Type type)
    {
        ConstructorInfo[] all = type.GetConstructors();
        return Array.Find(all, one => one.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute), false))
            ?? all.MaxBy(one => one.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor.");
    }

    private static object? ArgumentFor(ParameterInfo parameter, Activation activation)
    {
        Type type = parameter.ParameterType;
        if (type == typeof(IGrainContext))
            return activation;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } stored)
            return StoredStates.Create(activation, type, stored);

        IServiceProvider services = activation.ActivationServices;
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return ((IKeyedServiceProvider)services).GetKeyedService(type, keyed.Key) ?? Missing(parameter, activation);
        return services.GetService(type) ?? Missing(parameter, activation);
    }

    private static object? Missing(ParameterInfo parameter, Activation activation) => parameter.HasDefaultValue
        ? parameter.DefaultValue
        : throw new InvalidOperationException(
            $"Unable to resolve service for type '{parameter.ParameterType}' while activating '{activation.Class!.Type}' (parameter '{parameter.Name}').");
}
