using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Where the task comes from that code waits for under a lock.</summary>
internal static class TaskOrigin
{
    private const int DeepestView = 6;

    /// <summary>True for the task of a call that this code makes; one that was stored may have ended long ago.</summary>
    public static bool IsStartedHere(Burden wait, ConcurrencyModel model)
    {
        var task = TaskOf(wait, model);
        for (var depth = 0; task is not null && depth < DeepestView; depth++)
        {
            switch (task)
            {
                case IInvocationOperation call when TaskApis.Of(call.TargetMethod) == TaskApi.View && TaskApis.ReceiverOf(call) is { } receiver:
                    task = receiver.Unwrapped();
                    continue;

                case IConditionalAccessInstanceOperation when task.OwnAncestors().OfType<IConditionalAccessOperation>().FirstOrDefault() is { } access:
                    task = access.Operation.Unwrapped();
                    continue;

                case IConditionalAccessOperation { WhenNotNull: var whole }:
                    task = whole.Unwrapped();
                    continue;

                case ILocalReferenceOperation { Local: var local }:
                    return model.ProvenanceAt(task).ValuesOf(local).Any(value => value?.Unwrapped() is IInvocationOperation or IConditionalAccessOperation or IArrayCreationOperation or IObjectCreationOperation);

                default:
                    return task is IInvocationOperation or IArrayCreationOperation or IArgumentOperation;
            }
        }

        return task is null;
    }

    /// <summary>True for tasks that the code has picked by how they ended, and for fields that only hold complete ones.</summary>
    public static bool IsSettled(Burden wait, ConcurrencyModel model)
    {
        var task = TaskOf(wait, model);
        return task switch
        {
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } } => IsPicked(task),
            IFieldReferenceOperation { Field: var field } => model.MemberValues.Of(field) is { } values && values.All(value => IsComplete(value, model, 0)),
            IPropertyReferenceOperation { Property: { GetMethod: { } getter } } property => AskedElements.HaveEnded(property, model) || model.Implementations.TargetsOf(getter) is { IsEmpty: false } targets && targets.All(target => KnowsEnd(target.ContainingType, model)),
            _ => false,
        };
    }

    /// <summary>True for a class that asks the tasks which it holds how they ended: who takes one from it has been told so.</summary>
    private static bool KnowsEnd(INamedTypeSymbol type, ConcurrencyModel model)
    {
        foreach (var reference in type.DeclaringSyntaxReferences.Where(r => model.Compilation.ContainsSyntaxTree(r.SyntaxTree)))
        {
            foreach (var word in new[] { "Status", "IsCompleted", "IsCompletedSuccessfully" })
            {
                foreach (var name in reference.GetSyntax().Named(word))
                {
                    if (name.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax access && access.Name == name && model.Semantics(reference.SyntaxTree).GetOperation(access) is IPropertyReferenceOperation { Instance: var held } property
                        && AsksForEnd(property) && held?.Unwrapped() is IFieldReferenceOperation && access.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax>() is not null)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static IOperation? TaskOf(Burden wait, ConcurrencyModel model) => model.OperationAt(wait.Innermost.Location) switch
    {
        IPropertyReferenceOperation property => property.Instance?.Unwrapped(),
        IInvocationOperation call => (call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Unwrapped() is { } receiver && receiver is IInvocationOperation { TargetMethod.Name: "GetAwaiter" or "ConfigureAwait" } view
            ? TaskApis.ReceiverOf(view)?.Unwrapped() ?? receiver
            : (call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Unwrapped(),
        _ => null,
    };

    /// <summary><c>tasks.Where(t => t.Exception == null).Select(t => t.Result)</c></summary>
    private static bool IsPicked(IOperation element)
    {
        var lambda = element.OwnAncestors().OfType<IAnonymousFunctionOperation>().FirstOrDefault() ?? FlowGraphs.FunctionOf(element) as IAnonymousFunctionOperation;
        var user = lambda is null ? null : Lambdas.Taker(lambda);
        for (var query = user as IInvocationOperation; query is not null; query = (query.Instance ?? query.Arguments.FirstOrDefault()?.Value)?.Unwrapped() as IInvocationOperation)
        {
            if (query.TargetMethod.Name == "Where" && query.Arguments.Any(argument => argument.Value.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().Any(AsksForEnd)))
                return true;
        }

        return false;
    }

    private static bool AsksForEnd(IPropertyReferenceOperation property) =>
        property.Property is { Name: "Exception" or "Status" or "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled", ContainingType: { } type } && type.IsTaskLike();

    private static bool IsComplete(IOperation? value, ConcurrencyModel model, int depth) => value?.Unwrapped() switch
    {
        null => false,
        { ConstantValue: { HasValue: true, Value: null } } => true,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "Task" or "ValueTask", Name: "FromResult" or "FromException" or "FromCanceled" } } => true,
        IInvocationOperation call => model.Implementations.TargetsOf(call.TargetMethod) is { IsEmpty: false } targets && targets.All(target => model.CompleteResults.Of(target)),
        IPropertyReferenceOperation { Property: { Name: "CompletedTask", ContainingType.Name: "Task" or "ValueTask" } } => true,
        IPropertyReferenceOperation { Property: { Name: "Task", ContainingType: { Name: "TaskCompletionSource", ContainingNamespace.Name: "Tasks" } }, Instance: ILocalReferenceOperation { Local: var source } } task =>
            FlowGraphs.FunctionOf(task).DescendantsAndSelf().Any(o => o is IInvocationOperation { TargetMethod.Name: "SetResult" or "TrySetResult" or "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled", Instance: ILocalReferenceOperation { Local: var set } }
                && SymbolEqualityComparer.Default.Equals(set, source) && o.Syntax.SpanStart < task.Syntax.SpanStart && o.Parent is IExpressionStatementOperation { Parent: IBlockOperation { Parent: not IConditionalOperation } }),
        IFieldReferenceOperation { Field: var field } when depth < DeepestView => model.MemberValues.Of(field) is { } values && values.All(other => IsComplete(other, model, depth + 1)),
        IPropertyReferenceOperation { Property: var property } when depth < DeepestView => model.MemberValues.Of(property) is { } values && values.All(other => IsComplete(other, model, depth + 1)),
        _ => false,
    };
}
