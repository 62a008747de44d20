using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Generates the codec of a <c>[GenerateSerializer]</c> type.</summary>
internal static class CodecWriter
{
    private const string Serialization = "global::Quern.Engine.Serialization";

    public static string ClassName(INamedTypeSymbol type) => $"Codec_{CodeText.NameFor(type)}";

    public static string Write(INamedTypeSymbol type, Travel travel, string assembly)
    {
        List<Member> members = Members.Of(type);
        string name = Known.Display(type);
        string parameters = CodeText.TypeParameters(type.TypeParameters);
        string kind = type.IsValueType ? "StructCodec" : "ObjectCodec";
        var text = new StringBuilder(CodeText.Header);
        text.AppendLine($"namespace {CodeText.Namespace(assembly)};");
        text.AppendLine();
        text.AppendLine($"internal sealed class {ClassName(type)}{parameters} : {Serialization}.{kind}<{name}>{CodeText.Constraints(type.TypeParameters)}");
        text.AppendLine("{");
        text.AppendLine($"    public override bool IsImmutable => {(travel.IsImmutable(type) ? "true" : "false")};");
        if (type.IsValueType)
            WriteStruct(text, name, members, travel);
        else
            WriteClass(text, type, name, members, travel);
        foreach (Member member in members)
            WriteAccessor(text, type, name, member);
        text.AppendLine("}");
        return text.ToString();
    }

    private static void WriteStruct(StringBuilder text, string name, List<Member> members, Travel travel)
    {
        text.AppendLine($"    public override void Write({Serialization}.CanonicalWriter writer, {name} value)");
        text.AppendLine("    {");
        WriteAll(text, members, "ref value");
        text.AppendLine("    }");
        text.AppendLine($"    public override {name} Read({Serialization}.CanonicalReader reader)");
        text.AppendLine("    {");
        text.AppendLine($"        {name} value = default;");
        ReadAll(text, members, "ref value");
        text.AppendLine("        return value;");
        text.AppendLine("    }");
        text.AppendLine($"    public override {name} Copy({name} value)");
        text.AppendLine("    {");
        foreach (Member member in members.Where(one => !travel.IsImmutable(one.Type)))
            text.AppendLine($"        {Set(member, "ref value", $"{CodeText.Codec(member.Type)}.Copy({Get(member, "ref value")})")}");
        text.AppendLine("        return value;");
        text.AppendLine("    }");
    }

    private static void WriteClass(StringBuilder text, INamedTypeSymbol type, string name, List<Member> members, Travel travel)
    {
        string? below = BaseCodec(type);
        WriteCreate(text, type, name);
        text.AppendLine($"    public override void WriteMembers({Serialization}.CanonicalWriter writer, {name} value)");
        text.AppendLine("    {");
        if (below is not null)
            text.AppendLine($"        {below}.WriteMembers(writer, value);");
        WriteAll(text, members, "value");
        text.AppendLine("    }");
        text.AppendLine($"    public override void ReadMembers({Serialization}.CanonicalReader reader, {name} value)");
        text.AppendLine("    {");
        if (below is not null)
            text.AppendLine($"        {below}.ReadMembers(reader, value);");
        ReadAll(text, members, "value");
        text.AppendLine("    }");
        text.AppendLine($"    public override void CopyMembers({name} from, {name} to)");
        text.AppendLine("    {");
        if (below is not null)
            text.AppendLine($"        {below}.CopyMembers(from, to);");
        foreach (Member member in members)
        {
            string taken = Get(member, "from");
            text.AppendLine($"        {Set(member, "to", travel.IsImmutable(member.Type) ? taken : $"{CodeText.Codec(member.Type)}.Copy({taken})")}");
        }

        text.AppendLine("    }");
    }

    private static void WriteCreate(StringBuilder text, INamedTypeSymbol type, string name)
    {
        if (type.IsAbstract)
        {
            text.AppendLine($"    public override {name} Create() => throw new global::System.NotSupportedException();");
        }
        else if (type.InstanceConstructors.Any(one => one.Parameters.Length == 0))
        {
            text.AppendLine($"    public override {name} Create() => New();");
            text.AppendLine("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Constructor)]");
            text.AppendLine($"    private static extern {name} New();");
        }
        else
        {
            text.AppendLine($"    public override {name} Create() => ({name})global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof({name}));");
        }
    }

    private static void WriteAll(StringBuilder text, List<Member> members, string value)
    {
        foreach (Member member in members)
            text.AppendLine($"        writer.WriteUInt32({member.Id + 1}u); {CodeText.Write(member.Type, Get(member, value))}");
        text.AppendLine("        writer.WriteByte(0);");
    }

    private static void ReadAll(StringBuilder text, List<Member> members, string value)
    {
        text.AppendLine("        for (uint tag = reader.ReadUInt32(); tag != 0; tag = reader.ReadUInt32())");
        text.AppendLine("        {");
        text.AppendLine("            switch (tag)");
        text.AppendLine("            {");
        foreach (Member member in members)
            text.AppendLine($"                case {member.Id + 1}u: {Set(member, value, CodeText.Read(member.Type))} break;");
        text.AppendLine("                default: throw UnknownMember(tag);");
        text.AppendLine("            }");
        text.AppendLine("        }");
    }

    // Members are reached through their fields: that works for init-only, get-only, required and private ones alike.
    private static void WriteAccessor(StringBuilder text, INamedTypeSymbol type, string name, Member member)
    {
        if (member.Field is null)
            return;

        string by = type.IsValueType ? "ref " : "";
        text.AppendLine($"    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = {CodeText.Quote(member.Field)})]");
        text.AppendLine($"    private static extern ref {Known.Display(member.Type)} M{member.Id}({by}{name} value);");
    }

    private static string Get(Member member, string value) =>
        member.Field is null ? $"{value.Replace("ref ", "")}.{member.Symbol.Name}" : $"M{member.Id}({value})";

    private static string Set(Member member, string value, string to) => $"{Get(member, value)} = {to};";

    private static string? BaseCodec(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? below = type.BaseType; below is { SpecialType: not SpecialType.System_Object }; below = below.BaseType)
        {
            if (Known.Has(below, Known.GenerateSerializer) || (Known.IsException(below) && Known.IsOfPlatform(below)))
                return $"(({Serialization}.IMemberCodec){CodeText.Codec(below)})";
        }

        return null;
    }
}
