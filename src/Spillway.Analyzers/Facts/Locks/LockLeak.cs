using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A lock that a body takes and gives back, though not on every way out.</summary>
/// <param name="Taken">The lock.</param>
/// <param name="Reason">Which way out, for the message.</param>
/// <param name="Because">Where that is, and where the lock is given back otherwise.</param>
/// <param name="Releases">Where the body gives it back.</param>
internal sealed record LockLeak(HeldLock Taken, string Reason, ImmutableArray<Witness> Because, ImmutableArray<SyntaxNode> Releases)
{
    /// <summary>True where only a caller that passes something wrong finds the way out.</summary>
    public bool IsRare { get; private init; }

    public static ImmutableArray<LockLeak> FindIn(MethodFacts method)
    {
        var sets = method.LockSets;
        if (sets.Releases.IsEmpty)
            return ImmutableArray<LockLeak>.Empty;

        var found = ImmutableArray.CreateBuilder<LockLeak>();
        foreach (var acquisition in sets.Acquisitions)
        {
            if (Of(acquisition.Taken, sets, method) is { } leak)
                found.Add(leak);
        }

        return found.ToImmutable();
    }

    private static LockLeak? Of(HeldLock taken, LockSets sets, MethodFacts method)
    {
        if (taken.IsScope || taken.IsLockStatement || taken.Kind is LockKind.Async or LockKind.Permit || IsTakenBack(taken, sets))
            return null;

        // What a body never gives back it hands over, or the lock is a signal.
        var releases = sets.Releases.Where(r => r.Mode == taken.Mode && r.Lock.Equals(taken.Lock)).ToList();
        if (releases.Count == 0)
            return null;

        var kept = sets.Exits.Where(exit => exit.State.Held.Any(held => held.Site == taken.Site && held.IsCertain)).ToList();
        var turn = sets.Turns.FirstOrDefault(turn => turn.State.Held.Any(held => held.Site == taken.Site && held.IsCertain) && IsTakenInLoop(taken, turn.At))?.At;
        if (kept.Count == 0 && turn is null)
            return null;

        var returns = kept.Where(exit => !exit.Throws).ToList();
        if (returns.Count > 0 && (returns.Count == sets.Exits.Count(exit => !exit.Throws) || HandsOver(method.Symbol) && !returns.All(exit => TellsOfNothing(exit.At))))
            return null;

        var (reason, at, label, isRare) = (default(string), default(SyntaxNode), "", false);
        if (returns.Count > 0)
            (reason, at, label) = ("the method returns early", returns[0].At, "from here it returns without releasing");
        else if (turn is not null)
            (reason, at, label) = ("the loop goes on early", turn, "from here the next turn starts without releasing");
        else if (kept.FirstOrDefault(exit => exit.Throws && exit.IsLikely) is { At: { } throwing })
            (reason, at, label) = ($"{Describe(throwing)} throws", throwing, "an exception from here skips the release");
        else if (kept.FirstOrDefault(exit => exit.Throws && Promise(exit.At, method) is { } promise && BrokenPromises.MayBreak(promise, method)) is { At: { } broken })
            (reason, at, label, isRare) = ($"{Describe(broken)} throws", broken, "an exception from here skips the release", true);

        if (reason is null || at is null || IsReleasedElsewhere(taken, method) || IsSignal(taken, method.Model) || IsKept(taken.Lock, method))
            return null;

        var because = ImmutableArray.Create(new Witness(at.GetLocation(), label), new Witness(releases[0].Site.GetLocation(), "released here otherwise"));
        return new LockLeak(taken, reason, because, releases.Select(r => r.Site).ToImmutableArray()) { IsRare = isRare };
    }

    private static IOperation? Promise(SyntaxNode at, MethodFacts method) => method.Model.OperationAt(at.GetLocation());

    /// <summary>What was taken before a loop is kept through all its turns.</summary>
    private static bool IsTakenInLoop(HeldLock taken, SyntaxNode turn) =>
        turn.Ancestors().FirstOrDefault(around => around is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax)?.Span.Contains(taken.Site.Span) == true;

