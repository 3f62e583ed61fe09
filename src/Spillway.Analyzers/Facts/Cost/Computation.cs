using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A place of a body that computes for long: a call, or a loop of its own.</summary>
/// <param name="Operation">The call or loop.</param>
/// <param name="Burden">Why.</param>
/// <param name="Name">What a message says of it.</param>
/// <param name="Location">What to underline.</param>
internal sealed record Computation(IOperation Operation, Burden Burden, string Name, Location Location)
{
    /// <summary>True for a call that also waits where it stands, in a way that is reported as such: its asynchronous form is the better advice.</summary>
    public bool IsReportedAsWait(MethodFacts method) =>
        method.PromisesTask && Burden.IsDirect && Operation is IInvocationOperation && method.Model.Cost.Of(Operation).Blocking is { IsDirect: true, IsAvoidable: true };

    public static ImmutableArray<Computation> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<Computation>();
        foreach (var call in method.Calls)
        {
            if (call.Cost.Computing is { } work)
                found.Add(new Computation(call.Operation, work, work.IsDirect ? $"'{call.Name}'" : $"'{call.Name}', through {Quoted(work.Name)}", call.Location));
        }

        foreach (var body in method.Bodies)
        {
            if (method.Model.Cost.OfLoops(body) is { } loop)
                found.Add(new Computation(body, loop, loop.Name, loop.Innermost.Location));
        }

        return found.ToImmutable();
    }

    private static string Quoted(string name) => name.Contains(' ') ? name : $"'{name}'";
}

/// <summary>May a computation move to another thread as it is?</summary>
internal static class Moving
{
    /// <summary>Who waits, in words.</summary>
    public static string WhoWaits(this EventLoop loop) => loop switch
    {
        EventLoop.UserInterface => "the user interface",
        EventLoop.OneReader => "everything behind it in the queue",
        _ => "whoever needs a thread",
    };

    /// <summary>What a fix needs to know; null where the work has to stay: it touches what belongs to this thread, or variables that change.</summary>
    public static ImmutableDictionary<string, string?>? RewriteToMove(this MethodFacts method, Computation work, EventLoop loop)
    {
        if (!method.IsAsync || work.Operation is not (IInvocationOperation or IObjectCreationOperation) || !MethodFacts.AllowsAwaitAt(work.Operation)
            || work.Operation.Type.IsTaskLike() || !CanMove(work.Operation, method))
        {
            return null;
        }

        var form = loop == EventLoop.UserInterface ? "run" : method.Model.Compilation.GetTypeByMetadataName("Spillway.ComputePool") is not null ? "pool" : null;
        return form is null ? null : ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, form);
    }

    private static bool CanMove(IOperation work, MethodFacts method)
    {
        foreach (var operation in work.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None and not RefKind.In } or IInvalidOperation:
                case IDeclarationExpressionOperation or IDeclarationPatternOperation or IConditionalAccessInstanceOperation or IAddressOfOperation:
                    return false;

                case { Type.IsRefLikeType: true } when operation is ILocalReferenceOperation or IParameterReferenceOperation:
                    return false;

                case ILocalReferenceOperation { Local: var local }:
                    if (local.RefKind != RefKind.None || method.Provenance.ValuesOf(local).Count > 1 || IsChanged(local, method) || !IsFree(local.Type, method.Model))
                        return false;
                    break;

                case IParameterReferenceOperation { Parameter: var parameter }:
                    if (parameter.RefKind != RefKind.None || IsChanged(parameter, method) || !IsFree(parameter.Type, method.Model))
                        return false;
                    break;

                // The object itself comes along; what it holds must be free too.
                case IInstanceReferenceOperation { Type: { } type } when operation.Parent is not IMemberReferenceOperation { Member: IFieldSymbol { IsReadOnly: true } }:
                    if (type.IsValueType || method.Model.Confinement.Of(type).Safety is not (Safety.Shareable or Safety.Immutable or Safety.Plain) || IsThreadBound(type, method.Model))
                        return false;
                    break;

                case IMemberReferenceOperation { Type: { } held, Instance: IInstanceReferenceOperation } when !IsFree(held, method.Model):
                    return false;
            }
        }

        return true;
    }

    private static bool IsFree(ITypeSymbol type, ConcurrencyModel model) =>
        model.Confinement.Of(type).Safety != Safety.Confined && !IsThreadBound(type, model);

    /// <summary>True for objects of a user interface and for what belongs to the current request.</summary>
    private static bool IsThreadBound(ITypeSymbol type, ConcurrencyModel model) =>
        type.SelfAndBases().Any(level => (model.Apis.Of(level) & (ApiFlags.Confined | ApiFlags.Affine)) != 0);

    private static bool IsChanged(ISymbol variable, MethodFacts method) => method.Bodies.Any(body =>
        body.DescendantsAndSelf().Any(operation => SymbolEqualityComparer.Default.Equals(operation.ChangedOrHandedOver().Variable(), variable)));
}
