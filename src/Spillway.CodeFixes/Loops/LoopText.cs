using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Loops;

/// <summary>How the requests of a loop are to be run.</summary>
internal enum Form
{
    /// <summary><c>SelectConcurrentAsync</c>: bounded, results in order.</summary>
    SelectConcurrent,

    /// <summary><c>Parallel.ForEachAsync</c>: bounded, no results.</summary>
    ParallelForEach,

    /// <summary><c>Task.WhenAll</c>: all at once.</summary>
    WhenAll,

    /// <summary><c>Task.WhenAll</c> behind a semaphore: bounded, results in order, for projects without the runtime library.</summary>
    Gate,
}

/// <summary>
/// Writes a split loop in its new form. It works on the text, so that whatever the rewrite does not touch stays as it was typed.
/// </summary>
internal sealed class LoopText
{
    private readonly LoopSplit _split;
    private readonly SemanticModel _model;
    private readonly LoopPlace _place;
    // A header that does not fit is easier to read as two statements.
    private const int WidestHeader = 140;

    private readonly string _limit;
    private readonly Form _form;
    private readonly string? _token;
    private readonly string _gate;
    private bool _usesLinq;

    private LoopText(LoopSplit split, SemanticModel model, Form form, string limit)
    {
        _split = split;
        _model = model;
        _form = form;
        _limit = limit;
        _place = new LoopPlace(split.Loop);

        _gate = form == Form.Gate ? split.Names.New("gate") : "";

        // Task.WhenAll cancels nothing: there the requests keep the token they have.
        _token = form != Form.SelectConcurrent || split.Token is null ? null : split.Names.New(split.Token == "token" ? "itemToken" : "token");
    }

    /// <summary>The change that rewrites the loop, with the namespaces it needs; null where the form does not fit the place.</summary>
    public static (TextChange Change, ImmutableArray<string> Imports)? Write(LoopSplit split, SemanticModel model, Form form, string limit)
    {
        var text = new LoopText(split, model, form, limit);
        if (split.Consumers.IsEmpty || text.WithResults() is not { } change || split.Loop.DescendantTrivia().Any(t => t.IsDirective))
            return null;

        // A declaration that disposes has no place in a section of a switch, or as the only statement of something.
        if (form == Form.Gate)
        {
            if (split.Loop.Parent is not (BlockSyntax or GlobalStatementSyntax))
                return null;
            change = new TextChange(change.Span, $"using var {text._gate} = new SemaphoreSlim({limit});{text._place.NewLine}{text._place.Indent}{change.NewText}");
        }

        var imports = ImmutableArray.CreateBuilder<string>();
        imports.Add(form == Form.SelectConcurrent ? "Spillway" : "System.Threading.Tasks");
        if (form == Form.Gate)
            imports.Add("System.Threading");
        imports.AddRange(split.Source.Imports);
        if (text._usesLinq || form != Form.SelectConcurrent || !split.Skips.IsEmpty)
            imports.Add("System.Linq");
        return (text._place.KeepComments(change), imports.ToImmutable());
    }

    private TextChange? WithResults()
    {
        var isBlock = _form == Form.Gate || !_split.Before.IsEmpty || _split.Source.Unpack is not null || _split.Result is null;
        var call = Call(isBlock ? Block(ReturnStatements()) : Value());
        if (CollectOnly.Of(_split, _model) is { } collect)
        {
            if (collect.Declaration is not { } declaration)
                return new TextChange(_split.Loop.Span, $"{collect.List}.AddRange(await {call}{Configured});");

            _usesLinq = true;
            var type = declaration.Declaration.Type;
            return new TextChange(
                TextSpan.FromBounds(declaration.SpanStart, _split.Loop.Span.End),
                $"{type} {collect.List} = (await {call}{Configured}).ToList();");
        }

        var names = Values();
        var pattern = names.Count == 1 ? $"var {names[0]}" : $"var ({string.Join(", ", names)})";
        var header = $"foreach ({pattern} in await {call}{Configured})";
        var isStatement = _split.Loop.Parent is BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax;
        if (!isBlock && (!isStatement || _place.Indent.Length + header.Length <= WidestHeader))
            return new TextChange(_split.Loop.Span, header + Rest());

        // A lambda of several lines does not belong into the header of a loop.
        if (!isStatement)
            return null;

        var all = _split.Names.New("fetched");
        return new TextChange(
            _split.Loop.Span,
            $"var {all} = await {call}{Configured};{_place.NewLine}{_place.Indent}foreach ({pattern} in {all}){Rest()}");
    }

    private string Call(string lambdaBody) => _form != Form.SelectConcurrent
        ? $"Task.WhenAll({Items}.Select(async {_split.Source.Variable} =>{Spaced(lambdaBody)}))"
        : $"{Items}.SelectConcurrentAsync({_limit}, async ({_split.Source.Variable}, {TokenParameter}) =>{Spaced(lambdaBody)}{(_split.Token is null ? "" : $", {_split.Token}")})";

    private string Spaced(string body) => body.StartsWith(_place.NewLine, StringComparison.Ordinal) ? body : " " + body;

