using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Queries;

/// <summary>
/// Writes one query for all keys in front of a loop, and looks the rows up in the loop. What an operator does with a missing or
/// repeated key stays as it is: a lookup in memory ends in the same operator.
/// </summary>
internal sealed class BatchQuery
{
    private readonly ForEachStatementSyntax _loop;
    private readonly InvocationExpressionSyntax _call;
    private readonly SemanticModel _model;
    private readonly LoopPlace _place;
    private readonly Names _names;
    private readonly string _key;
    private readonly string _operator;
    private readonly bool _isUnique;
    private readonly bool _isOptional;
    private readonly bool _isProjected;

    private BatchQuery(ForEachStatementSyntax loop, InvocationExpressionSyntax call, FindingSite lookup)
    {
        _loop = loop;
        _call = call;
        _model = lookup.Model;
        _operator = lookup["operator"]!;
        _key = lookup["key"]!;
        _isUnique = lookup.Is("unique");
        _isOptional = lookup.Is("optional");
        _isProjected = lookup.Is("projected");
        _place = new LoopPlace(loop);
        _names = new Names(loop);
    }

    private bool IsAsync => NameOf(_call) != _operator;

    /// <summary>The changes, or null where the code is not laid out so that they fit.</summary>
    public static IReadOnlyList<TextChange>? Write(ForEachStatementSyntax loop, InvocationExpressionSyntax call, FindingSite lookup)
    {
        if (loop.Parent is not (BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax) || loop.Expression.DescendantTrivia().Any(t => t.IsDirective))
            return null;

        // A failure of the one query comes before anything that the items ahead of it would have left behind; that a row is missing
        // is found out where it was.
        if (Handled.LosesResults(loop, new[] { loop.Statement }, lookup.Model, own: "InvalidOperationException"))
            return null;

        return new BatchQuery(loop, call, lookup).Write();
    }

    private IReadOnlyList<TextChange>? Write()
    {
        if ((_operator == "Find" ? OfFind() : OfOperator()) is not var (rows, row, value) || KeyOf(value) is not { } itemKey)
            return null;

        var lines = new List<string>();
        var changes = new List<TextChange>();
        var items = Items(lines, changes);
        var keys = Keys(items, itemKey, lines);
        var (name, query, look) = Rows(rows.Replace(KeysMark, keys), row, value.ToString());
        lines.Add($"var {name} = {query};");

        changes.Add(new TextChange(new TextSpan(_loop.SpanStart, 0), string.Concat(lines.Select(line => line + _place.NewLine + _place.Indent))));
        changes.Add(new TextChange(Replaced().Span, look));
        return changes;
    }

    private const string KeysMark = "\u0001";

    /// <summary>The rows of all keys for <c>table.Find(key)</c>.</summary>
    private (string Rows, string Row, ExpressionSyntax Value)? OfFind()
    {
        if (_call.Expression is not MemberAccessExpressionSyntax { Expression: var table, Name: var method } || _call.ArgumentList.Arguments.Count == 0)
            return null;

        var value = _call.ArgumentList.Arguments[0].Expression switch
        {
            ArrayCreationExpressionSyntax { Initializer.Expressions: { Count: 1 } elements } => elements[0],
            ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: { Count: 1 } elements } => elements[0],
            CollectionExpressionSyntax { Elements: { Count: 1 } elements } => (elements[0] as ExpressionElementSyntax)?.Expression,
            ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax => null,
            var single => single,
        };
        if (value is null)
            return null;

