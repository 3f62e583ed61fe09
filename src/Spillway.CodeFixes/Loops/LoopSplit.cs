using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Loops;

/// <summary>
/// A loop body split where the rule says it can be: the statements that make the requests, which move into a lambda, and the
/// statements that use the results, which stay in a loop.
/// </summary>
internal sealed class LoopSplit
{
    private LoopSplit(StatementSyntax loop, LoopSource source, Names names)
    {
        Loop = loop;
        Source = source;
        Names = names;
    }

    public StatementSyntax Loop { get; }

    public LoopSource Source { get; }

    public Names Names { get; }

    /// <summary>Conditions under which an item is left out before anything is requested for it.</summary>
    public ImmutableArray<ExpressionSyntax> Skips { get; private set; }

    /// <summary>The statements that lead up to the last request, without it.</summary>
    public ImmutableArray<StatementSyntax> Before { get; private set; }

    /// <summary>The statement of the last request.</summary>
    public StatementSyntax Last { get; private set; } = null!;

    /// <summary>The last request itself, with the condition under which it is made; null where a loop makes it, page by page.</summary>
    public ExpressionSyntax? Request { get; private set; }

    /// <summary>What the result's name takes the place of: the request, and parentheses that only it needed.</summary>
    public TextSpan ResultSpan => Request!.Parent is ParenthesizedExpressionSyntax around ? around.Span : Request.Span;

    /// <summary>The name of the result, or null when there is none.</summary>
    public string? Result { get; private set; }

    /// <summary>The statement of the last request where it also uses the result; null when nothing is left of it.</summary>
    public StatementSyntax? LastConsumer { get; private set; }

    /// <summary>All statements that use results, in order; <see cref="Last"/> among them where it does.</summary>
    public ImmutableArray<StatementSyntax> Consumers { get; private set; }

    /// <summary>Variables that the consumers need besides the result, in order of declaration; the item first.</summary>
    public ImmutableArray<string> Carried { get; private set; }

    /// <summary>The one cancellation token that the requests pass on, if there is one.</summary>
    public string? Token { get; private set; }

    /// <summary>True when the awaits of the loop do not return to the captured context.</summary>
    public bool LeavesContext { get; private set; }

    /// <summary>
    /// Splits the loop, or returns null where a precondition of the rewrite does not hold. Where requests stand in several branches of a
    /// statement, <paramref name="isClosed"/> says that it may move as it is.
    /// </summary>
    public static LoopSplit? Create(StatementSyntax loop, IReadOnlyCollection<int> fetch, SemanticModel model, bool isClosed = false)
    {
        var names = new Names(loop);
        if (LoopSource.Of(loop, model, names) is not { } source || fetch.Count == 0)
            return null;

        var body = BodyOf(loop);
        var statements = body is BlockSyntax block ? block.Statements.ToImmutableArray() : ImmutableArray.Create(body);
        if (statements.Any(s => s is LocalFunctionStatementSyntax or LabeledStatementSyntax) || fetch.Max() >= statements.Length)
            return null;

        var split = new LoopSplit(loop, source, names);
        var requests = fetch.OrderBy(i => i).Select(i => statements[i]).ToList();
        split.Last = requests[requests.Count - 1];
        requests.RemoveAt(requests.Count - 1);

        // Statements ahead of the requests that only decide whether the item counts become a filter; others end the iteration where they stand.
        var skips = ImmutableArray.CreateBuilder<ExpressionSyntax>();
        while (requests.Count > 0 && source.Unpack is null && SkipCondition(requests[0]) is { } condition && statements.IndexOf(requests[0]) == skips.Count)
        {
            skips.Add(condition);
            requests.RemoveAt(0);
        }

        split.Skips = skips.ToImmutable();
        split.Before = requests.ToImmutableArray();
        var awaits = OwnAwaits(split.Last).ToList();
        if (!split.Before.All(s => MovesWhole(s, isClosed)))
            return null;

        // A loop of its own, or a choice with requests in its branches, goes on for one item as it did.
        if (!IsAround(split.Last, isClosed))
        {
            if (awaits.Count != 1 || RequestIn(split.Last, awaits[0]) is not { } request)
                return null;
            split.Request = request;
        }
        else if (!MovesWhole(split.Last, isClosed))
        {
            return null;
        }

        split.Consumers = statements.Where(s => !requests.Contains(s) && SkipIndex(s, split, statements) < 0).ToImmutableArray();
        split.FindResult(model);
        if (split.LastConsumer is null)
            split.Consumers = split.Consumers.Remove(split.Last);

        var carried = split.FindCarried(model);
        if (carried is null || split.LooksBehind(model, isClosed) || !Capture.IsPossible(split.Moved, model))
            return null;

        split.Carried = carried.Value;
        split.Token = Capture.TokenIn(split.Moved, model);
        split.LeavesContext = LeavesContextIn(loop);
        return split;
    }

