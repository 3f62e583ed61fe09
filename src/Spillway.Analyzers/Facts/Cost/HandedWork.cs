using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Who runs a delegate that is given away.</summary>
internal enum HandedTo
{
    /// <summary>The thread pool, as a task.</summary>
    PoolTask,

    /// <summary>The thread pool, and nobody hears of its end.</summary>
    Pool,

    /// <summary>A parallel loop or query.</summary>
    ParallelLoop,
}

/// <summary>A synchronous delegate that is given to other threads, and what it costs them.</summary>
internal sealed class HandedWork
{
    private readonly MethodFacts _method;
    private readonly Lazy<Burden?> _endless;

    private HandedWork(MethodFacts method, IInvocationOperation call, IOperation function, HandedTo to)
    {
        _method = method;
        Call = call;
        Function = function;
        To = to;
        Cost = method.Model.Cost.OfDelegate(function);
        _endless = new Lazy<Burden?>(() => new EndlessWaits(method.Model).Of(function), LazyThreadSafetyMode.PublicationOnly);
    }

    public IInvocationOperation Call { get; }

    /// <summary>The delegate, as it is passed.</summary>
    public IOperation Function { get; }

    public HandedTo To { get; }

    public ConcurrencyModel Model => _method.Model;

    /// <summary>The code of the delegate where it is a lambda.</summary>
    public IOperation? Body => Function.Unwrapped() is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body: { } body } } ? body : null;

    public CostAnswer Cost { get; }

    /// <summary>Why the thread never comes back: a loop that does not end and waits; null where it does come back.</summary>
    public Burden? Endless => _endless.Value;

    /// <summary>True when a thread of its own is asked for, or a scheduler that is not the pool's.</summary>
    public bool HasOwnThread => OwnThreads.AreAskedFor(Call, _method.Provenance);

    /// <summary>True when the caller waits for the task, or hands it on.</summary>
    public bool IsAwaited => Call.Parent is not (IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });

    public string Name => CallSite.NameOf(Call);

    /// <summary>The name of the method that takes the delegate, with its type where that is written.</summary>
    public Location NameLocation => NameOf((Call.Syntax as InvocationExpressionSyntax)?.Expression)?.GetLocation() ?? Call.Syntax.GetLocation();

    public static ImmutableArray<HandedWork> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<HandedWork>();
        foreach (var call in method.Operations.OfType<IInvocationOperation>())
        {
            if (call.Arguments.IsEmpty || TakerOf(call, method.Model) is not { } to)
                continue;

            foreach (var argument in call.Arguments)
            {
                foreach (var function in Functions(argument.Value))
                {
                    if (!IsAsync(function))
                        found.Add(new HandedWork(method, call, function, to));
                }
            }
        }

        return found.ToImmutable();
    }

    private static HandedTo? TakerOf(IInvocationOperation call, ConcurrencyModel model)
    {
        // The name first: it is cheaper than the catalogue.
        if (call.TargetMethod.ContainingType is not { Name: "Task" or "TaskFactory" or "ThreadPool" or "ParallelEnumerable" or "Parallel" })
            return null;

        var flags = model.Apis.Of(call.TargetMethod);
        if ((flags & ApiFlags.Offloads) == 0)
            return null;

        return call.TargetMethod.ContainingType switch
        {
            { Name: "Task" or "TaskFactory" } => HandedTo.PoolTask,
            { Name: "ThreadPool" } => HandedTo.Pool,
            { Name: "ParallelEnumerable" } => HandedTo.ParallelLoop,
            { Name: "Parallel" } when (flags & ApiFlags.Blocks) != 0 => HandedTo.ParallelLoop,
            _ => null,
        };
    }

    /// <summary>The delegates of an argument; a list of them for <c>params</c>.</summary>
    private static IEnumerable<IOperation> Functions(IOperation argument)
    {
        if (argument is IArrayCreationOperation { Initializer: { } initializer })
            return initializer.ElementValues.Where(IsDelegate);
        return IsDelegate(argument) ? new[] { argument } : Enumerable.Empty<IOperation>();
    }

    private static bool IsDelegate(IOperation value) => value.Type is { TypeKind: TypeKind.Delegate };

    private static bool IsAsync(IOperation function) => function.Unwrapped() switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: true } } => true,
        IDelegateCreationOperation { Target: IMethodReferenceOperation { Method.IsAsync: true } } => true,
        _ => false,
    };

    private static SyntaxNode? NameOf(ExpressionSyntax? called) => called switch
    {
        MemberAccessExpressionSyntax { Expression: SimpleNameSyntax } member => member,
        MemberAccessExpressionSyntax member => member.Name,
        var other => other,
    };
}
