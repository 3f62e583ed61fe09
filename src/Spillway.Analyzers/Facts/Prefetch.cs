using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A body whose requests can be made ahead of the loop, while the body itself stays as it is and takes their results where it awaited
/// them. For requests inside an <c>if</c> or a <c>try</c>, which a split of the body's statements cannot part.
/// </summary>
/// <param name="Steps">What leads to the request, in order: locals to copy, conditions under which it is made, statements that move along; the request is last.</param>
/// <param name="IsHandled">True when the iteration survives a failure of its request.</param>
internal sealed record Prefetch(ImmutableArray<(char Kind, TextSpan Span)> Steps, bool IsHandled)
{
    public const char Copy = 'c';
    public const char Skip = 's';
    public const char Need = 'n';
    public const char Move = 'm';
    public const char Request = 'r';

    /// <summary>The steps as text, with positions from the start of the loop: other findings of the file may be fixed first.</summary>
    public string Write(SyntaxNode loop) => string.Join(
        " ",
        Steps.Select(step => string.Format(CultureInfo.InvariantCulture, "{0}{1}+{2}", step.Kind, step.Span.Start - loop.SpanStart, step.Span.Length)));

    public static Prefetch? Of(AwaitLoop await, ImmutableArray<int> fetch)
    {
        var search = new FissionSearch(new LoopScope(await.Method.Model, await.Method, await.Loop));
        return new PrefetchSearch(search, await.Loop, fetch, await.Method.Model.Apis).Find();
    }
}

/// <summary>The search for what leads to the last request of a body.</summary>
internal sealed class PrefetchSearch
{
    private readonly FissionSearch _search;
    private readonly KnownApis _apis;
    private readonly SyntaxNode _body;
    private readonly Dictionary<SyntaxNode, int> _units = new();
    private readonly HashSet<int> _fetch;
    private readonly HashSet<int> _explained = new();
    private readonly List<(char Kind, TextSpan Span)> _steps = new();
    private readonly int _last;
    private bool _isHandled;

    public PrefetchSearch(FissionSearch search, ILoopOperation loop, ImmutableArray<int> fetch, KnownApis apis)
    {
        _apis = apis;
        _search = search;
        _body = loop.Body.Syntax;
        _fetch = new HashSet<int>(fetch);
        _last = fetch.Max();
        for (var i = 0; i < search.Units.Length; i++)
            _units[search.Units[i].Operation.Syntax] = i;
    }

    public Prefetch? Find()
    {
        var unit = _search.Units[_last];
        if (unit is not { Kind: UnitKind.Statement or UnitKind.Guard, Fetches: { Length: 1 } fetches } || fetches[0] is not IAwaitOperation { Syntax: ExpressionSyntax request })
            return null;

        var path = request.Ancestors().TakeWhile(a => a != _body.Parent).Reverse().ToList();
        for (var i = 0; i < path.Count; i++)
        {
            var next = i + 1 < path.Count ? path[i + 1] : request;
            if (!Enter(path[i], next))
                return null;
        }

        _explained.Add(_last);
        if (!_fetch.IsSubsetOf(_explained) || Changes(request) || !IsStable())
            return null;

        _steps.Add((Prefetch.Request, request.Span));
        return new Prefetch(_steps.ToImmutableArray(), _isHandled);
    }

