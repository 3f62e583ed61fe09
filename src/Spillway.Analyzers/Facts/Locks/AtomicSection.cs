using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A lock statement that does one thing to one field, so that an atomic operation does the same without the lock.</summary>
/// <param name="Statement">The lock statement.</param>
/// <param name="Field">The field.</param>
/// <param name="Use">What is done to it.</param>
/// <param name="Dropped">A statement whose work the operation does as well.</param>
internal sealed record AtomicSection(LockStatementSyntax Statement, IFieldSymbol Field, AtomicUse Use, StatementSyntax? Dropped)
{
    private const int MostWitnesses = 8;

    public IReadOnlyList<StatementSyntax> Body => StatementsOf(Statement.Statement);

    /// <summary>The lock as it is written.</summary>
    public string LockName => Statement.Expression.ToString();

    /// <summary>The head of the lock statement.</summary>
    public Location Header => Location.Create(Statement.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(Statement.LockKeyword.SpanStart, Statement.CloseParenToken.Span.End));

    /// <summary>The operation, and the other sections of the same field.</summary>
    public IEnumerable<Witness> Because(ConcurrencyModel model) =>
        (model.Semantics(Statement.SyntaxTree).GetSymbolInfo(Statement.Expression).Symbol is IFieldSymbol gate && model.AtomicLocks.Of(gate) is { } all ? all.SectionsOf(Field) : Enumerable.Empty<AtomicSection>())
            .Where(s => s.Statement != Statement).Take(MostWitnesses)
            .Select(s => Witness.At(s.Use.Whole, "under the same lock it does no more than this"))
            .Prepend(Witness.At(Use.Whole, "this is all that happens under the lock"));

    /// <summary>What a fix may do: nothing where a use of the field cannot change.</summary>
    public ImmutableDictionary<string, string?>? Rewrite(ConcurrencyModel model) =>
        model.Semantics(Statement.SyntaxTree).GetSymbolInfo(Statement.Expression).Symbol is IFieldSymbol gate && model.AtomicLocks.Of(gate) is { } all && model.AtomicLocks.Converts(Field, all)
            ? Findings.Rewritable("atomic")
            : null;

    /// <summary>Reads a lock statement; null where it does more than one operation can do.</summary>
    public static AtomicSection? Of(LockStatementSyntax statement, SemanticModel model)
    {
        var body = StatementsOf(statement.Statement);
        if (body.Count is 0 or > 4 || statement.Statement.DescendantNodesAndSelf().Any(IsTooMuch))
            return null;

        IFieldSymbol? field = null;
        var targets = new List<ExpressionSyntax>();
        foreach (var name in statement.Statement.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is not IFieldSymbol { IsConst: false } used || used.IsReadOnly && !used.Type.IsReferenceType)
                continue;
            if (used.IsReadOnly)
                continue;
            if (field is not null && !SymbolEqualityComparer.Default.Equals(field, used))
                return null;

            field = used;
            if (AtomicUse.UpdateFrom(name.WithOwner()) is null)
                targets.Add(name.WithOwner());
        }

        if (field is null || targets.Select(AtomicUse.InstanceOf).Distinct().Count() != 1)
            return null;

