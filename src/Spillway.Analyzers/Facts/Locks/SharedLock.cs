using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Why an object is a bad lock.</summary>
internal enum SharedBy
{
    Object,
    Type,
    Text,
    Identity,
    Box,
    PublicField,
    WritableField,
    FreshObject,
}

/// <summary>A lock that code elsewhere can take as well, or that does not keep out those who it should.</summary>
/// <param name="Target">The expression that is locked.</param>
/// <param name="Name">The same for messages.</param>
/// <param name="By">What kind of mistake it is.</param>
/// <param name="Why">The same in words.</param>
/// <param name="Because">What shows it.</param>
/// <param name="Field">The field, where it is one.</param>
internal sealed record SharedLock(SyntaxNode Target, string Name, SharedBy By, string Why, ImmutableArray<Witness> Because, IFieldSymbol? Field)
{
    private const int MostPlaces = 8;

    /// <summary>How it can be mended within the class; null where code elsewhere has a part in it.</summary>
    public string? Rewrite(ConcurrencyModel model) => By switch
    {
        SharedBy.WritableField when Field is { DeclaredAccessibility: Accessibility.Private, IsVolatile: false } && LockFields.SetAgain(Field, model) is null => "readonly",
        SharedBy.Object or SharedBy.Type when Owner is { } owner && IsOnlyLockedInside(owner, model) => OlderTargets.LackLocks(model) ? "own object" : "own",
        _ => null,
    };

    /// <summary>Rules of other packages that say the same of such a lock.</summary>
    public string[] Others => By switch
    {
        SharedBy.Object => new[] { "CA2002", "MA0064", "S2551" },
        SharedBy.Type or SharedBy.Text => new[] { "CA2002", "MA0064", "S2551", "S3998" },
        SharedBy.Identity => new[] { "CA2002", "S3998" },
        SharedBy.PublicField => new[] { "MA0064" },
        SharedBy.WritableField => new[] { "S2445" },
        SharedBy.FreshObject => new[] { "S2445", "S6507" },
        _ => System.Array.Empty<string>(),
    };

    private INamedTypeSymbol? Owner { get; init; }

    private ISymbol? Member { get; init; }

    /// <summary>True where only code of this program can get at the object, or where nothing is wrong yet.</summary>
    public bool WeighsLess { get; private init; }

    public static ImmutableArray<SharedLock> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<SharedLock>();
        foreach (var acquisition in method.LockSets.Acquisitions)
        {
            if (acquisition is not { Taken: { Kind: LockKind.Monitor, Lock: var id }, Target: { } target } || Of(id, target, method) is not { } shared)
                continue;

            // One object is one finding, where it is locked first.
            var places = shared.By is SharedBy.Box or SharedBy.FreshObject or SharedBy.Text or SharedBy.Identity ? LockPlaces.None : method.Model.Locks.Places.Of(id, method.Owner.ContainingType);
            if (!places.Sites.IsEmpty && places.Sites[0] != acquisition.Taken.Site || places.IsSignal && shared.By is SharedBy.Object or SharedBy.WritableField or SharedBy.PublicField)
                continue;

            found.Add(shared with
            {
                WeighsLess = IsMinor(shared, places, method) || shared.By == SharedBy.WritableField && IsAlwaysInside(places, method.Model),
                Because = shared.Because.AddRange(places.Sites.Skip(1).Take(MostPlaces).Select(site => Witness.At(site, "locked here too"))),
            });
        }