    /// <summary>Takes what stands ahead of <paramref name="next"/> in <paramref name="around"/>; false where that cannot be repeated ahead of the loop.</summary>
    private bool Enter(SyntaxNode around, SyntaxNode next)
    {
        switch (around)
        {
            case BlockSyntax block:
                return block.Statements.TakeWhile(statement => statement != next).All(Pass);

            case IfStatementSyntax choice when next == choice.Statement || next == choice.Else:
                _steps.Add((next == choice.Statement ? Prefetch.Need : Prefetch.Skip, choice.Condition.Span));
                return Explain(choice.Condition);

            // A failure of what has moved along from outside would come out inside, and be handled there.
            case TryStatementSyntax { Catches.Count: > 0 } when _steps.Any(step => step.Kind == Prefetch.Move):
                return false;

            case TryStatementSyntax attempt when next == attempt.Block:
                _isHandled |= attempt.Catches.Count > 0;
                return true;

            case ElseClauseSyntax or IfStatementSyntax or ExpressionSyntax or ExpressionStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } or VariableDeclarationSyntax
                or VariableDeclaratorSyntax or EqualsValueClauseSyntax or ArgumentSyntax or ArgumentListSyntax or BracketedArgumentListSyntax or InterpolationSyntax:
                return true;

            default:
                return false;
        }
    }

    /// <summary>A statement ahead of the request.</summary>
    private bool Pass(StatementSyntax statement)
    {
        if (statement is IfStatementSyntax { Else: null } guard && SkipsAtEnd(guard))
        {
            // A guard was one part if it does nothing else, and several if it does.
            _steps.Add((Prefetch.Skip, guard.Condition.Span));
            return Explain(_units.ContainsKey(guard) ? guard : guard.Condition);
        }

        if (statement.DescendantNodesAndSelf(n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(n => n is ContinueStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax))
        {
            return false;
        }

        // Where failures are handled, a failure of what comes first would have kept the request from being made.
        if (!_units.TryGetValue(statement, out var index) || !_fetch.Contains(index))
            return !_steps.Any(step => step.Kind == Prefetch.Move) && (!_isHandled || CannotFail(statement));

        // Once a request has moved, everything up to the last one moves with it.
        var unit = _search.Units[index];
        var moves = unit.Awaits || _steps.Any(step => step.Kind == Prefetch.Move);
        if (moves && unit.Awaits && statement is not (LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } or ExpressionStatementSyntax { Expression: AwaitExpressionSyntax }))
            return false;
        if (!moves && (statement is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } || !IsPure(_search.RestOf(index))))
            return false;

        _steps.Add((moves ? Prefetch.Move : Prefetch.Copy, statement.Span));
        _explained.Add(index);
        return true;
    }

    private bool CannotFail(StatementSyntax statement) =>
        _units.TryGetValue(statement, out var index)
        && _search.Units[index].Operation is IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation or IInvocationOperation } only
        && (only.Operation is not IInvocationOperation { TargetMethod: var method } || _apis.Logs(method));

    private bool Explain(SyntaxNode condition)
    {
        if (!_units.TryGetValue(condition, out var index) || _search.Units[index].Awaits || Changes(condition))
            return false;

        _explained.Add(index);
        return IsPure(_search.RestOf(index)) && !_steps.Any(step => step.Kind == Prefetch.Move);
    }

    private static bool SkipsAtEnd(IfStatementSyntax guard)
    {
        var jumps = guard.Statement.DescendantNodesAndSelf().Where(n => n is ContinueStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax).ToList();
        var last = guard.Statement is BlockSyntax { Statements: { Count: > 0 } statements } ? statements[statements.Count - 1] : guard.Statement;
        return jumps.Count == 1 && jumps[0] == last && last is ContinueStatementSyntax;
    }

    /// <summary>True for code that can run twice, and elsewhere: it computes from what it reads, and leaves nothing but its own locals.</summary>
    private bool IsPure(Effects effects) =>
        effects is { Unknown: null, Anything: null, Io: null, Ordered: null, Delay: null, Acquires: null, Pump: null, Invoked.Count: 0 }
        && effects.Accesses.All(access => access.Kind == AccessKind.Read || (access.Kind == AccessKind.Write && access.Place is { Kind: RootKind.Local, Below: false } && _search.Scope.IsOwn(access.Place)));

    /// <summary>True when what leads to the request finds ahead of the loop what it would have found inside.</summary>
    private bool IsStable()
    {
        var reads = new List<Access>();
        foreach (var index in _explained)
        {
            reads.AddRange(_search.FetchOf(index).Accesses.Where(access => access.Kind == AccessKind.Read));
            if (index != _last)
                reads.AddRange(_search.RestOf(index).Accesses.Where(access => access.Kind == AccessKind.Read));
        }

        for (var i = 0; i < _search.Units.Length; i++)
        {
            if (_explained.Contains(i) && i != _last)
                continue;

            var effects = _explained.Contains(i) ? new[] { _search.RestOf(i) } : new[] { _search.RestOf(i), _search.FetchOf(i) };
            foreach (var write in effects.SelectMany(part => part.Accesses))
            {
                if (write.Kind is AccessKind.Write or AccessKind.PerhapsWrite && reads.Any(read => write.Place.Touches(read.Place)))
                    return false;
            }
        }

        return true;
    }

    private static bool Changes(SyntaxNode code) => code.DescendantNodesAndSelf().Any(n =>
        n is AssignmentExpressionSyntax or DeclarationExpressionSyntax or RefExpressionSyntax
        || n.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression or SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression
        || n is ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 });
}
