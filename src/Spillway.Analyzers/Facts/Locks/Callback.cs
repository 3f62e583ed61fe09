using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Code from outside that runs within a call.</summary>
/// <param name="Operation">The call.</param>
/// <param name="Name">What is called.</param>
/// <param name="What">What happens then, in words.</param>
internal readonly record struct Callback(IOperation Operation, string Name, string What)
{
    /// <summary>True for a delegate that is passed to the function: what it does is the caller's matter.</summary>
    public bool IsOfParameter => Operation is IInvocationOperation { Instance: { } called } && Behind(called) is IParameterReferenceOperation;

    /// <summary>What <paramref name="operation"/> by itself runs of other people's code, or null.</summary>
    public static Callback? Of(IOperation operation, ConcurrencyModel model)
    {
        if (operation is not IInvocationOperation call)
            return null;

        // A clock, or how long to wait.
        if (call.TargetMethod is { MethodKind: MethodKind.DelegateInvoke, ReturnType: { Name: "DateTime" or "DateTimeOffset" or "TimeSpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } })
            return null;
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return call.Instance is { } called && OfDelegate(called, operation, model, 0) is var (name, what) ? new Callback(operation, name, what) : null;

        return call.TargetMethod switch
        {
            { Name: "SetResult" or "TrySetResult" or "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled", ContainingType: { Name: "TaskCompletionSource", ContainingNamespace.Name: "Tasks" } }
                when call.Instance is { } source && RunsContinuations(source, model) =>
                new Callback(operation, call.TargetMethod.WithType(), "may run the code that awaits it"),

            { Name: "Cancel", ContainingType: { Name: "CancellationTokenSource", ContainingNamespace.Name: "Threading" } } when call.Instance is not null =>
                new Callback(operation, call.TargetMethod.WithType(), "runs what was registered for cancellation"),

            { Name: "OnNext" or "OnError" or "OnCompleted", ContainingType: { Name: "IObserver", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } when call.Instance is not null =>
                new Callback(operation, call.TargetMethod.WithType(), "runs the subscriber's code"),

            _ => null,
        };
    }

    private static IOperation Behind(IOperation called)
    {
        called = called.Unwrapped();
        return called is IConditionalAccessInstanceOperation ? called.OwnAncestors().OfType<IConditionalAccessOperation>().FirstOrDefault()?.Operation.Unwrapped() ?? called : called;
    }

    private static (string Name, string What)? OfDelegate(IOperation called, IOperation at, ConcurrencyModel model, int depth)
    {
        called = Behind(called);
        switch (called)
        {
            case IEventReferenceOperation { Event: var raised }:
                return (raised.Name, "calls handlers");

            case IFieldReferenceOperation { Field: var field }:
                return IsMadeHere(field) || model.Locks.Delegates.AreAll(field) ? null : (field.Name, "calls back");

            case IPropertyReferenceOperation { Property: { IsIndexer: false } property }:
                return IsMadeHere(property) || model.Locks.Delegates.AreAll(property) ? null : (property.Name, "calls back");

            // Whoever can call a private function is in view, and so is what he passes.
            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor, DeclaredAccessibility: not Accessibility.Private } } parameter }:
                return (parameter.Name, "calls back");

            // One of several, in what is run for each of them.
            case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } one when depth < 3 && ListOf(one) is { } list:
                return OfDelegate(list, at, model, depth + 1);

            case ILocalReferenceOperation { Local: var local } when depth < 3:
                foreach (var value in model.ProvenanceAt(called).ValuesOf(local))
                {
                    if (value is not null && OfDelegate(value, at, model, depth + 1) is var (name, what))
                        return (name, what);
                }

                return null;

            default:
                return null;
        }
    }

    /// <summary>The list whose items the innermost lambda around is given by <c>list.ForEach(…)</c>.</summary>
    private static IOperation? ListOf(IParameterReferenceOperation one)
    {
        IOperation? taker = one;
        while (taker is not null and not IAnonymousFunctionOperation)
            taker = taker.Parent;
        if (taker is not IAnonymousFunctionOperation { Symbol: var lambda } || !SymbolEqualityComparer.Default.Equals(lambda, one.Parameter.ContainingSymbol))
            return null;

        while (taker is IAnonymousFunctionOperation or IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            taker = taker.Parent;
        return taker is IInvocationOperation { TargetMethod: { Name: "ForEach", ContainingType: { Name: "List" or "ImmutableList", ContainingNamespace.ContainingNamespace.Name: "Collections" } }, Instance: { } list } ? list : null;
    }

    /// <summary>True for members that hold a function of this class.</summary>
    private static bool IsMadeHere(ISymbol member)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                VariableDeclaratorSyntax { Initializer.Value: { } initial } => initial,
                PropertyDeclarationSyntax { Initializer.Value: { } initial } => initial,
                _ => null,
            };
            if (value is AnonymousFunctionExpressionSyntax)
                return true;
        }

        // A field that only constructors of this class fill, with lambdas or methods of it.
        return member is IFieldSymbol { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } field && Assigned(field).Any() && Assigned(field).All(v => v is AnonymousFunctionExpressionSyntax
            || v is IdentifierNameSyntax name && field.ContainingType.GetMembers(name.Identifier.ValueText).Any(m => m is IMethodSymbol));
    }

    private static IEnumerable<ExpressionSyntax> Assigned(IFieldSymbol field) =>
        field.ContainingType.DeclaringSyntaxReferences
            .SelectMany(r => r.GetSyntax().Named(field.Name))
            .Select(name => name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && own.Name == name ? own : (ExpressionSyntax)name)
            .Select(left => left.Parent is AssignmentExpressionSyntax set && set.Left == left ? set.Right : null).OfType<ExpressionSyntax>();

    /// <summary>True when a source in the same class is made without the option that moves continuations elsewhere.</summary>
    private static bool RunsContinuations(IOperation source, ConcurrencyModel model)
    {
        source = Behind(source);
        if (source is ILocalReferenceOperation { Local: var local } && model.ProvenanceAt(source).ValuesOf(local) is { Count: > 0 } values && values.All(v => v?.Unwrapped() is IObjectCreationOperation))
            return values.Any(v => !IsAsynchronous((IObjectCreationOperation)v!.Unwrapped()));

        // What a field of the class is given says more than what else the class makes.
        if (source is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } kept && model.MemberValues.Of(kept.Member) is { } given && given.All(v => v?.Unwrapped() is IObjectCreationOperation or { ConstantValue: { HasValue: true, Value: null } }))
            return given.Any(v => v!.Unwrapped() is IObjectCreationOperation made && !IsAsynchronous(made));

        var root = source.Syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().LastOrDefault();
        if (root is null)
            return false;

        var semantics = model.Semantics(root.SyntaxTree);
        foreach (var node in root.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
        {
            if (node is ObjectCreationExpressionSyntax { Type: SimpleNameSyntax { Identifier.ValueText: not "TaskCompletionSource" } })
                continue;
            if (semantics.GetOperation(node) is IObjectCreationOperation made && SymbolEqualityComparer.Default.Equals(made.Type?.OriginalDefinition, source.Type?.OriginalDefinition) && !IsAsynchronous(made))
                return true;
        }

        return false;
    }

    private static bool IsAsynchronous(IObjectCreationOperation creation) =>
        creation.Arguments.Any(a => a.Parameter?.Type.Name == "TaskCreationOptions"
            && (a.Value.ConstantValue is not { HasValue: true, Value: int options } || (options & (int)System.Threading.Tasks.TaskCreationOptions.RunContinuationsAsynchronously) != 0));
}
