using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Loops;

/// <summary>Finds names for new variables that nothing around uses.</summary>
internal sealed class Names
{
    private readonly HashSet<string> _taken;

    public Names(SyntaxNode place)
    {
        var scope = place.ScopeOfLocals();
        _taken = new HashSet<string>(scope.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText));
    }

    /// <summary><paramref name="wish"/>, or the same with a number where it is taken.</summary>
    public string New(string wish)
    {
        var name = wish;
        for (var i = 2; !_taken.Add(name); i++)
            name = wish + i;
        return name;
    }
}