        return found.ToImmutable();
    }

    /// <summary>A field that nobody sets anew, an object that no other program can have, and one that several classes lock on purpose are a matter of caution.</summary>
    private static bool IsMinor(SharedLock shared, LockPlaces.Found places, MethodFacts method) => shared.By switch
    {
        SharedBy.WritableField => LockFields.SetAgain(shared.Field!, method.Model) is null,
        SharedBy.PublicField => !(shared.Member?.ContainingType).IsVisibleOutside() || places.Sites.Length <= 1 && IsBroughtIn(shared.Member!, method.Model) || places.Sites.Select(site => site.FirstAncestorOrSelf<TypeDeclarationSyntax>()).Distinct().Count() > 1,
        SharedBy.Object => !method.Owner.ContainingType.IsVisibleOutside(),
        _ => false,
    };

    /// <summary>
    /// True for an object that whoever makes one of this class brings along: it may be there for many, and a private lock of each of them would keep nobody out.
    /// </summary>
    private static bool IsBroughtIn(ISymbol member, ConcurrencyModel model) =>
        model.MemberValues.Of(member) is { Count: > 0 } values && values.All(value => value?.Unwrapped() is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } });

    /// <summary>True where another lock, always the same, is around each of the places: that one keeps the others out.</summary>
    private static bool IsAlwaysInside(LockPlaces.Found places, ConcurrencyModel model)
    {
        HashSet<LockId>? around = null;
        foreach (var site in places.Sites)
        {
            var function = site.FirstAncestorOrSelf<SyntaxNode>(n => n is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
            if (function is null)
                return false;

            var held = model.Locks.Of(function).At(site).Held.Where(h => h.IsCertain && h.Kind != LockKind.Permit && h.Mode == LockMode.Exclusive).Select(h => h.Lock).Concat(model.Locks.HeldByCallers(function)).Where(id => id.Start.Root is LockRoot.This or LockRoot.Static or LockRoot.Type);
            if (around is null)
                around = new HashSet<LockId>(held);
            else
                around.IntersectWith(held);
        }

        return around is { Count: > 0 };
    }

    /// <summary>The value that a variable holds the box of, where no other function and no other object has that.</summary>
    private static IOperation? BoxedIn(ILocalSymbol local, MethodFacts method)
    {
        if (local.Type.IsValueType || method.Provenance.ValuesOf(local) is not { Count: 1 } values || values[0] is not { } value || value.Unwrapped() is not { Type: { IsValueType: true } type } || type.IsNullableOfUnknown())
            return null;

        bool IsIt(IOperation use) => use is ILocalReferenceOperation { Local: var used } && SymbolEqualityComparer.Default.Equals(used, local);
        var own = method.Operations.Where(IsIt).ToList();
        var isDeclaredHere = method.Operations.OfType<IVariableDeclaratorOperation>().Any(one => SymbolEqualityComparer.Default.Equals(one.Symbol, local));
        return isDeclaredHere && own.All(use => use.Parent is ILockOperation) && own.Count == method.Bodies.SelectMany(body => body.Descendants()).Count(IsIt) ? value : null;
    }

    private static SharedLock? Of(LockId id, IOperation target, MethodFacts method)
    {
        SharedLock Report(SharedBy by, string why, ImmutableArray<Witness> because = default, IFieldSymbol? field = null) =>
            new(target.Syntax, id.Root is LockRoot.Text or LockRoot.Fresh or LockRoot.Unknown ? target.Syntax.ToString() : id.Name, by, why, because.IsDefault ? ImmutableArray<Witness>.Empty : because, field)
            {
                Member = id.Symbol,
                Owner = id.Root == LockRoot.This && target.Syntax is ThisExpressionSyntax
                    || id.Root == LockRoot.Type && SymbolEqualityComparer.Default.Equals(id.Symbol, method.Owner.ContainingType?.OriginalDefinition) ? method.Owner.ContainingType : null,
            };

        var type = target.Unwrapped().Type;
        if (type is { IsValueType: true } && !type.IsNullableOfUnknown())
            return Report(SharedBy.Box, "which is boxed into a new object each time");
        if (target.Unwrapped() is ILocalReferenceOperation { Local: var box } && BoxedIn(box, method) is { } boxed)
            return Report(SharedBy.Box, "which is boxed into a new object each time", ImmutableArray.Create(Witness.At(boxed, "it is boxed here"))) with { Name = target.Syntax.ToString() };
        if (type is { SpecialType: SpecialType.System_String })
            return Report(SharedBy.Text, "which is a string: equal strings elsewhere may be the same object");
        if (type is { Name: "Type", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            return Report(SharedBy.Type, "which all code of the process can lock too");
        if (HasWeakIdentity(type))
            return Report(SharedBy.Identity, "which all code of the process can lock too");

        switch (id.Root)
        {
            case LockRoot.This when !IsHidden(method.Owner.ContainingType):
                return Report(SharedBy.Object, "which everybody who has the object can lock too");

            case LockRoot.Fresh:
                return Report(SharedBy.FreshObject, "which is made anew each time and keeps nobody out");

            case LockRoot.Local when IsFresh(id, method):
                return Report(SharedBy.FreshObject, "which is made anew in each call and keeps nobody out");

            case LockRoot.Static or LockRoot.Member when id.Symbol is IFieldSymbol field:
                return OfField(field, method.Model) is var (by, why, because) ? Report(by, why, because, field) : null;

            case LockRoot.Static or LockRoot.Member when id.Symbol is IPropertySymbol { SetMethod: { IsInitOnly: false, DeclaredAccessibility: not Accessibility.Private } } property && IsOpen(property) && property.IsAutoProperty():
                return Report(SharedBy.PublicField, "which other classes can lock too, and set anew", At(property, "anybody can set it"));

            case LockRoot.Static or LockRoot.Member when id.Symbol is IPropertySymbol { SetMethod: null or { IsInitOnly: true } or { DeclaredAccessibility: Accessibility.Private } } property && IsOpen(property) && property.IsAutoProperty() && IsMadeForLocking(property.Type):
                return Report(SharedBy.PublicField, "which other classes can lock too", At(property, "declared here"));

            default:
                return null;
        }
    }

    /// <summary>A plain object has no other use, and a collection that everybody can go over is locked by whoever does.</summary>
    private static bool IsMadeForLocking(ITypeSymbol type) => type.SpecialType == SpecialType.System_Object || Queries.Derivation.IsCollection(type);

    private static (SharedBy By, string Why, ImmutableArray<Witness> Because)? OfField(IFieldSymbol field, ConcurrencyModel model)
    {
        if (field.DeclaringSyntaxReferences.IsEmpty)
            return null;
        if (IsOpen(field))
            return (SharedBy.PublicField, "which other classes can lock too", At(field, "declared here"));
        if (field.IsReadOnly || LockFields.IsSetLazily(field, model))
            return null;

        return LockFields.SetAgain(field, model) is { } again
            ? (SharedBy.WritableField, "which is set anew elsewhere: who comes after that gets another lock", ImmutableArray.Create(Witness.At(again, "set anew here")))
            : (SharedBy.WritableField, "which is not readonly: set anew, it would be another lock", At(field, "declared here"));
    }

    private static ImmutableArray<Witness> At(ISymbol symbol, string label) =>
        symbol.Locations.Where(l => l.IsInSource).Take(1).Select(l => new Witness(l, label)).ToImmutableArray();

    private static bool IsOpen(ISymbol member) =>
        member.DeclaredAccessibility == Accessibility.Public && !IsHidden(member.ContainingType);

    /// <summary>Nobody outside of the type around a private type has its objects.</summary>
    private static bool IsHidden(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility == Accessibility.Private)
                return true;
        }

        return false;
    }

    /// <summary>True when no other class of the compilation locks the object, or inherits from it and may do so.</summary>
    private static bool IsOnlyLockedInside(INamedTypeSymbol type, ConcurrencyModel model) =>
        type.BaseType is null or { DeclaringSyntaxReferences.IsEmpty: true } && model.Implementations.TypesOf(type).IsEmpty && !model.Locks.LockedElsewhere.Contains(type.OriginalDefinition);

    private static bool HasWeakIdentity(ITypeSymbol? type) => type.SelfAndBases().Any(level =>
        level is { Name: "MemberInfo" or "ParameterInfo" or "Thread", ContainingNamespace: { Name: "Reflection" or "Threading", ContainingNamespace.Name: "System" } });

    /// <summary>True for an object that is made in this call and that no other function gets to see before it ends.</summary>
    public static bool IsFresh(LockId id, MethodFacts method)
    {
        if (id.Symbol is not ILocalSymbol local || !SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, method.Symbol)
            || method.Provenance.ValuesOf(local) is not { Count: 1 } values || values[0]?.Unwrapped() is not (IObjectCreationOperation or IArrayCreationOperation))
        {
            return false;
        }

        // Only locking it, asking it and filling it leaves it where it is; the caller gets it when all is done.
        foreach (var body in method.Bodies)
        {
            foreach (var operation in body.DescendantsAndSelf())
            {
                if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local))
                    continue;

                var use = reference.User();
                var stays = use is ILockOperation or IMemberReferenceOperation or IReturnOperation { Kind: OperationKind.Return } || use is IInvocationOperation call && call.Instance is not null && call.Instance.Unwrapped() == reference
                    || use is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } } };
                if (!stays || FlowGraphs.FunctionOf(reference) != FlowGraphs.FunctionOf(method.Bodies[0]))
                    return false;
            }
        }

        return true;
    }
}
