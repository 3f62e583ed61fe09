using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Locks;

/// <summary>
/// Makes a dictionary concurrent and takes the locks around it away: where an entry is made on a miss with <c>GetOrAdd</c>, where one thing is
/// asked of it as it stands. All uses together, or none.
/// </summary>
internal static class ConcurrentMap
{
    public static IReadOnlyList<TextChange>? Write(ExpressionSyntax locked, TypeDeclarationSyntax type, MapField map, SourceText text, SemanticModel model)
    {
        if (locked.Parent is not LockStatementSyntax asked || map.IsConcurrent || map.Declare() is not { } declared || model.GetSymbolInfo(locked).Symbol is not IFieldSymbol gate)
            return null;

        var changes = declared.ToList();
        var kept = new List<IdentifierNameSyntax>();
        var sections = new HashSet<LockStatementSyntax>();
        foreach (var use in map.Uses)
        {
            if (use.Ancestors().TakeWhile(a => a is not MemberDeclarationSyntax).OfType<LockStatementSyntax>().FirstOrDefault() is not { } section)
            {
                // What was only looked at without the lock was a race, and is none any more.
                if (!IsLook(use) || map.Convert(use) is null)
                    return null;
                continue;
            }

            if (MapField.Whole(use).Parent == section)
                continue;
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(section.Expression).Symbol, gate) || section.Ancestors().OfType<LockStatementSyntax>().Any())
                return null;

