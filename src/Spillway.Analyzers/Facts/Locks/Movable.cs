using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>May a statement move out of the lock around it, because it needs nothing that the lock guards?</summary>
internal static class Movable
{
    public const string Before = "before";
    public const string After = "after";
    public const string Snapshot = "snapshot";

    /// <summary>Where the statement of <paramref name="call"/> may move to, or null where it has to stay.</summary>
    public static string? Of(IOperation call, ConcurrencyModel model)
    {
        var statement = call.OwnAncestors().FirstOrDefault(o => o is IExpressionStatementOperation or IVariableDeclarationGroupOperation);
        if (statement?.Parent is not IBlockOperation { Parent: ILockOperation { Syntax: LockStatementSyntax { Parent: BlockSyntax } } around } body || body.Operations.Length < 2)
            return null;

        var isFirst = ReferenceEquals(body.Operations[0], statement);
        var isLast = ReferenceEquals(body.Operations[body.Operations.Length - 1], statement);
        if (isLast && statement is IExpressionStatementOperation && IsFree(statement, around, model))
            return After;

        // What is read ahead must not have come from what the lock guards, and a variable moves along with what it is set to.
        return isFirst && IsFree(statement, around, model) ? Before : null;
    }

    /// <summary>The same for a call of a delegate or event: reading that one is no use of what the lock guards, since it is read under the lock all the same.</summary>
    public static string? OfCallback(IOperation call, ConcurrencyModel model)
    {
        var statement = call.OwnAncestors().OfType<IExpressionStatementOperation>().FirstOrDefault();
        if (statement?.Parent is not IBlockOperation { Parent: ILockOperation { Syntax: LockStatementSyntax { Parent: BlockSyntax } } around } body || body.Operations.Length < 2
            || !ReferenceEquals(body.Operations[body.Operations.Length - 1], statement) || call is not IInvocationOperation invocation)
        {
            return null;
        }

        if (invocation.TargetMethod.MethodKind != MethodKind.DelegateInvoke)
            return IsFree(statement, around, model) ? After : null;
        return invocation.Arguments.All(a => IsFree(a, around, model)) ? Snapshot : null;
    }

    /// <summary>True when all that the statement uses is settled before the lock and stays as it is.</summary>
    private static bool IsFree(IOperation statement, ILockOperation around, ConcurrencyModel model)
    {
        foreach (var operation in statement.OwnOperations())
        {
            switch (operation)
            {
                case IAnonymousFunctionOperation or IAwaitOperation or IThrowOperation or IAssignmentOperation or IIncrementOrDecrementOperation:
                case IFieldReferenceOperation { Field: { IsConst: false } field } when !IsSettled(field, model) || IsUsedBeside(field, statement, around, model):
                case IPropertyReferenceOperation { Property: var property } when !(property.IsStatic || property.SetMethod is null or { IsInitOnly: true }) || !property.DeclaringSyntaxReferences.IsEmpty && !property.IsAutoProperty():
                case IEventReferenceOperation or IArrayElementReferenceOperation:
                case ILocalReferenceOperation { Local: var local } when around.Body.Syntax.Span.Contains(local.DeclaringSyntaxReferences.FirstOrDefault()?.Span ?? default) && !statement.Syntax.Span.Contains(local.DeclaringSyntaxReferences[0].Span):
                case IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } }:
                case IObjectCreationOperation { Constructor: { DeclaringSyntaxReferences.IsEmpty: false } }:
                    return false;
            }
        }

        return true;
    }

    /// <summary>What the rest of the section does to a shared object, such as an event that it resets, has to stay with the lock.</summary>
    private static bool IsUsedBeside(IFieldSymbol field, IOperation statement, ILockOperation around, ConcurrencyModel model) =>
        model.Confinement.Of(field.Type).Safety == Safety.Shareable
        && around.Body.OwnOperations().Any(o => o is IFieldReferenceOperation { Field: var other } && SymbolEqualityComparer.Default.Equals(field, other) && !statement.Syntax.Span.Contains(o.Syntax.Span));

    private static bool IsSettled(IFieldSymbol field, ConcurrencyModel model) =>
        field.IsReadOnly && (field.IsStatic && field.ContainingAssembly.IsFramework() || model.Confinement.Of(field.Type).Safety is Safety.Immutable or Safety.Shareable);
}