    /// <summary>Everything that moves into the lambda.</summary>
    public IEnumerable<SyntaxNode> Moved => Skips.Cast<SyntaxNode>().Concat(Before).Append(LastConsumer is null ? Last : Request!);

    /// <summary>True when no await below <paramref name="node"/> returns to the captured context.</summary>
    public static bool LeavesContextIn(SyntaxNode node) =>
        node.DescendantNodes(Functions.AreNot).OfType<AwaitExpressionSyntax>()
            .All(a => a.Expression.ToString().EndsWith(".ConfigureAwait(false)", StringComparison.Ordinal));

    public static StatementSyntax BodyOf(StatementSyntax loop) => loop switch
    {
        CommonForEachStatementSyntax each => each.Statement,
        ForStatementSyntax counted => counted.Statement,
        _ => loop,
    };

    /// <summary>The await with everything that decides whether it runs; null where that is more than an expression.</summary>
    private static ExpressionSyntax? RequestIn(StatementSyntax statement, AwaitExpressionSyntax await)
    {
        ExpressionSyntax request = await;
        foreach (var around in await.Ancestors().TakeWhile(a => a != statement))
        {
            switch (around)
            {
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression }:
                case StatementSyntax:
                    return null;

                case ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax or SwitchExpressionSyntax
                    or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression }:
                    request = (ExpressionSyntax)around;
                    break;
            }
        }

        return request is AwaitExpressionSyntax || request.Parent is not ExpressionStatementSyntax ? request : null;
    }

    private static int SkipIndex(StatementSyntax statement, LoopSplit split, ImmutableArray<StatementSyntax> statements)
    {
        var index = statements.IndexOf(statement);
        return index < split.Skips.Length ? index : -1;
    }

    private static ExpressionSyntax? SkipCondition(StatementSyntax statement)
    {
        if (statement is not IfStatementSyntax { Else: null } guard)
            return null;

        var then = guard.Statement is BlockSyntax { Statements: { Count: 1 } only } ? only[0] : guard.Statement;
        var declares = guard.Condition.DescendantNodesAndSelf().Any(n => n is SingleVariableDesignationSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax);
        return then is ContinueStatementSyntax && !declares ? guard.Condition : null;
    }

    private static bool MovesWhole(StatementSyntax statement, bool isClosed)
    {
        if (statement.DescendantNodesAndSelf(Functions.AreNot).Any(n => Leaves(n, statement)))
            return false;

        // A request in the middle moves with its whole statement; that must do nothing but keep its result.
        return !OwnAwaits(statement).Any()
            || IsAround(statement, isClosed)
            || statement is LocalDeclarationStatementSyntax
            || statement is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax };
    }

    /// <summary>True for a statement with statements inside, which only moves with all of them.</summary>
    private static bool IsAround(StatementSyntax statement, bool isClosed) => IsLoop(statement) || isClosed && statement is IfStatementSyntax or SwitchStatementSyntax or TryStatementSyntax or UsingStatementSyntax;

    public static bool IsLoop(StatementSyntax statement) => statement is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    /// <summary>True for a jump that leads out of <paramref name="statement"/>; a loop or a switch inside keeps its own.</summary>
    private static bool Leaves(SyntaxNode node, StatementSyntax statement) => node switch
    {
        ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax => true,
        ContinueStatementSyntax => !node.Ancestors().TakeWhile(a => a != statement.Parent).Any(a => a is StatementSyntax inner && IsLoop(inner)),
        BreakStatementSyntax => !node.Ancestors().TakeWhile(a => a != statement.Parent).Any(a => a is SwitchStatementSyntax || a is StatementSyntax inner && IsLoop(inner)),
        _ => false,
    };

    private static IEnumerable<AwaitExpressionSyntax> OwnAwaits(SyntaxNode node)
    {
        var all = node.DescendantNodesAndSelf(Functions.AreNot).OfType<AwaitExpressionSyntax>();
        return all.Where(a => !a.Ancestors().TakeWhile(n => n != node).Any(n => n is AwaitExpressionSyntax));
    }

    private void FindResult(SemanticModel model)
    {
        switch (Last)
        {
            case ExpressionStatementSyntax { Expression: var expression } when expression == Request:
                return;

            case not null when Request is null:
                return;

            case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables }
                when variables[0].Initializer?.Value == Request && HasTypeOfResult(variables[0], model):
                Result = variables[0].Identifier.ValueText;
                return;

            default:
                Result = Names.New("result");
                LastConsumer = Last;
                return;
        }
    }

    private bool HasTypeOfResult(VariableDeclaratorSyntax variable, SemanticModel model) =>
        model.GetDeclaredSymbol(variable) is ILocalSymbol local
        && SymbolEqualityComparer.Default.Equals(local.Type, model.GetTypeInfo(Request!).Type);

    /// <summary>The variables to hand over, or null where a consumer changes one: variables of a loop cannot be set.</summary>
    private ImmutableArray<string>? FindCarried(SemanticModel model)
    {
        var declared = new List<ISymbol>();
        if (Loop is ForStatementSyntax { Declaration.Variables: { Count: 1 } counters })
            declared.Add(model.GetDeclaredSymbol(counters[0])!);
        else if (Loop is ForEachStatementSyntax each)
            declared.Add(model.GetDeclaredSymbol(each)!);
        else if (Loop is ForEachVariableStatementSyntax { Variable: var pattern })
            declared.AddRange(DeclaredIn(pattern, model));

        foreach (var statement in Before.Append(Last))
            declared.AddRange(DeclaredIn(statement, model));

        var carried = ImmutableArray.CreateBuilder<string>();
        foreach (var symbol in declared)
        {
            var uses = Consumers.SelectMany(c => c.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
                .Where(n => Request?.Contains(n) != true && n.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, symbol))
                .ToList();
            if (uses.Any(IsChanged) || (uses.Count > 0 && IsDisposedInLambda(symbol)))
                return null;

            // What only the consuming part of the last statement declares stays there.
            var staysBehind = LastConsumer is not null && symbol.DeclaringSyntaxReferences.Any(r => Last.Span.Contains(r.Span) && !Request!.Span.Contains(r.Span));
            if (uses.Count > 0 && symbol.Name != Result && !staysBehind)
                carried.Add(symbol.Name);
        }

        return carried.ToImmutable();
    }

    /// <summary>True when something that stays, and stood ahead of a statement that moves as a whole, uses a variable which that statement may set: it would find what was set later.</summary>
    private bool LooksBehind(SemanticModel model, bool isClosed)
    {
        var moved = Before.Append(Last).ToList();
        if (!moved.Any(statement => IsAround(statement, isClosed)))
            return false;

        var set = moved.SelectMany(statement => DeclaredIn(statement, model)).ToList();
        return Consumers.Where(consumer => consumer.SpanStart < Last.SpanStart).SelectMany(consumer => consumer.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            .Any(name => set.Any(local => local.Name == name.Identifier.ValueText) && set.Contains(model.GetSymbolInfo(name).Symbol, SymbolEqualityComparer.Default));
    }

    private bool IsDisposedInLambda(ISymbol symbol) =>
        Before.OfType<LocalDeclarationStatementSyntax>()
            .Any(s => !s.UsingKeyword.IsKind(SyntaxKind.None) && symbol.DeclaringSyntaxReferences.Any(r => s.Span.Contains(r.Span)));

    private static IEnumerable<ISymbol> DeclaredIn(SyntaxNode node, SemanticModel model) =>
        node.DescendantNodesAndSelf(Functions.AreNot)
            .Where(n => n is VariableDeclaratorSyntax or SingleVariableDesignationSyntax)
            .Select(n => model.GetDeclaredSymbol(n))
            .OfType<ILocalSymbol>();

    private static bool IsChanged(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } => true,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } => true,
        ArgumentSyntax argument => !argument.RefOrOutKeyword.IsKind(SyntaxKind.None),
        _ => false,
    };
}