        var read = targets.Count switch
        {
            1 => AtomicUse.Of(targets[0], model) is { } use ? new AtomicSection(statement, field, use, null) : null,
            2 => OfTwo(statement, field, body, targets, model),
            _ => null,
        };
        return read is not null && AtomicTypes.Offers(read.Use.Kind, field.Type, model.Compilation) ? read : null;
    }

    private static AtomicSection? OfTwo(LockStatementSyntax statement, IFieldSymbol field, IReadOnlyList<StatementSyntax> body, List<ExpressionSyntax> targets, SemanticModel model)
    {
        if (AtomicUse.Of(targets[0], model) is not { } first || AtomicUse.Of(targets[1], model) is not { } second)
            return null;

        AtomicSection Section(SyntaxNode whole, AtomicUse of, AtomicKind kind, ExpressionSyntax? operand, ExpressionSyntax? comparand, bool wantsOld, StatementSyntax? dropped) =>
            new(statement, field, new AtomicUse(whole, of.Target, kind, operand, comparand, wantsOld), dropped);

        // count++; return count;
        if (IsUpdate(first) && second.Kind == AtomicKind.Read && StatementOf(first, body) is var (update, at) && at + 1 < body.Count && IsAlwaysEvaluated(second.Whole, body[at + 1]))
            return Section(second.Whole, first, first.Kind, first.Operand, null, false, update);

        if (first.Kind != AtomicKind.Read)
            return null;

        // var id = next; next++; and the same with a value that is set.
        if (StatementOf(second, body) is var (later, place) && place > 0 && IsCopy(body[place - 1], first.Whole) is { } copy)
        {
            if (IsUpdate(second) && (second.Operand is null || IsSettled(second.Operand)))
                return Section(first.Whole, first, second.Kind, second.Operand, null, true, later);
            return second.Kind == AtomicKind.Write && !Mentions(second.Operand!, copy)
                ? Section(first.Whole, first, AtomicKind.Exchange, second.Operand, null, true, later)
                : null;
        }

        return second.Kind == AtomicKind.Write && second.Operand is { } value && IsSettled(value) ? OfTest(Section, body, first, second, value, model) : null;
    }

    private delegate AtomicSection Making(SyntaxNode whole, AtomicUse of, AtomicKind kind, ExpressionSyntax? operand, ExpressionSyntax? comparand, bool wantsOld, StatementSyntax? dropped);

    /// <summary>A test, and the field is set when it turns out so: as a branch, or where the test has not left.</summary>
    private static AtomicSection? OfTest(Making section, IReadOnlyList<StatementSyntax> body, AtomicUse read, AtomicUse write, ExpressionSyntax value, SemanticModel model)
    {
        if (read.Whole.FirstAncestorOrSelf<IfStatementSyntax>() is not { Else: null } test || !test.Condition.Span.Contains(read.Whole.Span)
            || body.ToList().IndexOf(test) is var at && at < 0 || TestOf(test.Condition, read.Target, model) is not var (isEqual, comparand)
            || write.Whole.Parent is not ExpressionStatementSyntax set)
        {
            return null;
        }

        var within = set == test.Statement || set.Parent == test.Statement;
        if (!within && !(at + 1 < body.Count && body[at + 1] == set && LeavesAlways(test.Statement)))
            return null;

        // When the test holds where the field is set: compare, then exchange. When it only asks whether the value is there already: exchange.
        var setsWhenEqual = within == isEqual;
        var inside = StatementsOf(test.Statement);
        var isWhole = within && inside.Count == 1;
        if (comparand is null)
            return value.IsKind(setsWhenEqual ? SyntaxKind.FalseLiteralExpression : SyntaxKind.TrueLiteralExpression)
                ? isWhole ? section(test, read, AtomicKind.Write, value, null, false, null) : section(read.Whole, read, AtomicKind.Exchange, value, null, true, set)
                : null;
        if (setsWhenEqual)
            return isWhole ? section(test, read, AtomicKind.CompareExchange, value, comparand, false, null) : section(read.Whole, read, AtomicKind.CompareExchange, value, comparand, true, set);
        return SyntaxFactory.AreEquivalent(value, comparand)
            ? isWhole ? section(test, read, AtomicKind.Write, value, null, false, null) : section(read.Whole, read, AtomicKind.Exchange, value, null, true, set)
            : null;
    }

    /// <summary>What the field is tested for; without a comparand for a field that is the condition itself.</summary>
    private static (bool IsEqual, ExpressionSyntax? Comparand)? TestOf(ExpressionSyntax condition, ExpressionSyntax target, SemanticModel model)
    {
        switch (condition)
        {
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand } when operand == target:
                return (false, null);
            case var _ when condition == target:
                return (true, null);

            // Which strings are equal is not for a comparison of references to say.
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } binary:
                var other = binary.Left == target ? binary.Right : binary.Right == target ? binary.Left : null;
                var isBuiltIn = model.GetOperation(binary) is IBinaryOperation { OperatorMethod: null, LeftOperand: var left }
                    && (left.Unwrapped().Type?.SpecialType != SpecialType.System_String || other.IsKind(SyntaxKind.NullLiteralExpression));
                return other is not null && IsSettled(other) && isBuiltIn ? (binary.IsKind(SyntaxKind.EqualsExpression), other) : null;

            case IsPatternExpressionSyntax { Expression: var matched, Pattern: ConstantPatternSyntax { Expression: var constant } } when matched == target:
                return (true, constant);
            default:
                return null;
        }
    }

    private static bool IsUpdate(AtomicUse use) => use.Kind is AtomicKind.Increment or AtomicKind.Decrement or AtomicKind.Add or AtomicKind.Subtract;

    private static (StatementSyntax Statement, int At)? StatementOf(AtomicUse use, IReadOnlyList<StatementSyntax> body) =>
        use.Whole.Parent is ExpressionStatementSyntax statement && body.ToList().IndexOf(statement) is >= 0 and var at ? (statement, at) : null;

    /// <summary>The name of the variable that takes the field's value as it is.</summary>
    private static string? IsCopy(StatementSyntax statement, SyntaxNode read) => statement switch
    {
        LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } when variables[0].Initializer?.Value == read => variables[0].Identifier.ValueText,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax left, Right: var right } } when right == read => left.Identifier.ValueText,
        _ => null,
    };

    private static bool Mentions(ExpressionSyntax expression, string name) =>
        expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == name);

    /// <summary>True for values that are there already, and the same each time.</summary>
    private static bool IsSettled(ExpressionSyntax value) =>
        value is LiteralExpressionSyntax or IdentifierNameSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax };

    private static bool LeavesAlways(StatementSyntax statement) =>
        StatementsOf(statement).LastOrDefault() is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax;

    /// <summary>True when <paramref name="expression"/> is evaluated once, whatever happens in <paramref name="statement"/>.</summary>
    private static bool IsAlwaysEvaluated(SyntaxNode expression, StatementSyntax statement)
    {
        var child = expression;
        for (var around = expression.Parent; around is not null; child = around, around = around.Parent)
        {
            var isDecided = around switch
            {
                BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } binary => binary.Left != child,
                ConditionalExpressionSyntax choice => choice.Condition != child,
                ConditionalAccessExpressionSyntax access => access.Expression != child,
                IfStatementSyntax test => test.Condition != child,
                SwitchExpressionSyntax choice => choice.GoverningExpression != child,
                StatementSyntax other => other != statement,
                _ => false,
            };
            if (isDecided)
                return false;
            if (around == statement)
                return true;
        }

        return false;
    }

    /// <summary>What makes more than one thing of a section, or something that cannot stand alone.</summary>
    private static bool IsTooMuch(SyntaxNode node) => node switch
    {
        StatementSyntax => node is not (BlockSyntax or IfStatementSyntax or ReturnStatementSyntax or ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax),
        AnonymousFunctionExpressionSyntax or QueryExpressionSyntax or AwaitExpressionSyntax => true,
        _ => false,
    };

    private static IReadOnlyList<StatementSyntax> StatementsOf(StatementSyntax statement) =>
        statement is BlockSyntax block ? block.Statements : new[] { statement };
}
