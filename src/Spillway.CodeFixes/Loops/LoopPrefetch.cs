using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Loops;

/// <summary>
/// A loop that stays as it is, with its requests made ahead of it: where the body awaited, it takes the result. A failure that the
/// iteration handles comes out where it was thrown before.
/// </summary>
internal sealed class LoopPrefetch
{
    private readonly StatementSyntax _loop;
    private readonly SemanticModel _model;
    private readonly LoopSource _source;
    private readonly Names _names;
    private readonly LoopPlace _place;
    private readonly bool _isHandled;
    private readonly List<(char Kind, SyntaxNode Node)> _steps = new();
    private readonly AwaitExpressionSyntax _request;
    private readonly string? _outer;
    private readonly string? _token;

    private LoopPrefetch(StatementSyntax loop, SemanticModel model, LoopSource source, Names names, IEnumerable<(char Kind, SyntaxNode Node)> steps, AwaitExpressionSyntax request, bool isHandled)
    {
        (_loop, _model, _source, _names, _request, _isHandled) = (loop, model, source, names, request, isHandled);
        _steps.AddRange(steps);
        _place = new LoopPlace(loop);

        // Where failures are handled one by one, a cancellation is one of them, and has to come out at its own place.
        _outer = isHandled ? null : Capture.TokenIn(Ahead, model);
        _token = _outer is null ? null : names.New(_outer == "token" ? "itemToken" : "token");
    }

    private bool IsVoid => _model.GetTypeInfo(_request).Type is { SpecialType: SpecialType.System_Void };

    private bool IsStatement => _request.Parent is ExpressionStatementSyntax;

    private IEnumerable<StatementSyntax> MovedStatements => _steps.Where(step => step.Kind == 'm').Select(step => (StatementSyntax)step.Node);

    /// <summary>All code that runs ahead of the loop.</summary>
    private IEnumerable<SyntaxNode> Ahead => _steps.Select(step => step.Node).Append(_request);

    /// <summary>The change that rewrites the loop, with the namespaces it needs; null where a precondition does not hold.</summary>
    public static (TextChange Change, ImmutableArray<string> Imports)? Write(StatementSyntax loop, string steps, bool isHandled, SemanticModel model, string limit)
    {
        var names = new Names(loop);
        if (loop.Parent is not (BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax)
            || loop.DescendantTrivia().Any(t => t.IsDirective)
            || LoopSource.Of(loop, model, names) is not { } source
            || Read(steps, loop) is not { } nodes
            || nodes[nodes.Count - 1].Node is not AwaitExpressionSyntax request)
        {
            return null;
        }

        // Where the function survives a failure of the loop, it finds what the iterations before it have left: the failure has to come out where it was.
        var isSurvived = Handled.LosesResults(loop, new[] { LoopSplit.BodyOf(loop) }, model);
        if (loop is ForStatementSyntax ? !source.IsPlainCount : isSurvived && !IsCollection(((CommonForEachStatementSyntax)loop).Expression, model))
            return null;

        isHandled |= isSurvived;
        var prefetch = new LoopPrefetch(loop, model, source, names, nodes.Take(nodes.Count - 1), request, isHandled);
        if (!Capture.IsPossible(prefetch.Ahead, model) || prefetch.CallsInside() || prefetch.Holds(request))
            return null;

        return prefetch.Write(limit) is { } change ? (prefetch._place.KeepComments(change), ImmutableArray.Create("Spillway", "System.Linq")) : null;
    }

    private static List<(char Kind, SyntaxNode Node)>? Read(string steps, StatementSyntax loop)
    {
        var nodes = new List<(char, SyntaxNode)>();
        foreach (var step in steps.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = step.Substring(1).Split('+').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            var span = new TextSpan(loop.SpanStart + numbers[0], numbers[1]);
            if (!loop.Span.Contains(span) || loop.FindNode(span, getInnermostNodeForTie: true) is not { } found)
                return null;

            var node = found.AncestorsAndSelf().TakeWhile(n => n.Span == span).LastOrDefault(n => step[0] is 'c' or 'm' ? n is StatementSyntax : n is ExpressionSyntax);
            if (node is null)
                return null;

            nodes.Add((step[0], node));
        }

        return nodes.Count == 0 ? null : nodes;
    }

