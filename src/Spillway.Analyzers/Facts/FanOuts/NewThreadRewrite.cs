using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a rewrite of threads that are made for each item needs to know.</summary>
internal static class NewThreadRewrite
{
    /// <summary>What a rewrite needs to know, or null where the threads need each other, or where it matters which thread runs the work.</summary>
    public static ImmutableDictionary<string, string?>? RewriteFor(this NewThread thread, MethodFacts method)
    {
        if (thread.Creation is not { Arguments: { Length: 1 } arguments } || method.Model.Roots.Host == HostKind.Ui || !HasNoNameOfItsOwn(thread.Creation)
            || Lambdas.In(arguments[0].Value) is not { Symbol: { IsAsync: false, Parameters.Length: 0 } } lambda)
        {
            return null;
        }

        // What starts one of them has none to join.
        if (!thread.Creation.OwnAncestors().Any(around => around is ILoopOperation) && Lambdas.ItemsOf(method) is null)
            return null;

        // Under a bound, whoever waits for the others would wait for work that has not begun.
        if (FanOutBounds.OfSelector(arguments[0].Value) is not null
            || new StartedWorkReader(method).OfDelegate(arguments[0].Value) is not { } work || FanOutBounds.Of(work) is not null
            || lambda.Body.OwnOperations().Any(KnowsItsThread))
        {
            return null;
        }

        return ImmutableDictionary<string, string?>.Empty
            .Add(Findings.RewriteKey, "joined")
            .Add("limit", Option.MaxConcurrency.NumberFor(method.Model.Options, thread.Creation.Syntax.SyntaxTree).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Threads of the pool are background threads and have no names.</summary>
    private static bool HasNoNameOfItsOwn(IObjectCreationOperation creation) =>
        creation.Initializer is null
        || creation.Initializer.Initializers.All(set => set is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "IsBackground" }, Value.ConstantValue: { HasValue: true, Value: true } });

    /// <summary>The thread itself, or state that it has for itself.</summary>
    private static bool KnowsItsThread(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: var field } => field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute"),
        IPropertyReferenceOperation { Property: { Name: "CurrentThread" or "CurrentManagedThreadId" } } => true,
        _ => operation.Type is { Name: "ThreadLocal" or "Thread", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } },
    };
}