            sections.Add(section);
        }

        if (!sections.Contains(asked))
            return null;
        foreach (var section in sections)
        {
            if ((GetOrAdd(section, map, text, model) ?? One(section, map, text)) is not { } change)
                return null;
            changes.Add(change);
        }

        var others = type.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == gate.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, gate) && !sections.Any(s => s.Expression.Span.Contains(n.Span))).ToList();

        // Other sections guard something else; whoever takes the lock by hand may count on it.
        if (others.Any(n => MapField.Whole(n).Parent is not LockStatementSyntax) && !SymbolEqualityComparer.Default.Equals(gate, map.Symbol))
            return null;
        if (others.Count == 0 && !SymbolEqualityComparer.Default.Equals(gate, map.Symbol) && Removed(type, gate, text) is { } removed)
            changes.Add(removed);
        return changes;
    }

    /// <summary>The field of a lock that nobody takes any more.</summary>
    private static TextChange? Removed(TypeDeclarationSyntax type, IFieldSymbol gate, SourceText text)
    {
        if (MapField.Find(type, gate.Name) is not { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax { AttributeLists.Count: 0 } field } }
            || field.DescendantTrivia().Any(t => t.IsComment() || t.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || t.IsDirective))
        {
            return null;
        }

        var (first, last) = (text.Lines.GetLineFromPosition(field.SpanStart), text.Lines.GetLineFromPosition(field.Span.End));
        return first.LineNumber == last.LineNumber && first.ToString().Trim() == field.ToString() ? new TextChange(first.SpanIncludingLineBreak, "") : null;
    }

    private static bool IsLook(IdentifierNameSyntax use)
    {
        var whole = MapField.Whole(use);
        return whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryGetValue" or "ContainsKey" }
            || whole.Parent is ElementAccessExpressionSyntax { Parent: not AssignmentExpressionSyntax } element && element.Parent is not (PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax);
    }

    /// <summary>A section that asks or does one thing: it is whole without the lock as well.</summary>
    private static TextChange? One(LockStatementSyntax section, MapField map, SourceText text)
    {
        var uses = map.Uses.Where(u => section.Statement.Span.Contains(u.Span)).ToList();
        var only = section.Statement is BlockSyntax { Statements: { Count: 1 } statements } ? statements[0] : section.Statement;
        if (uses.Count != 1 || only is not (ReturnStatementSyntax or ExpressionStatementSyntax) || Lines.IndentOf(section, text) is not { } indent || Lines.IndentOf(only, text) is null || !Lines.CanBeIndented(section)
            || MapField.Whole(uses[0]).Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" } || IsChangedInPlace(uses[0]) || map.Convert(uses[0]) is not { } converted
            || section.Parent is not BlockSyntax)
        {
            return null;
        }

        var line = text.ToString(only.Span);
        foreach (var change in converted.OrderByDescending(c => c.Span.Start))
            line = line.Remove(change.Span.Start - only.SpanStart, change.Span.Length).Insert(change.Span.Start - only.SpanStart, change.NewText!);
        return Replaced(section, string.Concat(CommentsOf(section).Select(c => c + Lines.NewLine(text) + indent)) + line);
    }

    private static bool IsChangedInPlace(IdentifierNameSyntax use) => MapField.Whole(use).Parent is ElementAccessExpressionSyntax element
        && (element.Parent is PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax || element.Parent is AssignmentExpressionSyntax { RawKind: not (int)SyntaxKind.SimpleAssignmentExpression } sum && sum.Left == element);

    /// <summary>A section that looks for a key, makes its entry where there is none, and returns it.</summary>
    private static TextChange? GetOrAdd(LockStatementSyntax section, MapField map, SourceText text, SemanticModel model)
    {
        if (section.Statement is not BlockSyntax { Statements: { Count: > 0 } statements } || section.Parent is not BlockSyntax || Lines.IndentOf(section, text) is not { } indent)
            return null;

        // if (!map.TryGetValue(key, out var value)) { value = made; map[key] = value; } return value;
        ExpressionSyntax key;
        StatementSyntax[] making;
        switch (statements[0])
        {
            case IfStatementSyntax { Else: null, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var asked }, Statement: var made } when statements.Count == 2 && KeyOf(asked, map) is { } sought:
                key = sought;
                making = (made is BlockSyntax block ? block.Statements.ToArray() : new[] { made }).Append(statements[1]).ToArray();
                break;

            // if (map.TryGetValue(key, out var value)) { return value; } else { … }
            case IfStatementSyntax { Else.Statement: BlockSyntax other, Condition: var asked, Statement: var found } when statements.Count == 1 && KeyOf(asked, map) is { } sought
                && (found is BlockSyntax { Statements: { Count: 1 } only } ? only[0] : found) is ReturnStatementSyntax { Expression: { } known } && IsEntry(known, asked, sought, map):
                key = sought;
                making = other.Statements.ToArray();
                break;

            // if (map.TryGetValue(key, out var value)) return value; value = made; map[key] = value; return value;
            case IfStatementSyntax { Else: null, Condition: var asked, Statement: var found } when KeyOf(asked, map) is { } sought
                && (found is BlockSyntax { Statements: { Count: 1 } only } ? only[0] : found) is ReturnStatementSyntax { Expression: { } known } && IsEntry(known, asked, sought, map):
                key = sought;
                making = statements.Skip(1).ToArray();
                break;

            default:
                return null;
        }

        if (key is not (IdentifierNameSyntax or MemberAccessExpressionSyntax) || Made(making, key, statements[0], map) is not { } value || value.DescendantNodesAndSelf().Any(n => n is AwaitExpressionSyntax)
            || value.ToString().IndexOf('\n') >= 0 && !Lines.CanBeIndented(value))
        {
            return null;
        }

        var owner = map.Uses.First(u => section.Statement.Span.Contains(u.Span));
        var factory = value is InvocationExpressionSyntax { Expression: IdentifierNameSyntax method, ArgumentList.Arguments: { Count: 1 } arguments } && SyntaxFactory.AreEquivalent(arguments[0].Expression, key)
                && model.GetSymbolInfo(method).Symbol is IMethodSymbol { Parameters.Length: 1 } called && SymbolEqualityComparer.Default.Equals(called.ReturnType, map.Symbol.Type is INamedTypeSymbol type ? type.TypeArguments[1] : null)
                && SymbolEqualityComparer.Default.Equals(called.Parameters[0].Type, ((INamedTypeSymbol)map.Symbol.Type).TypeArguments[0])
            ? method.ToString()
            : $"{(value.DescendantTokens().Any(t => t.Text == "_") ? new Names(section.Statement).New("name") : "_")} => {value}";
        return Replaced(section, string.Concat(CommentsOf(section).Select(c => c + Lines.NewLine(text) + indent)) + $"return {MapField.Whole(owner)}.GetOrAdd({key}, {factory});");
    }

    /// <summary>The key that <c>map.TryGetValue(key, out …)</c> or <c>map.ContainsKey(key)</c> asks for.</summary>
    private static ExpressionSyntax? KeyOf(ExpressionSyntax asked, MapField map) =>
        asked is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryGetValue" or "ContainsKey" } access, ArgumentList.Arguments: { Count: > 0 } arguments }
            && map.Uses.Any(u => MapField.Whole(u) == access.Expression)
            ? arguments[0].Expression
            : null;

    /// <summary>What stands for the entry: the variable that the look has filled, or the element.</summary>
    private static bool IsEntry(ExpressionSyntax expression, ExpressionSyntax asked, ExpressionSyntax key, MapField map) => expression switch
    {
        IdentifierNameSyntax name => VariableOf(asked) == name.Identifier.ValueText,
        ElementAccessExpressionSyntax { Expression: var owner, ArgumentList.Arguments: { Count: 1 } arguments } => map.Uses.Any(u => MapField.Whole(u) == owner) && SyntaxFactory.AreEquivalent(arguments[0].Expression, key),
        _ => false,
    };

    private static string? VariableOf(SyntaxNode asked) => asked.DescendantNodes().OfType<ArgumentSyntax>().FirstOrDefault(a => a.RefKindKeyword.IsKind(SyntaxKind.OutKeyword))?.Expression switch
    {
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax single } => single.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What the entry is made of, where the statements do nothing else than to make it, put it in and return it.</summary>
    private static ExpressionSyntax? Made(StatementSyntax[] making, ExpressionSyntax key, SyntaxNode look, MapField map)
    {
        if (making.Length is 0 or > 3 || making[making.Length - 1] is not ReturnStatementSyntax { Expression: { } returned })
            return null;

        ExpressionSyntax? value;
        if (making.Length == 1)
        {
            // return map[key] = made;
            value = returned is AssignmentExpressionSyntax ? StoredBy(returned, key, map) : null;
        }
        else if (StoredBy(making[making.Length - 2], key, map) is not { } stored)
        {
            return null;
        }
        else if (making.Length == 2)
        {
            // map[key] = made; return map[key];   map[key] = value = made; return value;
            value = stored is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } both && both.Left.ToString() == returned.ToString() && VariableOf(look) == returned.ToString() ? both.Right
                : returned is ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } keys } element && map.Uses.Any(u => MapField.Whole(u) == element.Expression) && SyntaxFactory.AreEquivalent(keys[0].Expression, key) ? stored
                : null;
        }
        else
        {
            (var name, value) = making[0] switch
            {
                ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax target, Right: var made } } => (target.Identifier.ValueText, made),
                LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } when variables[0].Initializer is { Value: var made } => (variables[0].Identifier.ValueText, made),
                _ => (null, null),
            };
            if (name is null || stored.ToString() != name || returned.ToString() != name || making[0] is ExpressionStatementSyntax && VariableOf(look) != name)
                return null;
        }

        if (value is null)
            return null;

        return value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => map.Uses.Contains(n)) ? null : value;
    }

    private static ExpressionSyntax? StoredBy(SyntaxNode store, ExpressionSyntax key, MapField map) => (store is ExpressionStatementSyntax { Expression: var stored } ? stored : store) switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } keys } element, Right: var value }
            when map.Uses.Any(u => MapField.Whole(u) == element.Expression) && SyntaxFactory.AreEquivalent(keys[0].Expression, key) => value,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "TryAdd" } access, ArgumentList.Arguments: { Count: 2 } arguments }
            when map.Uses.Any(u => MapField.Whole(u) == access.Expression) && SyntaxFactory.AreEquivalent(arguments[0].Expression, key) => arguments[1].Expression,
        _ => null,
    };

    private static TextChange Replaced(LockStatementSyntax section, string written) => new(section.Span, written);

    private static IEnumerable<string> CommentsOf(LockStatementSyntax section) =>
        Comments.In(section, section.Span).Select(comment => comment.ToString());
}