    /// <summary>True when the result has an owner: results that wait for the loop would wait open.</summary>
    private bool Holds(AwaitExpressionSyntax request) =>
        _model.GetTypeInfo(request).Type is { } type
        && type.AllInterfaces.Add((type as INamedTypeSymbol)!).Any(i => i is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace.Name: "System" });

    /// <summary>True when what runs ahead of the loop calls a function that the body declares.</summary>
    private bool CallsInside() =>
        Ahead.SelectMany(node => node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()).Select(name => _model.GetSymbolInfo(name).Symbol).OfType<IMethodSymbol>()
            .Any(called => called.MethodKind == MethodKind.LocalFunction && called.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == _loop.SyntaxTree && _loop.Span.Contains(reference.Span)));

    private TextChange? Write(string limit)
    {
        if (Carried() is not { } carried || (IsVoid && !IsStatement))
            return null;

        var fetched = _names.New(_isHandled ? "outcomes" : "fetched");
        var counter = (_loop as ForStatementSyntax)?.Declaration?.Variables[0].Identifier.ValueText;
        var element = counter is not null ? $"{fetched}[{counter}]" : _names.New(_isHandled ? "outcome" : carried.Length > 0 ? "values" : "result");
        var value = _isHandled ? element + ".Result" : element;
        var edits = Edits(carried, value);
        if (edits is null)
            return null;

        var (items, ahead) = Items();
        var operation = _isHandled ? "SelectSettledAsync" : "SelectConcurrentAsync";
        var configured = LoopSplit.LeavesContextIn(_loop) ? ".ConfigureAwait(false)" : "";
        var parameter = _token ?? (Ahead.SelectMany(n => n.DescendantTokens()).Any(t => t.Text == "_") ? _names.New("token") : "_");
        var call = $"var {fetched} = await {items}.{operation}({limit}, async ({_source.Variable}, {parameter}) =>{Lambda(carried)}{(_outer is null ? "" : $", {_outer}")}){configured};";
        var lines = ahead is null ? new[] { call } : new[] { ahead, call };
        return new TextChange(_loop.Span, string.Concat(lines.Select(line => line + _place.NewLine + _place.Indent)) + Header(items, fetched, element) + Body(edits));
    }

    /// <summary>The items as something that can be gone over twice, and the statement that makes it so.</summary>
    private (string Items, string? Ahead) Items()
    {
        if (_loop is not CommonForEachStatementSyntax each)
            return (_source.Items, null);

        var isName = each.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax };
        if (isName && IsCollection(each.Expression, _model))
            return (_source.Items, null);

        var items = _names.New("items");
        return (items, $"var {items} = {_source.Items}.ToList();");
    }

    private static bool IsCollection(ExpressionSyntax items, SemanticModel model) =>
        model.GetTypeInfo(items).Type is var type
        && (type is IArrayTypeSymbol || (type is INamedTypeSymbol named && named.AllInterfaces.Add(named).Any(i => i is { Name: "ICollection" or "IReadOnlyCollection", Arity: 1 })));

    private string Header(string items, string fetched, string element) => _loop switch
    {
        ForEachVariableStatementSyntax { Variable: DeclarationExpressionSyntax pattern } => $"foreach (var ({pattern.Designation}, {element}) in {items}.Zip({fetched}))",
        ForEachStatementSyntax each => $"foreach (var ({each.Identifier.ValueText}, {element}) in {items}.Zip({fetched}))",
        _ => _place.Source.ToString(TextSpan.FromBounds(_loop.SpanStart, HeaderEnd)),
    };

    private int HeaderEnd => LoopSplit.BodyOf(_loop).GetFirstToken().GetPreviousToken().Span.End;

    /// <summary>Locals of statements that move which the rest of the body needs; null where one cannot be handed over.</summary>
    private ImmutableArray<string>? Carried()
    {
        var carried = ImmutableArray.CreateBuilder<string>();
        var moved = MovedStatements.ToList();
        foreach (var statement in moved)
        {
            foreach (var local in statement.DescendantNodes(Functions.AreNot).Where(n => n is VariableDeclaratorSyntax or SingleVariableDesignationSyntax).Select(n => _model.GetDeclaredSymbol(n)).OfType<ILocalSymbol>())
            {
                var isUsed = LoopSplit.BodyOf(_loop).DescendantNodes().OfType<IdentifierNameSyntax>()
                    .Any(n => n.Identifier.ValueText == local.Name && !_request.Contains(n) && !moved.Any(m => m.Contains(n)) && SymbolEqualityComparer.Default.Equals(_model.GetSymbolInfo(n).Symbol, local));
                if (!isUsed)
                    continue;
                if (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })
                    return null;
                carried.Add(local.Name);
            }
        }

        return carried.ToImmutable();
    }

    /// <summary>What changes in the body: the request gives way to its result, what moved is gone.</summary>
    private List<TextChange>? Edits(ImmutableArray<string> carried, string value)
    {
        var edits = new List<TextChange>();
        var place = value;
        var target = _request.Parent is ParenthesizedExpressionSyntax around ? around.Span : _request.Span;
        if (!carried.IsEmpty)
        {
            var parts = carried.ToList();
            if (!IsVoid && !IsStatement)
                parts.Add(place = _names.New("result"));
            var first = MovedStatements.First();
            edits.Add(new TextChange(first.Span, parts.Count == 1 ? $"var {parts[0]} = {value};" : $"var ({string.Join(", ", parts)}) = {value};"));
        }

        foreach (var statement in MovedStatements.Skip(carried.IsEmpty ? 0 : 1))
            edits.Add(new TextChange(statement.FullSpan, ""));

        if (!IsStatement)
        {
            edits.Add(new TextChange(target, place));
            return edits;
        }

        // Nothing is made of the result; only a failure has to come out here.
        if (_request.Parent!.Parent is not BlockSyntax)
            return null;

        edits.Add(_isHandled && carried.IsEmpty ? new TextChange(_request.Span, $"_ = {value}") : new TextChange(_request.Parent.FullSpan, ""));
        return edits;
    }

    private string Body(List<TextChange> edits)
    {
        var span = TextSpan.FromBounds(HeaderEnd, _loop.Span.End);
        var text = _place.Source.ToString(span);
        foreach (var edit in edits.OrderByDescending(e => e.Span.Start))
            text = text.Remove(edit.Span.Start - span.Start, edit.Span.Length).Insert(edit.Span.Start - span.Start, edit.NewText!);
        return text;
    }

    private string Lambda(ImmutableArray<string> carried)
    {
        var hasResult = !IsVoid && (!IsStatement || carried.IsEmpty);
        var parts = carried.ToList();
        if (hasResult)
            parts.Add(Text(_request));
        var last = parts.Count == 0 ? "true" : parts.Count == 1 ? parts[0] : $"({string.Join(", ", parts)})";
        var conditions = _steps.Where(step => step.Kind is 's' or 'n').ToList();
        var isExpression = hasResult && carried.IsEmpty && _source.Unpack is null && conditions.Count == _steps.Count && !conditions.Any(step => Declares(step.Node));
        if (isExpression)
            return conditions.Count == 0 ? " " + last : $" {string.Join(" && ", conditions.Select(step => Condition(step, conditions.Count > 1)))} ? {last} : default!";

        var lines = new List<string>();
        if (_source.Unpack is { } unpack)
            lines.Add(unpack);
        foreach (var (kind, node) in _steps)
        {
            lines.Add(kind switch
            {
                's' => $"if ({Text(node)}) return default!;",
                'n' => $"if ({(Declares(node) ? $"!({Text(node)})" : Negation.Of((ExpressionSyntax)node, _model))}) return default!;",
                _ => Text(node),
            });
        }

        if (!hasResult)
            lines.Add(Text(_request) + ";");
        lines.Add($"return {last};");
        var inner = _place.Indent + _place.Unit;
        return $"{_place.NewLine}{_place.Indent}{{{_place.NewLine}{string.Concat(lines.Select(line => inner + line + _place.NewLine))}{_place.Indent}}}";
    }

    private string Condition((char Kind, SyntaxNode Node) step, bool isPart)
    {
        var text = step.Kind == 's' ? Negation.Of((ExpressionSyntax)step.Node, _model) : Text(step.Node);
        var isLoose = step.Node is ConditionalExpressionSyntax or AssignmentExpressionSyntax || (isPart && step.Node is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression });
        return isLoose && step.Kind == 'n' ? $"({text})" : text;
    }

    private static bool Declares(SyntaxNode node) => node.DescendantNodesAndSelf().Any(n => n is SingleVariableDesignationSyntax);

    /// <summary>The text of a node with the lambda's token.</summary>
    private string Text(SyntaxNode node) => (_token is null ? node : Capture.WithToken(node, _outer!, _token, _model)).ToString();
}
