using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Async;

/// <summary>Puts changes that several parts of a rewrite have collected into the order in which a text takes them.</summary>
internal static class TextOrder
{
    /// <summary>By position; what is inserted comes before what is replaced there.</summary>
    public static IEnumerable<TextChange> InOrder(this IEnumerable<TextChange> changes) => changes.OrderBy(change => change.Span.Start).ThenBy(change => change.Span.Length);
}
