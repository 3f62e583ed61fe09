using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers.Facts;

/// <summary>Reads the text form of the catalogue: <c>DOCID : flag flag …</c>, one API per line, <c>#</c> begins a comment.</summary>
internal sealed class KnownApisReader
{
    internal const int MaxFileLength = 1_000_000;
    internal const int MaxLineLength = 2_000;

    /// <summary>A file that is something else altogether should not drown the build in warnings.</summary>
    internal const int MaxErrors = 100;

    private static readonly char[] Blanks = { ' ', '\t' };

    private readonly string _path;
    private readonly SourceText _text;
    private readonly ImmutableArray<KnownApisLine>.Builder _lines = ImmutableArray.CreateBuilder<KnownApisLine>();
    private readonly List<CatalogueError> _errors = new();
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    private KnownApisReader(string path, SourceText text)
    {
        _path = path;
        _text = text;
    }

    internal static KnownApisFile Read(string path, SourceText text, CancellationToken cancel)
    {
        var reader = new KnownApisReader(path, text);
        reader.ReadAll(cancel);
        return new KnownApisFile(path, text, reader._lines.ToImmutable(), reader._errors);
    }

    internal static CatalogueError ErrorAt(string path, SourceText text, TextSpan span, string message) =>
        new(path, span, text.Lines.GetLinePositionSpan(span), message);

    private void ReadAll(CancellationToken cancel)
    {
        if (_text.Length > MaxFileLength)
        {
            Fail(new TextSpan(0, 0), $"the file has {_text.Length:N0} characters and is ignored as a whole; split it into files of at most {MaxFileLength:N0}");
            return;
        }

        foreach (var line in _text.Lines)
        {
            cancel.ThrowIfCancellationRequested();
            if (_errors.Count == MaxErrors)
            {
                Fail(line.Span, $"reading stopped here after {MaxErrors} lines that cannot be used; correct those first");
                return;
            }

            if (line.Span.Length > MaxLineLength)
            {
                Fail(new TextSpan(line.Start, 0), $"the line has {line.Span.Length:N0} characters; more than {MaxLineLength:N0} cannot be one API");
                continue;
            }

            var written = _text.ToString(line.Span);
            if (written.IndexOf('\0') is >= 0 and var nul)
            {
                // What else was found wrong with a file that is no text, or is in UTF-16 without saying so, helps nobody.
                _lines.Clear();
                _errors.Clear();
                Fail(new TextSpan(line.Start + nul, 1), "the file has a character that no text has (NUL) and is ignored as a whole; save it as text in UTF-8");
                return;
            }

            ReadLine(line, written);
        }
    }

    private void ReadLine(TextLine line, string written)
    {
        var content = WithoutComment(written).TrimEnd();
        var start = content.Length - content.TrimStart().Length;
        if (start == content.Length)
            return;

        // The colon of the id itself is its second character.
        var colon = content.Length > start + 2 ? content.IndexOf(':', start + 2) : -1;
        var idEnd = colon < 0 ? content.Length : colon;
        var id = content.Substring(start, idEnd - start).TrimEnd();
        var idSpan = new TextSpan(line.Start + start, id.Length);

        if (KnownApisId.WhatIsWrong(id) is { } wrong)
        {
            Fail(idSpan, wrong);
            return;
        }

        if (colon < 0)
        {
            Fail(idSpan, $"'{Spelling.Shown(id)}' stands alone; write ' : ' and at least one flag after it");
            return;
        }

        if (!ReadFlags(content, colon + 1, line.Start, id[0], out var flags, out var twin))
            return;

        if (KnownApisFlags.Contradiction(flags) is { } contradiction)
        {
            var span = TextSpan.FromBounds(line.Start + colon + 1, line.Start + content.Length);
            Fail(span, $"'{contradiction.Words}' cannot hold together, because {contradiction.Why}; remove one");
            return;
        }

        if (KnownApisFlags.Incomplete(flags) is { } incomplete)
        {
            var span = TextSpan.FromBounds(line.Start + colon + 1, line.Start + content.Length);
            Fail(span, $"'{incomplete.Word}' alone says too little; add one of '{incomplete.Missing}'");
            return;
        }

        if (_seen.TryGetValue(id, out var earlier))
        {
            Fail(idSpan, $"'{Spelling.Shown(id)}' was described in line {earlier} already; keep one of the two lines");
            return;
        }

        _seen.Add(id, line.LineNumber + 1);
        _lines.Add(KnownApisId.Split(id, flags, twin, idSpan));
    }

