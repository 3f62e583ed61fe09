using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A task whose result is the task that matters, used as if it were that one.</summary>
/// <param name="Marked">The name of the method that makes it.</param>
/// <param name="Starter">That name.</param>
/// <param name="Work">The code that goes on, in words.</param>
/// <param name="Use">What is done with the outer task.</param>
/// <param name="Because">The evidence.</param>
internal sealed record NestedTask(Location Marked, string Starter, string Work, string Use, ImmutableArray<Witness> Because)
{
    /// <summary>True where the outer task is kept and nobody asks it anything: the inner one is not missed.</summary>
    public bool IsUnasked { get; init; }

    public static ImmutableArray<NestedTask> FindIn(MethodFacts method)
    {
        ImmutableArray<NestedTask>.Builder? found = null;
        foreach (var operation in method.Operations)
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "StartNew" or "ContinueWith" or "ContinueWhenAll" or "ContinueWhenAny" } call && Read(call, method.Model) is { } one)
                (found ??= ImmutableArray.CreateBuilder<NestedTask>()).Add(one);
        }

        return found?.ToImmutable() ?? ImmutableArray<NestedTask>.Empty;
    }

    private static NestedTask? Read(IInvocationOperation call, ConcurrencyModel model)
    {
        if (TaskApis.Of(call.TargetMethod) is not (TaskApi.StartNew or TaskApi.ContinueWith or TaskApi.ContinueWhenAll)
            || call.Type.AwaitedResult() is not { } inner || !inner.IsTaskLike()
            || NameIn(call) is not { } name || ReturnsAntecedent(call))
        {
            return null;
        }

        var isLong = IsLongRunning(call);
        var (use, user) = OuterTaskUse.Of(call);
        if (use is null && !(isLong && OuterTaskUse.IsDropped(call)))
            return null;

        var text = (use, isLong) switch
        {
            (null, _) => "LongRunning gives a thread of its own to no more than the part before it",
            (_, true) => $"it is {use}, the rest is not, and LongRunning gives a thread of its own to no more than the part before it",
            _ => $"it is {use}, the rest is not",
        };
        var because = user is null ? ImmutableArray<Witness>.Empty : ImmutableArray.Create(Witness.At(user, "only the outer task is looked at here"));
        return new NestedTask(name.Identifier.GetLocation(), call.TargetMethod.Name, WorkOf(call), text, because) { IsUnasked = !isLong && UnaskedTasks.Keep(user, model) };
    }

    private static SimpleNameSyntax? NameIn(IInvocationOperation call) => (call.Syntax as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };

    // TaskCreationOptions.LongRunning is 2, in TaskContinuationOptions as well.
    private static bool IsLongRunning(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Parameter?.Type.Name is "TaskCreationOptions" or "TaskContinuationOptions"
            && argument.Value.ConstantValue is { HasValue: true, Value: int options } && (options & 2) != 0);

    /// <summary>True for <c>t => t</c>: a continuation that hands on a task which is complete by then.</summary>
    private static bool ReturnsAntecedent(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Value.Unwrapped() is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol: { IsAsync: false, Parameters: { Length: > 0 } parameters }, Body: { } body } }
            && TaskApis.Of(call.TargetMethod) == TaskApi.ContinueWith
            && body.OwnOperations().OfType<IReturnOperation>().All(exit => exit.ReturnedValue?.Unwrapped() is IParameterReferenceOperation { Parameter: var handed } && SymbolEqualityComparer.Default.Equals(handed, parameters[0])));

    private static string WorkOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            switch (argument.Value.Unwrapped())
            {
                case IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: true } }:
                    return "the async lambda";
                case IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body: { } body } }:
                    return body.OwnOperations().OfType<IReturnOperation>().FirstOrDefault() is { ReturnedValue: { } value } ? $"'{TaskWait.TaskName(value)}'" : "the lambda";
                case IDelegateCreationOperation { Target: IMethodReferenceOperation { Method.Name: var name } }:
                    return $"'{name}'";
            }
        }

        return "the delegate";
    }
}
