using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Is a lock there for the sake of one database context or connection? Not where there are more of them than locks, or where it is used without the lock as well.</summary>
internal static class ContextGuard
{
    /// <summary>True when the lock cannot be what makes the users of <paramref name="resource"/> take turns.</summary>
    /// <param name="resource">The context or connection, or a part of it.</param>
    /// <param name="innermost">The call that waits for the database.</param>
    /// <param name="wait">How the code under the lock gets there.</param>
    /// <param name="held">The lock.</param>
    /// <param name="call">The call under the lock that leads there.</param>
    /// <param name="model">The compilation.</param>
    public static bool IsNone(IOperation resource, IOperation innermost, Burden wait, HeldLock held, IOperation call, ConcurrencyModel model)
    {
        // A database that is a file of this process takes one writer at a time: that is what such a lock is for.
        if (!held.IsThreadBound || held.Kind == LockKind.Mutex || OwnerOf(resource) is not { } owner || SmallGains.IsEmbedded(innermost, (innermost as IInvocationOperation)?.TargetMethod, model))
            return false;

        return held.Lock.Root is LockRoot.Static or LockRoot.Type
            ? IsEachOwn(owner, model) && (wait.IsDirect || IsOfThisObject(call, model))
            : wait.IsDirect && IsOfThis(held.Lock) && SymbolEqualityComparer.Default.Equals(owner.ContainingType.OriginalDefinition, LockClass.Around(held.Site, model)?.OriginalDefinition) && IsUsedOutside(owner, held.Lock, model);
    }

    /// <summary>The member, or the parameter of a primary constructor, that keeps it for one object; null for what has no such place, or one for all.</summary>
    private static ISymbol? OwnerOf(IOperation? expression)
    {
        expression = expression?.Unwrapped();
        while (expression is IMemberReferenceOperation { Instance: { } instance } && instance.Unwrapped() is not IInstanceReferenceOperation)
            expression = instance.Unwrapped();
        return expression switch
        {
            IMemberReferenceOperation { Member: { IsStatic: false } member } => member,
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } parameter }
                when constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is TypeDeclarationSyntax => parameter,
            _ => null,
        };
    }

    /// <summary>True for what each object is given when it is made, or makes itself, in a class of which there are several objects.</summary>
    private static bool IsEachOwn(ISymbol owner, ConcurrencyModel model)
    {
        if (owner.ContainingType is not { TypeKind: TypeKind.Class } type || IsOnlyOne(type))
            return false;

        return owner is IParameterSymbol || model.MemberValues.Of(owner) is { } values && values.All(value => (value?.Unwrapped() is ICoalesceOperation { Value: var given } ? given : value)?.Unwrapped() switch
        {
            IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => true,
            IObjectCreationOperation => true,
            _ => false,
        });
    }

    /// <summary>Services of a host, and classes that keep an object of their own for everybody.</summary>
    private static bool IsOnlyOne(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(i => i.Name == "IHostedService")
        || type.GetMembers().Any(member => member.IsStatic && member switch
        {
            IFieldSymbol field => IsOf(field.Type, type),
            IPropertySymbol property => IsOf(property.Type, type),
            _ => false,
        });

    /// <summary>The type itself, or something that holds one: <c>Lazy&lt;Store&gt;</c>.</summary>
    private static bool IsOf(ITypeSymbol type, INamedTypeSymbol one) =>
        SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, one.OriginalDefinition) || type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } && SymbolEqualityComparer.Default.Equals(arguments[0], one);

    /// <summary>True for a call of this object, or of one that it was given.</summary>
    private static bool IsOfThisObject(IOperation call, ConcurrencyModel model)
    {
        var receiver = call switch
        {
            IInvocationOperation { Instance: { } instance } => instance,
            IPropertyReferenceOperation { Instance: { } instance } => instance,
            _ => null,
        };
        return receiver is null ? call is IInvocationOperation : receiver.Unwrapped() is IInstanceReferenceOperation || OwnerOf(receiver) is { } owner && IsEachOwn(owner, model);
    }

    private static bool IsOfThis(LockId id) => id.Start.Root == LockRoot.This;

    /// <summary>
    /// True where others than the class itself get to the database through it without any lock, and not less often than under this one: a single place that forgot the lock says nothing against it.
    /// </summary>
    private static bool IsUsedOutside(ISymbol owner, LockId id, ConcurrencyModel model)
    {
        var (without, under) = (0, 0);
        foreach (var reference in owner.ContainingType.DeclaringSyntaxReferences)
        {
            if (!model.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
                continue;

            var semantics = model.Semantics(reference.SyntaxTree);
            foreach (var name in reference.GetSyntax().Named(owner.Name).OfType<IdentifierNameSyntax>())
            {
                if (!SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name).Symbol, owner)
                    || semantics.GetOperation(name.WithOwner()) is not { } use)
                {
                    continue;
                }

                var function = FlowGraphs.FunctionOf(use);
                var locks = model.Locks.Of(function.Syntax).At(use).Held;
                if (locks.Any(other => other.Lock.Root == id.Root && SymbolEqualityComparer.Default.Equals(other.Lock.Symbol, id.Symbol)))
                    under++;
                else if (!locks.Any() && IsAsked(use, model))
                    without++;
            }
        }

        return without > 0 && without >= under;
    }

    /// <summary>True where a call from outside of the class comes to the database.</summary>
    private static bool IsAsked(IOperation use, ConcurrencyModel model)
    {
        if (model.Semantics(use.Syntax.SyntaxTree).GetEnclosingSymbol(use.Syntax.SpanStart) is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet, DeclaredAccessibility: not Accessibility.Private, Name: not ("Dispose" or "DisposeAsync") })
            return false;

        for (var user = use.Parent; user is not null; user = user.Parent)
        {
            if (user is IInvocationOperation call && ((model.Apis.Of(call.TargetMethod) & ApiFlags.Io) != 0 || model.Cost.Of(call).Kind == BlockKind.Database))
                return true;
            if (user is not (IMemberReferenceOperation or IInvocationOperation or IArgumentOperation or IConversionOperation))
                return false;
        }

        return false;
    }
}
