using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Rules of messages and converters.</summary>
internal static class MessageRules
{
    public static void Check(INamedTypeSymbol type, Travel travel, Aliases aliases, Action<Diagnostic> report)
    {
        aliases.Add(type);
        if (!Known.IsNameable(type))
            report(Diagnostic.Create(Rules.Hidden, type.Locations[0], type.Name));
        CheckComputed(type, report);

        List<Member> members = Members.Of(type);
        CheckIds(type, members, report);
        foreach (Member member in members)
        {
            if (travel.Misfit(member.Type) is { } misfit)
                report(Diagnostic.Create(Rules.Member, member.Symbol.Locations[0], member.Symbol.Name, type.Name, misfit.ToDisplayString()));
        }

        if (members.Count == 0 && Members.Candidates(type).Any())
            report(Diagnostic.Create(Rules.NoIds, type.Locations[0], type.Name));
    }

    public static void CheckConverter(INamedTypeSymbol type, Action<Diagnostic> report)
    {
        string? why = Travel.ConverterOf(type) is not { } converter ? $"{type.Name} has [RegisterConverter] and implements no IConverter<TValue, TSurrogate>"
            : !Known.Has(converter.TypeArguments[1], Known.GenerateSerializer) ? $"Surrogate {converter.TypeArguments[1].Name} has no [GenerateSerializer]"
            : !Known.IsNameable(type) ? $"{type.Name} is private, protected or file-local"
            : !type.InstanceConstructors.Any(one => one.Parameters.Length == 0) ? $"{type.Name} has no parameterless constructor"
            : null;
        if (why is not null)
            report(Diagnostic.Create(Rules.Converter, type.Locations[0], why));
    }

    private static void CheckIds(INamedTypeSymbol type, List<Member> members, Action<Diagnostic> report)
    {
        for (int index = 1; index < members.Count; index++)
        {
            if (members[index].Id == members[index - 1].Id)
            {
                report(Diagnostic.Create(
                    Rules.DuplicateId, members[index].Symbol.Locations[0], members[index - 1].Symbol.Name, members[index].Symbol.Name, type.Name,
                    members[index].Id));
            }
        }
    }

    private static void CheckComputed(INamedTypeSymbol type, Action<Diagnostic> report)
    {
        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>().Where(one => Members.IdOf(one) is not null))
        {
            if (Members.BackingField(type, property) is null && (property.GetMethod is null || property.SetMethod is null or { IsInitOnly: true }))
                report(Diagnostic.Create(Rules.Computed, property.Locations[0], property.Name, type.Name));
        }
    }
}
