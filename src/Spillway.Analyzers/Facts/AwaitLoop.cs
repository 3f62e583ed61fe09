using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A loop whose own body awaits.</summary>
internal sealed class AwaitLoop
{
    private AwaitLoop(MethodFacts method, ILoopOperation loop, ImmutableArray<IAwaitOperation> awaits)
    {
        Method = method;
        Loop = loop;
        Awaits = awaits;
    }

    public MethodFacts Method { get; }

    public ILoopOperation Loop { get; }

    /// <summary>The awaits in the body, those of nested loops included, in source order.</summary>
    public ImmutableArray<IAwaitOperation> Awaits { get; }

    public static ImmutableArray<AwaitLoop> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<AwaitLoop>();
        foreach (var loop in method.Bodies.SelectMany(body => body.OwnOperations()).OfType<ILoopOperation>())
        {
            var awaits = loop.Body.OwnOperations().OfType<IAwaitOperation>().ToImmutableArray();
            if (!awaits.IsEmpty)
                found.Add(new AwaitLoop(method, loop, awaits));
        }

        return found.ToImmutable();
    }
}
