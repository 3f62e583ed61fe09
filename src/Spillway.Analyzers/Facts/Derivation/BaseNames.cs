using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>What do the types of a file say they derive from? By name alone, so the answer is kept as long as the file, beyond the compilations that an editor makes with every key.</summary>
internal sealed class BaseNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, BaseNames> Known = new();
    private static readonly ConditionalWeakTable<SyntaxTree, BaseNames>.CreateValueCallback Read = tree => new BaseNames(tree);

    private BaseNames(SyntaxTree tree)
    {
        Patience.Check();
        var bases = ImmutableArray.CreateBuilder<Base>();
        var aliases = ImmutableArray.CreateBuilder<(string, string)>();
        var takesMembers = false;
        foreach (var node in tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            switch (node)
            {
                case UsingDirectiveSyntax { Alias.Name.Identifier.ValueText: var alias } directive:
                    if (NameOf(directive.Name) is { } target)
                        aliases.Add((alias, target));
                    break;
                case UsingDirectiveSyntax directive when !directive.StaticKeyword.IsKind(SyntaxKind.None):
                    takesMembers = true;
                    break;
                case MemberDeclarationSyntax type:
                    bases.AddRange(BasesOf(type));
                    break;
            }
        }

        Bases = bases.ToImmutable();
        Aliases = aliases.ToImmutable();
        TakesMembers = takesMembers;
    }

    public ImmutableArray<Base> Bases { get; }

    /// <summary>The other names that the file gives to types, each with the last word of what it stands for.</summary>
    public ImmutableArray<(string Alias, string Target)> Aliases { get; }

    /// <summary>True with a <c>using static</c>: types inside of types have no owner before their names then.</summary>
    public bool TakesMembers { get; }

    public static BaseNames Of(SyntaxTree tree) => Known.GetValue(tree, Read);

    /// <summary>The last word of a type's name, as it is written; null for types without a name.</summary>
    public static string? NameOf(TypeSyntax? type) => type switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax { Right: var name } => name.Identifier.ValueText,
        AliasQualifiedNameSyntax { Name: var name } => name.Identifier.ValueText,
        _ => null,
    };

    private static IEnumerable<Base> BasesOf(MemberDeclarationSyntax type)
    {
        // What the compiler adds without a word.
        var unwritten = type switch
        {
            RecordDeclarationSyntax => "IEquatable",
            EnumDeclarationSyntax => "Enum",
            DelegateDeclarationSyntax => "MulticastDelegate",
            _ => null,
        };
        if (unwritten is not null)
            yield return new Base(unwritten, IsPlain: true, type);

        if (type is not TypeDeclarationSyntax { BaseList.Types: var written })
            yield break;

        foreach (var parent in written)
        {
            if (NameOf(parent.Type) is { } name)
                yield return new Base(name, parent.Type is SimpleNameSyntax && !MayTakeFromOwner(type), type);
        }
    }

    /// <summary>True inside of a type that may derive from another one: the types inside of that one have no owner before their names here.</summary>
    private static bool MayTakeFromOwner(MemberDeclarationSyntax type) =>
        type.Ancestors().OfType<TypeDeclarationSyntax>().Any(owner => owner.BaseList is not null || owner.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>One type that another one names as what it derives from.</summary>
    /// <param name="Name">Its last word.</param>
    /// <param name="IsPlain">True where it names no type inside of another type, but for those that a <c>using static</c> brings.</param>
    /// <param name="Type">The declaration that names it.</param>
    internal sealed record Base(string Name, bool IsPlain, MemberDeclarationSyntax Type);
}