    private string Items => _split.Skips.Aggregate(
        _split.Source.Items,
        (items, skip) => $"{items}.Where({_split.Source.Variable} => {Negation.Of(skip, _model)})");

    private string Configured => _split.LeavesContext ? ".ConfigureAwait(false)" : "";

    private string TokenParameter => _token ?? (UsesDiscard ? _split.Names.New("token") : "_");

    // A single parameter called '_' is a parameter, and would capture the discards of the code that moves in.
    private bool UsesDiscard => _split.Moved.SelectMany(m => m.DescendantTokens()).Any(t => t.Text == "_");

    /// <summary>The variables that the consuming loop gets; the item where it needs none.</summary>
    private List<string> Values()
    {
        var names = _split.Carried.ToList();
        if (_split.Result is { } result)
            names.Add(result);
        if (names.Count == 0)
            names.Add(_split.Source.Variable);
        return names;
    }

    private string Value()
    {
        var parts = Values();
        if (_split.Result is not null)
            parts[parts.Count - 1] = Moved(_split.Request!);
        return parts.Count == 1 ? parts[0] : $"({string.Join(", ", parts)})";
    }

    private string ReturnStatements() => _split.Result is null
        ? $"{Moved(_split.Last)}{_place.NewLine}{_place.Indent}{_place.Unit}return {Value()};"
        : $"return {Value()};";

    private string Block(string last)
    {
        var lines = new List<string>();
        if (_split.Source.Unpack is { } unpack)
            lines.Add(unpack);
        foreach (var statement in _split.Before)
            lines.Add(Moved(statement));
        lines.Add(last);
        if (_form == Form.Gate)
            lines = Gated(lines);

        var inner = _place.Indent + _place.Unit;
        return $"{_place.NewLine}{_place.Indent}{{{_place.NewLine}{string.Concat(lines.Select(line => inner + line + _place.NewLine))}{_place.Indent}}}";
    }

    private List<string> Gated(List<string> lines)
    {
        var inner = _place.NewLine + _place.Indent + _place.Unit;
        var work = string.Concat(lines.Select(line => inner + _place.Unit + Indented(line)));
        return new List<string>
        {
            $"await {_gate}.WaitAsync({_split.Token}){Configured};",
            $"try{inner}{{{work}{inner}}}",
            $"finally{inner}{{{inner}{_place.Unit}{_gate}.Release();{inner}}}",
        };
    }

    /// <summary>A statement one level further to the right. Text over several lines is a text: to move that would change it.</summary>
    private string Indented(string statement)
    {
        var texts = statement.IndexOf('"') < 0
            ? new List<TextSpan>()
            : SyntaxFactory.ParseStatement(statement).DescendantNodes().Where(node => node is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax).Select(node => node.Span).ToList();
        for (var at = statement.LastIndexOf('\n'); at >= 0; at = at == 0 ? -1 : statement.LastIndexOf('\n', at - 1))
        {
            if (!texts.Any(text => text.Contains(at)) && at + 1 < statement.Length && statement[at + 1] is not ('\r' or '\n'))
                statement = statement.Insert(at + 1, _place.Unit);
        }

        return statement;
    }

    /// <summary>The text of a node as it stands in the lambda: with the lambda's token, and its own comments.</summary>
    private string Moved(SyntaxNode node)
    {
        var changed = _token is null ? node : Capture.WithToken(node, _split.Token!, _token, _model);
        return node is StatementSyntax ? changed.ToFullString().Trim() : changed.ToString();
    }

    /// <summary>The text from the loop's header to its end, without what has moved.</summary>
    private string Rest()
    {
        var start = LoopSplit.BodyOf(_split.Loop).GetFirstToken().GetPreviousToken().Span.End;
        var edits = new List<TextChange>();
        if (LoopSplit.BodyOf(_split.Loop) is BlockSyntax block)
        {
            foreach (var statement in block.Statements.Where(s => !_split.Consumers.Contains(s)))
                edits.Add(new TextChange(statement.FullSpan, ""));
        }

        if (_split.LastConsumer is not null)
            edits.Add(new TextChange(_split.ResultSpan, _split.Result!));

        var span = TextSpan.FromBounds(start, _split.Loop.Span.End);
        var text = _place.Source.ToString(span);
        foreach (var edit in edits.OrderByDescending(e => e.Span.Start))
            text = text.Remove(edit.Span.Start - start, edit.Span.Length).Insert(edit.Span.Start - start, edit.NewText!);
        return WithoutGap(text);
    }

    /// <summary>Takes away the blank lines that a statement leaves behind at the start of a block.</summary>
    private static string WithoutGap(string text)
    {
        var open = text.IndexOf('{');
        if (open < 0)
            return text;

        var end = open + 1;
        var keep = text.IndexOf('\n', end) + 1;
        if (keep == 0 || text.Substring(end, keep - end).Trim().Length > 0)
            return text;

        for (var next = keep; ;)
        {
            var lineEnd = text.IndexOf('\n', next);
            if (lineEnd < 0 || text.Substring(next, lineEnd - next).Trim().Length > 0)
                return text.Remove(keep, next - keep);
            next = lineEnd + 1;
        }
    }
}