    private bool ReadFlags(string content, int from, int lineStart, char kind, out ApiFlags flags, out string? twin)
    {
        flags = ApiFlags.None;
        twin = null;
        var any = false;
        var at = from;
        while (at < content.Length)
        {
            if (Array.IndexOf(Blanks, content[at]) >= 0)
            {
                at++;
                continue;
            }

            var end = content.IndexOfAny(Blanks, at);
            end = end < 0 ? content.Length : end;
            var word = content.Substring(at, end - at);
            var span = new TextSpan(lineStart + at, word.Length);
            at = end;
            any = true;

            if (!ReadWord(word, span, kind, ref flags, ref twin))
                return false;
        }

        if (!any)
            Fail(TextSpan.FromBounds(lineStart + from - 1, lineStart + content.Length), "no flag follows the colon; write at least one");

        return any;
    }

    private bool ReadWord(string word, TextSpan span, char kind, ref ApiFlags flags, ref string? twin)
    {
        if (word.StartsWith(KnownApisFlags.TwinPrefix, StringComparison.Ordinal))
            return ReadTwin(word, span, kind, ref twin);

        if (!KnownApisFlags.TryParse(word, out var flag))
        {
            var nearest = Spelling.Nearest(word, KnownApisFlags.AllWords);
            return Fail(span, $"'{Spelling.Shown(word)}' is no flag" + (nearest is null ? "; the known ones are: " + string.Join(", ", KnownApisFlags.AllWords) : $"; did you mean '{nearest}'?"));
        }

        var misplaced = kind == 'T'
            ? flag & ~(KnownApisFlags.TypeOnly | KnownApisFlags.Outside | KnownApisFlags.Roots | ApiFlags.Whole | ApiFlags.Filled)
            : flag & KnownApisFlags.TypeOnly & (kind is 'P' or 'F' ? ~ApiFlags.Shareable : ~ApiFlags.None);
        if (misplaced != 0)
        {
            return Fail(span, kind == 'T'
                ? $"'{word}' says what a member does and cannot describe a type; name the member ('M:…')"
                : $"'{word}' describes a type and says nothing of a member; name the type ('T:…')");
        }

        flags |= flag;
        return true;
    }

    private bool ReadTwin(string word, TextSpan span, char kind, ref string? twin)
    {
        if (twin is not null)
            return Fail(span, $"'{Spelling.Shown(word)}' is the second asynchronous form of this line; keep one of the two");

        twin = word.Substring(KnownApisFlags.TwinPrefix.Length);
        return (kind != 'T' && KnownApisId.IsName(twin.Replace("*", "")) && twin.IndexOf('*') == twin.LastIndexOf('*'))
            || Fail(span, $"'{Spelling.Shown(word)}' names no method; write the bare name of the asynchronous method of the same type, as in 'twin=ReadAsync'");
    }

    /// <summary>A <c>#</c> begins a comment at the start or after a blank; inside an id (<c>#ctor</c>) it does not.</summary>
    private static string WithoutComment(string line)
    {
        for (var hash = line.IndexOf('#'); hash >= 0; hash = line.IndexOf('#', hash + 1))
        {
            if (hash == 0 || char.IsWhiteSpace(line[hash - 1]))
                return line.Substring(0, hash);
        }

        return line;
    }

    /// <summary>Takes note of what is wrong; false, so that whoever reads can stop with it.</summary>
    private bool Fail(TextSpan span, string message)
    {
        _errors.Add(ErrorAt(_path, _text, span, message));
        return false;
    }
}
