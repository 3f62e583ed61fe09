using System.Text.RegularExpressions;

namespace Spillway.Site;

/// <summary>Tells the words of C# apart well enough to colour them; it need not understand them.</summary>
internal static partial class CSharpColours
{
    /// <summary>The parts of a text, in order and without gaps, each with its class (empty for what has no colour).</summary>
    public static IEnumerable<(int Start, int Length, string Class)> Of(string code)
    {
        var at = 0;
        foreach (Match match in Parts().Matches(code))
        {
            if (match.Index > at)
                yield return (at, match.Index - at, "");

            yield return (match.Index, match.Length,
                match.Groups["comment"].Success ? "c" : match.Groups["text"].Success ? "s" : match.Groups["number"].Success ? "n" : match.Groups["keyword"].Success ? "k" : match.Groups["type"].Success ? "t" : "");
            at = match.Index + match.Length;
        }

        if (at < code.Length)
            yield return (at, code.Length - at, "");
    }

    [GeneratedRegex("""
        (?<comment>//[^\n]*|/\*.*?\*/)
        |(?<text>\$*""{2,}"+.*?"{3,}|\$?@"(?:[^"]|"")*"|@?\$?"(?:\\.|\{[^{}"\n]*(?:"[^"\n]*"[^{}"\n]*)*\}|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')
        |(?<number>\b\d[\d_]*(?:\.\d+)?[a-zA-Z]*\b)
        |(?<keyword>\b(?:abstract|as|async|await|base|bool|break|byte|case|catch|char|checked|class|const|continue|decimal|default|delegate|do|double|else|enum|event|explicit|extern|false|finally|fixed|float|for|foreach|get|global|goto|if|implicit|in|init|int|interface|internal|is|lock|long|nameof|namespace|new|not|null|object|operator|or|and|out|override|params|partial|private|protected|public|readonly|record|ref|required|return|sbyte|sealed|set|short|sizeof|static|string|struct|switch|this|throw|true|try|typeof|uint|ulong|unchecked|ushort|using|var|virtual|void|volatile|when|where|while|with|yield)\b)
        |(?<type>(?<![.\w])[A-Z]\w*(?=\s*<[\w\s,?<>\[\]]+>|\??(?:\[\])?\s+[a-z_]\w*|\.[A-Z]|\())
        |\w+
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Parts();
}