    /// <summary>True in the <c>finally</c> of a block that gives the lock back for a while: it belongs to whoever had it before.</summary>
    private static bool IsTakenBack(HeldLock taken, LockSets sets) =>
        taken.Site.FirstAncestorOrSelf<FinallyClauseSyntax>() is { Parent: TryStatementSyntax { Block.Span: var block } }
        && sets.Releases.Any(release => block.Contains(release.Site.Span) && release.Lock.Equals(taken.Lock));

    private static string Describe(SyntaxNode throwing)
    {
        if (throwing is ThrowStatementSyntax or ThrowExpressionSyntax or ObjectCreationExpressionSyntax { Parent: ThrowStatementSyntax })
            return "the code";

        var text = throwing switch
        {
            AwaitExpressionSyntax { Expression: var awaited } => Called(awaited),
            _ => Called(throwing),
        };
        return $"'{text}'";
    }

    private static string Called(SyntaxNode node)
    {
        var text = (node is InvocationExpressionSyntax call ? Called(call) : node).ToString();
        var end = text.IndexOf('\n');
        return end < 0 ? text : text.Substring(0, end).Trim();
    }

    private static SyntaxNode Called(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax inner }
            ? Called(inner)
            : call.Expression;

    /// <summary>True for functions whose result tells the caller that it now has the lock.</summary>
    private static bool HandsOver(IMethodSymbol? function)
    {
        var result = function?.ReturnType.AwaitedResult() ?? function?.ReturnType;
        return result is not null && (result.SpecialType == SpecialType.System_Boolean || LockApis.IsScope(result));
    }

    /// <summary>Who is told <c>false</c> or given nothing does not know of a lock that he would have to give back.</summary>
    private static bool TellsOfNothing(SyntaxNode returned) => returned.IsKind(SyntaxKind.FalseLiteralExpression) || returned.IsKind(SyntaxKind.NullLiteralExpression);

    /// <summary>True when another function, or another path, gives the lock back without having taken it: the two work hand in hand.</summary>
    private static bool IsReleasedElsewhere(HeldLock taken, MethodFacts method)
    {
        var locks = method.Model.Locks;
        foreach (var function in Neighbours(taken.Lock, method))
        {
            // Where taking it fails, a finally around that gives it back all the same.
            var sets = locks.Of(function);
            var takes = sets.Acquisitions.Any(acquisition => SymbolEqualityComparer.Default.Equals(acquisition.Taken.Lock.Symbol, taken.Lock.Symbol));
            foreach (var exit in sets.Exits.Where(exit => !exit.Throws || !takes))
            {
                if (exit.State.Entries.Any(entry => !entry.IsTaken && SymbolEqualityComparer.Default.Equals(entry.Lock.Symbol, taken.Lock.Symbol)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The functions that can get at the lock easily: those of its type, and for a local those around and inside.</summary>
    private static IEnumerable<SyntaxNode> Neighbours(LockId id, MethodFacts method)
    {
        var type = id.Root is LockRoot.Member or LockRoot.Static ? id.Symbol!.ContainingType : method.Owner.ContainingType;
        return type is null ? Enumerable.Empty<SyntaxNode>() : method.Model.Locks.Index.FunctionsOf(type);
    }

    /// <summary>True for a lock in a local that the code also puts where others find it: they give it back.</summary>
    private static bool IsKept(LockId id, MethodFacts method) =>
        id is { Root: LockRoot.Local, Symbol: ILocalSymbol local }
        && method.Operations.OfType<ISimpleAssignmentOperation>().Any(assignment =>
            assignment.Target is IMemberReferenceOperation or IArrayElementReferenceOperation
            && assignment.Value.Unwrapped() is ILocalReferenceOperation kept && SymbolEqualityComparer.Default.Equals(kept.Local, local));

    /// <summary>True for a semaphore that starts without permits: whoever releases it tells something.</summary>
    private static bool IsSignal(HeldLock taken, ConcurrencyModel model) =>
        taken.Kind == LockKind.Semaphore && taken.Lock.Symbol is { } symbol && LockFields.InitialOf(symbol, model) is { } initial
        && initial.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value.ConstantValue is { HasValue: true, Value: 0 };
}