        // 'db.Find<Order>(id)' names the table by its type.
        var source = method is GenericNameSyntax { TypeArgumentList: var type } ? $"{table}.Set{type}()" : table.ToString();
        var row = _names.New("row");
        return ($"{source}.Where({row} => {KeysMark}.Contains({row}.{_key}))", row, value);
    }

    /// <summary>The rows of all keys for an operator: the comparison with the item's key becomes one with all keys.</summary>
    private (string Rows, string Row, ExpressionSyntax Value)? OfOperator()
    {
        var comparison = _call.DescendantNodes().OfType<BinaryExpressionSyntax>().FirstOrDefault(b => b.IsKind(SyntaxKind.EqualsExpression) && ValueIn(b) is not null);
        if (comparison is null || _call.Expression is not MemberAccessExpressionSyntax { Expression: var before }
            || comparison.FirstAncestorOrSelf<LambdaExpressionSyntax>() is not { } lambda || TaskQuery.ParameterOf(lambda) is not { } row)
        {
            return null;
        }

        // A column that may be empty is compared where it is not.
        var text = _isOptional ? $"{row}.{_key} != null && {KeysMark}.Contains({row}.{_key}.Value)" : $"{KeysMark}.Contains({row}.{_key})";
        if (_isProjected)
            return Select is ({ } select, { } taken) && TaskQuery.ParameterOf(taken) is { } from ? ($"{Replace(select.Expression, comparison, text)}({from} => new {{ Key = {Column(from)}, Value = {taken.Body} }})", row, ValueIn(comparison)!) : null;

        var rows = before.Span.Contains(comparison.Span)
            ? Replace(before, comparison, text)
            : $"{before}{LineBreak()}.Where({Replace(lambda, comparison, text)})";
        return (rows, row, ValueIn(comparison)!);
    }

    /// <summary>The last step ahead of the operator, which takes values out of the rows.</summary>
    private (InvocationExpressionSyntax Call, LambdaExpressionSyntax Selector)? Select =>
        _call.Expression is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } select } && arguments[0].Expression is LambdaExpressionSyntax { Body: ExpressionSyntax } selector
            ? (select, selector)
            : null;

    private string Column(string row) => _isOptional ? $"{row}.{_key}!.Value" : $"{row}.{_key}";

    private string LineBreak()
    {
        // A query that is written over several lines goes on in the same way.
        if (_call.Expression is MemberAccessExpressionSyntax { OperatorToken: var dot } && dot.GetPreviousToken().TrailingTrivia.Concat(dot.LeadingTrivia).Any(t => t.IsKind(SyntaxKind.EndOfLineTrivia)))
            return _place.NewLine + _place.Source.ToString(TextSpan.FromBounds(_place.Source.Lines.GetLineFromPosition(dot.SpanStart).Start, dot.SpanStart));

        return "";
    }

    private static string Replace(SyntaxNode whole, SyntaxNode part, string text) =>
        whole.ToString().Remove(part.SpanStart - whole.SpanStart, part.Span.Length).Insert(part.SpanStart - whole.SpanStart, text);

    private ExpressionSyntax? ValueIn(BinaryExpressionSyntax comparison)
    {
        if (comparison.FirstAncestorOrSelf<LambdaExpressionSyntax>() is not { } lambda || TaskQuery.ParameterOf(lambda) is not { } row)
            return null;

        bool IsColumn(ExpressionSyntax side) =>
            side is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name.Identifier.ValueText: var name } && owner.Identifier.ValueText == row && name == _key;

        var value = IsColumn(comparison.Left) ? comparison.Right : IsColumn(comparison.Right) ? comparison.Left : null;
        return value is not null && KeyOf(value) is not null ? value : null;
    }

    /// <summary>The key as an expression of the item alone: a variable of the body is followed to its value.</summary>
    private ExpressionSyntax? KeyOf(ExpressionSyntax value)
    {
        if (value is IdentifierNameSyntax name && name.Identifier.ValueText != _loop.Identifier.ValueText)
        {
            return _model.GetSymbolInfo(name).Symbol is ILocalSymbol local
                && local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } initial }
                && _loop.Span.Contains(initial.Span)
                ? KeyOf(initial)
                : null;
        }

        return value is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } && value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().First().Identifier.ValueText == _loop.Identifier.ValueText
            ? value
            : null;
    }

    /// <summary>The items as something that can be gone over twice.</summary>
    private string Items(List<string> lines, List<TextChange> changes)
    {
        var source = _loop.Expression;
        var type = _model.GetTypeInfo(source).Type;
        var isKept = type is IArrayTypeSymbol || (type is not null && All(type).Any(i => i.Name is "ICollection" or "IReadOnlyCollection" && i.Arity == 1));
        if (isKept && source is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax })
            return source.ToString();

        var text = source.ToString();
        if (!isKept)
            text = (source is AwaitExpressionSyntax or QueryExpressionSyntax or BinaryExpressionSyntax or ConditionalExpressionSyntax or CastExpressionSyntax ? $"({text})" : text) + ".ToList()";

        var name = _names.New(source is IdentifierNameSyntax { Identifier.ValueText: var old } ? $"all{Upper(old)}" : "items");
        lines.Add($"var {name} = {text};");
        changes.Add(new TextChange(source.Span, name));
        return name;
    }

    private string Keys(string items, ExpressionSyntax key, List<string> lines)
    {
        var item = _loop.Identifier.Text;
        var isItem = key is IdentifierNameSyntax;

        // The spans of newer languages would take the place of 'Contains' over an array, and no provider knows them.
        if (isItem && _model.GetTypeInfo(_loop.Expression).Type is not IArrayTypeSymbol && items == _loop.Expression.ToString())
            return items;

        var last = ((key as MemberAccessExpressionSyntax)?.Name ?? key as SimpleNameSyntax)!.Identifier.ValueText;
        var name = _names.New(isItem ? "keys" : (last == "Id" ? Lower(item.TrimStart('@')) + "Id" : Lower(last)) + "s");
        lines.Add(isItem ? $"var {name} = {items}.Distinct().ToList();" : $"var {name} = {items}.Select({item} => {key}).Distinct().ToList();");
        return name;
    }

    private (string Name, string Query, string Look) Rows(string rows, string row, string value)
    {
        var token = Token() is { } given ? given : "";
        var (await, async, configured) = IsAsync ? ("await ", "Async", Configured()) : ("", "", "");
        var comma = token.Length == 0 ? "" : ", " + token;
        var entity = Entity();
        string Listed(string query) => IsAsync ? $"(await {query}.ToListAsync({token}){configured})" : query;
        var (of, key, element) = ($"{Lower(Plural(entity))}By{_key}", $"{row} => {Column(row)}", "");
        if (_isProjected && Select is ({ } select, { } taken))
        {
            var pair = _names.New("pair");
            var values = taken.Body is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var member } ? Plural(member) : "Values";
            var owner = (_model.GetSymbolInfo(select).Symbol as IMethodSymbol)?.TypeArguments.FirstOrDefault()?.Name ?? "Row";
            (of, key, element) = ($"{Lower(owner)}{values}By{_key}", $"{pair} => {pair}.Key", $", {pair} => {pair}.Value");
        }

        switch (_operator)
        {
            case "Any":
                var known = _names.New($"known{entity}{(_key == "Id" ? "Ids" : _key + "s")}");
                return (known, $"{Listed($"{rows}.Select({key}).Distinct()")}.ToHashSet()", $"{known}.Contains({value})");

            case "Count" or "LongCount":
                var counts = _names.New(Lower(entity) + "Counts");
                return (counts, $"{await}{rows}.GroupBy({key}).Select(group => new {{ group.Key, Count = group.{_operator}() }}).ToDictionary{async}(group => group.Key, group => group.Count{comma}){configured}", $"{counts}.GetValueOrDefault({value})");

            case "FirstOrDefault" or "SingleOrDefault" or "Find" when _isUnique:
                var found = _names.New(of);
                return (found, $"{await}{rows}.ToDictionary{async}({key}{element}{comma}){configured}", $"{found}.GetValueOrDefault({value})");

            default:
                var grouped = _names.New(of);
                return (grouped, $"{Listed(rows)}.ToLookup({key}{element})", $"{grouped}[{value}].{_operator}()");
        }
    }

    /// <summary>The await with its configuration and parentheses, or the call alone.</summary>
    private ExpressionSyntax Replaced()
    {
        ExpressionSyntax replaced = _call;
        if (IsAsync)
            replaced = _call.AncestorsAndSelf().OfType<AwaitExpressionSyntax>().First();

        return replaced.Parent is ParenthesizedExpressionSyntax around ? around : replaced;
    }

    private string Configured()
    {
        var await = _call.AncestorsAndSelf().OfType<AwaitExpressionSyntax>().First();
        return await.Expression.ToString().Substring(_call.Span.End - await.Expression.SpanStart).Trim();
    }

    private string? Token() =>
        _call.ArgumentList.Arguments.Select(argument => argument.Expression)
            .FirstOrDefault(expression => Async.TokenInScope.IsToken(_model.GetTypeInfo(expression).ConvertedType))?.ToString();

    private string Entity() =>
        (_model.GetSymbolInfo(_call).Symbol as IMethodSymbol) is { } method && (method.ReceiverType as INamedTypeSymbol ?? method.ContainingType) is var receiver
            && (method.TypeArguments.FirstOrDefault() ?? receiver.TypeArguments.FirstOrDefault()) is { } entity
            ? entity.Name
            : "Row";

    private static IEnumerable<INamedTypeSymbol> All(ITypeSymbol type) => type is INamedTypeSymbol named ? type.AllInterfaces.Add(named) : type.AllInterfaces;

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } ? name : "";

    private static string Plural(string noun) =>
        noun.EndsWith("y", StringComparison.Ordinal) && noun.Length > 1 && "aeiou".IndexOf(noun[noun.Length - 2]) < 0 ? noun.Substring(0, noun.Length - 1) + "ies"
        : noun.EndsWith("s", StringComparison.Ordinal) || noun.EndsWith("x", StringComparison.Ordinal) ? noun + "es"
        : noun + "s";

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
