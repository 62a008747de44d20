using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Rules of grain interfaces.</summary>
internal static class InterfaceRules
{
    public static void Check(INamedTypeSymbol type, Travel travel, Aliases aliases, Action<Diagnostic> report)
    {
        Location where = type.Locations[0];
        aliases.Add(type);
        if (type.IsGenericType)
            report(Diagnostic.Create(Rules.Generic, where, type.Name));
        if (!Known.IsNameable(type))
            report(Diagnostic.Create(Rules.Hidden, where, type.Name));
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false, IsAbstract: true } method)
                CheckMethod(method, travel, report);
            else if (member is IPropertySymbol or IEventSymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: true })
                report(Diagnostic.Create(Rules.InterfaceMember, member.Locations[0], member.Name));
        }

        Aliases.CheckMethods(type, report);
    }

    private static void CheckMethod(IMethodSymbol method, Travel travel, Action<Diagnostic> report)
    {
        Location where = method.Locations[0];
        if (ProxyWriter.CallBase(method) is not { } call)
        {
            report(Diagnostic.Create(Rules.ReturnType, where, method.Name, method.ReturnType.ToDisplayString()));
            return;
        }

        if (Known.Has(method, Known.OneWay) && call is not ("TaskCall" or "ValueTaskCall"))
            report(Diagnostic.Create(Rules.OneWay, where, method.Name));
        if (method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } result && travel.Misfit(result.TypeArguments[0]) is { } misfit)
            report(Diagnostic.Create(Rules.Result, where, method.Name, misfit.ToDisplayString()));
        if (method.Parameters.Count(one => Known.NameOf(one.Type) == Known.CancellationToken) > 1)
            report(Diagnostic.Create(Rules.Tokens, where, method.Name));
        foreach (IParameterSymbol parameter in method.Parameters)
            CheckParameter(method, parameter, travel, report);
    }

    private static void CheckParameter(IMethodSymbol method, IParameterSymbol parameter, Travel travel, Action<Diagnostic> report)
    {
        Location where = parameter.Locations[0];
        if (parameter.RefKind != RefKind.None)
            report(Diagnostic.Create(Rules.ByReference, where, parameter.Name, method.Name));
        else if (Known.NameOf(parameter.Type) != Known.CancellationToken && travel.Misfit(parameter.Type) is { } misfit)
            report(Diagnostic.Create(Rules.Parameter, where, parameter.Name, method.Name, misfit.ToDisplayString()));
    }
}
