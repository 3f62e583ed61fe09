using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>An await while a lock is held that belongs to a thread.</summary>
/// <param name="Await">The await, or the loop or scope that awaits.</param>
/// <param name="Name">What is awaited.</param>
/// <param name="Lock">The innermost lock of those.</param>
internal sealed record HeldAwait(SyntaxNode Await, string Name, HeldLock Lock)
{
    public static ImmutableArray<HeldAwait> FindIn(MethodFacts method)
    {
        var sets = method.LockSets;
        if (sets.Acquisitions.IsEmpty)
            return ImmutableArray<HeldAwait>.Empty;

        var found = ImmutableArray.CreateBuilder<HeldAwait>();
        foreach (var operation in method.Operations)
        {
            // A loop or scope awaits where the compiler puts it; what it works on is evaluated under the same locks.
            var (at, awaited) = operation switch
            {
                IAwaitOperation await => (await.Syntax, await.Operation),
                IForEachLoopOperation { IsAsynchronous: true } loop => (loop.Collection.Syntax, loop.Collection),
                IUsingOperation { IsAsynchronous: true } scope => (scope.Resources.Syntax, scope.Resources),
                IUsingDeclarationOperation { IsAsynchronous: true } declared when ValueOf(declared) is { } value => (value.Syntax, value),
                _ => (null, null),
            };
            if (at is null || awaited is null)
                continue;

            var state = sets.At(operation is IAwaitOperation ? at : awaited.Unwrapped().Syntax);
            if (state.Held.LastOrDefault(h => h is { IsCertain: true, IsThreadBound: true }) is { } held && !(operation is IUsingDeclarationOperation && IsGivenBackAfter(held, operation, sets)))
                found.Add(new HeldAwait(at, NameOf(awaited), held));
        }

        return found.ToImmutable();
    }

    private static IOperation? ValueOf(IUsingDeclarationOperation declared) =>
        declared.DeclarationGroup.Declarations.SelectMany(declaration => declaration.Declarators).Select(declarator => declarator.GetVariableInitializer()?.Value).FirstOrDefault();

    /// <summary>What a declaration disposes of at the end of its block is awaited without a lock that the rest of the block gives back.</summary>
    private static bool IsGivenBackAfter(HeldLock held, IOperation declaration, LockSets sets) =>
        sets.Releases.Any(release => release.Lock.Equals(held.Lock) && release.Site.SpanStart > declaration.Syntax.SpanStart && declaration.Syntax.Parent?.Span.Contains(release.Site.Span) == true);

    private static string NameOf(IOperation awaited)
    {
        awaited = awaited.Unwrapped();
        while (awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && (configured.Instance ?? configured.Arguments.FirstOrDefault()?.Value) is { } inner)
            awaited = inner.Unwrapped();

        var name = CallSite.NameOf(awaited);
        return name.IndexOf('\n') < 0 ? name : name.Substring(0, name.IndexOf('\n')).Trim();
    }
}
