using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>What stands for the same lock of any object: a field, or the type of an object that is locked itself.</summary>
internal sealed class LockClass : IEquatable<LockClass>
{
    private readonly ISymbol? _symbol;
    private readonly bool _isType;

    private LockClass(ISymbol symbol, bool isType)
    {
        _symbol = symbol;
        _isType = isType;
    }

    /// <summary>The class of a lock that is named in code of <paramref name="self"/>; null for locks that are unlike any other.</summary>
    public static LockClass? Of(LockId id, INamedTypeSymbol? self, ImmutableHashSet<ISymbol> lockThemselves) => id.Root switch
    {
        LockRoot.This => self is null ? null : new LockClass(self.OriginalDefinition, false),
        LockRoot.Static or LockRoot.Member => TypeOf(id.Symbol!) is { } type && lockThemselves.Contains(type.OriginalDefinition)
            ? new LockClass(type.OriginalDefinition, false)
            : new LockClass(id.Symbol!.OriginalDefinition, false),
        LockRoot.Type => new LockClass(id.Symbol!, true),
        LockRoot.Parameter or LockRoot.Local when TypeOf(id.Symbol!) is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false, TypeKind: TypeKind.Class } type => new LockClass(type.OriginalDefinition, false),
        _ => null,
    };

    /// <summary>The types of which some method locks the object that it belongs to: a field of such a type stands for that lock.</summary>
    public static ImmutableHashSet<ISymbol> LockThemselves(ConcurrencyModel model)
    {
        var found = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var function in model.Locks.Index.Functions)
        {
            if (model.Locks.Of(function).Acquisitions.Any(a => a is { Via: null, Taken.Lock.Root: LockRoot.This }) && Around(function, model) is { } type)
                found.Add(type.OriginalDefinition);
        }

        return found.ToImmutable();
    }

    /// <summary>The type that a function belongs to.</summary>
    public static INamedTypeSymbol? Around(SyntaxNode function, ConcurrencyModel model) =>
        function.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration ? model.Semantics(function.SyntaxTree).GetDeclaredSymbol(declaration) as INamedTypeSymbol : null;

    public bool Equals(LockClass? other) => other is not null && _isType == other._isType && SymbolEqualityComparer.Default.Equals(_symbol, other._symbol);

    public override bool Equals(object? obj) => obj is LockClass other && Equals(other);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(_symbol) ^ (_isType ? 1 : 0);

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        _ => null,
    };
}
