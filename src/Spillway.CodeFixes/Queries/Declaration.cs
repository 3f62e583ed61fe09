using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Queries;

/// <summary>Where a local variable is declared.</summary>
internal static class Declaration
{
    /// <summary>The declarator of the variable that <paramref name="name"/> means at <paramref name="place"/>.</summary>
    public static VariableDeclaratorSyntax? Of(string name, SyntaxNode place, SemanticModel model) =>
        model.LookupSymbols(place.SpanStart, name: name).OfType<ILocalSymbol>().FirstOrDefault() is { } local
        && local.DeclaringSyntaxReferences.FirstOrDefault() is { } reference
            ? reference.GetSyntax() as VariableDeclaratorSyntax
            : null;
}
