using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Rules of grain classes and grain services.</summary>
internal static class ClassRules
{
    private static readonly string[] OfInterfaces = [Known.OneWay, Known.AlwaysInterleave, Known.ReadOnly, Known.ResponseTimeout];

    public static void Check(INamedTypeSymbol type, Travel travel, Action<Diagnostic> report)
    {
        Location where = type.Locations[0];
        if (!type.IsAbstract && !Known.IsNameable(type))
            report(Diagnostic.Create(Rules.Hidden, where, type.Name));
        if (!type.IsAbstract && type.IsGenericType)
            report(Diagnostic.Create(Rules.Generic, where, type.Name));
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            foreach (string attribute in OfInterfaces.Where(one => Known.Has(method, one)))
                report(Diagnostic.Create(Rules.OnClassMethod, method.Locations[0], ShortName(attribute), method.Name));
        }

        foreach (IParameterSymbol parameter in type.InstanceConstructors.SelectMany(one => one.Parameters).Where(one => Known.Has(one, Known.PersistentState)))
            CheckState(type, parameter, travel, report);
    }

    private static void CheckState(INamedTypeSymbol type, IParameterSymbol parameter, Travel travel, Action<Diagnostic> report)
    {
        if (parameter.Type is not INamedTypeSymbol { TypeArguments.Length: 1 } named)
            return;

        ITypeSymbol state = named.TypeArguments[0];
        string? why = travel.Misfit(state) is { } misfit ? $"{misfit.ToDisplayString()} has neither [GenerateSerializer] nor a surrogate"
            : state is INamedTypeSymbol { TypeKind: TypeKind.Class } made && !made.InstanceConstructors.Any(one => one.Parameters.Length == 0)
                ? "it has no parameterless constructor"
                : null;
        if (why is not null)
            report(Diagnostic.Create(Rules.State, parameter.Locations[0], state.ToDisplayString(), type.Name, why));
    }

    private static string ShortName(string attribute)
    {
        string name = attribute.Substring(attribute.LastIndexOf('.') + 1);
        return name.Substring(0, name.Length - "Attribute".Length);
    }
}
