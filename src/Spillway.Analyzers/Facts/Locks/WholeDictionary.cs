using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A use of a <c>ConcurrentDictionary</c> that takes all its locks, in code that runs often: everybody who changes an entry waits meanwhile, though
/// each key could have been changed on its own.
/// </summary>
/// <param name="Place">What to report: the member, the call, or the expression that is locked.</param>
/// <param name="Name">The member.</param>
/// <param name="Dictionary">The expression for the dictionary.</param>
/// <param name="Often">Why it runs often.</param>
/// <param name="Rewrite">The form in which the same is had without the locks; null where there is none.</param>
internal sealed record WholeDictionary(SyntaxNode Place, string Name, IOperation Dictionary, Often Often, string? Rewrite)
{
    public bool IsLock => Name == "lock";

    public string DictionaryName => Dictionary.Unwrapped() switch
    {
        IFieldReferenceOperation { Field: var member } => member.Name,
        IPropertyReferenceOperation { Property: var property } => property.Name,
        ILocalReferenceOperation { Local: var local } => local.Name,
        IParameterReferenceOperation { Parameter: var parameter } => parameter.Name,
        IInstanceReferenceOperation => "this",
        var other => other.Syntax.ToString(),
    };

    public static ImmutableArray<WholeDictionary> FindIn(MethodFacts method)
    {
        if (method.Model.ConcurrentDictionary is not { } type)
            return ImmutableArray<WholeDictionary>.Empty;

        var found = ImmutableArray.CreateBuilder<WholeDictionary>();
        foreach (var operation in method.Calls.Select(call => call.Operation).Concat(LockStatements(method)))
        {
            if (UseOf(operation, type) is not var (place, name, dictionary) || !IsShared(dictionary, method) || IsOfItem(dictionary) || IsOnMiss(operation, dictionary))
                continue;

            var rewrite = name == "lock" ? null : WholeDictionaryRewrite.Of(operation, name, dictionary, method.Model);
            if (WholeDictionaryRewrite.IsOnPurpose(operation, name, dictionary))
                continue;
            if ((method.Model.OftenRun.At(operation, method) ?? (rewrite is WholeDictionaryRewrite.Empty or WholeDictionaryRewrite.Contains ? UnderLock(operation, dictionary, method) : null)) is { } often)
                found.Add(new WholeDictionary(place, name, dictionary, often, rewrite));
        }

        return found.ToImmutable();
    }

    // Most bodies lock nothing, and need not be walked for it.
    private static IEnumerable<IOperation> LockStatements(MethodFacts method) =>
        method.LockSets.Acquisitions.IsEmpty ? Enumerable.Empty<IOperation>() : method.Operations.Where(o => o is ILockOperation);

    private static (SyntaxNode Place, string Name, IOperation Dictionary)? UseOf(IOperation operation, INamedTypeSymbol type)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property: { Name: "Count" or "Keys" or "Values" } property, Instance: { } instance } when Is(property.ContainingType, type) && operation.Parent is not INameOfOperation:
                return (operation.Syntax, property.Name, instance);

            case IInvocationOperation { TargetMethod: { Name: "ToArray" } called, Instance: { } instance } when Is(called.ContainingType, type):
                return (operation.Syntax, called.Name, instance);

            // The queries that ask a collection how many it has, which takes all locks too.
            case IInvocationOperation { TargetMethod: { Name: "Any" or "Count" or "ToList", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } query, Arguments: { Length: 1 } arguments }
                when arguments[0].Value.Unwrapped().Type.DerivesFrom(type):
                return (operation.Syntax, query.Name, arguments[0].Value.Unwrapped());

            case ILockOperation { LockedValue: var locked } when locked.Unwrapped().Type.DerivesFrom(type):
                return (locked.Syntax, "lock", locked.Unwrapped());

            default:
                return null;
        }
    }

    /// <summary>A dictionary that only this body knows has nobody who waits.</summary>
    private static bool IsShared(IOperation dictionary, MethodFacts method) => dictionary.Unwrapped() switch
    {
        IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation => true,
        ILocalReferenceOperation { Local: var local } => SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, method.Symbol ?? method.Owner)
            ? method.Provenance.ValuesOf(local).Any(value => value?.Unwrapped() is IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation)
            : !IsQueryOf(method),
        _ => false,
    };

    /// <summary>Each turn of a loop that asks the dictionary of its item asks another one.</summary>
    private static bool IsOfItem(IOperation dictionary)
    {
        var start = dictionary.Unwrapped();
        while (start is IMemberReferenceOperation { Instance: { } owner })
            start = owner.Unwrapped();
        return start is ILocalReferenceOperation { Local: var local } && local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declared
            && (declared is ForEachStatementSyntax || declared.FirstAncestorOrSelf<ForEachVariableStatementSyntax>() is { } loop && loop.Variable.Span.Contains(declared.Span));
    }

    /// <summary>True where the key was looked up first, and what was found returned: to look at all of them is what is left where there was none.</summary>
    private static bool IsOnMiss(IOperation operation, IOperation dictionary)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (around is IBlockOperation block && block.ChoicesBefore(child).Any(choice =>
                choice.WhenTrue.OwnOperations().Any(o => o is IReturnOperation) && choice.Condition.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey", Instance: { } asked }
                    && asked.Syntax.IsEquivalentTo(dictionary.Syntax, topLevel: false) && !IsDenied(o))))
            {
                return true;
            }

            child = around;
        }

        return false;
    }

    /// <summary>Who returns because there was none goes on with what was found.</summary>
    private static bool IsDenied(IOperation question) => question.OwnAncestors().TakeWhile(o => o is not IConditionalOperation).Count(o => o is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }) % 2 == 1;

    // A lambda of an ordinary query runs on the thread of whoever asks.
    private static bool IsQueryOf(MethodFacts method) => Lambdas.ItemsOf(method) is not null;

    private static Often? UnderLock(IOperation operation, IOperation dictionary, MethodFacts method)
    {
        var at = operation.Syntax;
        foreach (var held in method.LockSets.At(at).Held)
        {
            if (held is { IsCertain: true, Kind: not LockKind.Permit } && held.Site != at && !held.Lock.Equals(new LockNames(method.Provenance).Of(dictionary)))
                return new Often($"while '{held.Name}' is held", ImmutableArray.Create(Witness.At(held.Site, "the lock is taken here")));
        }

        return null;
    }

    private static bool Is(INamedTypeSymbol? declaring, INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(declaring?.OriginalDefinition, type);
}
