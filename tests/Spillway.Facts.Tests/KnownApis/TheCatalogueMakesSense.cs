using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers.Facts;
using Xunit;
using Catalogue = Spillway.Analyzers.Facts.KnownApis;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>What the lines say, patterns included, fits the members that they say it of.</summary>
public class TheCatalogueMakesSense
{
    private static readonly Catalogue Apis = new(CatalogueReferences.All, [], CancellationToken.None);

    private static readonly Lazy<ImmutableArray<IMethodSymbol>> Known = new(() => KnownMethods());

    [Fact]
    public void A_method_that_returns_an_awaitable_does_not_block() =>
        AssertNone(m => IsAwaitable(m.ReturnType) && Has(m, ApiFlags.Blocks));

    [Fact]
    public void A_synchronous_method_that_reaches_the_outside_and_has_a_twin_blocks_and_names_it() =>
        AssertNone(m => Has(m, ApiFlags.Io)
            && !IsAwaitable(m.ReturnType)
            && IsTwin(m)
            && (!Has(m, ApiFlags.Blocks) || Apis.TwinOf(m) is null)
            && !IsOverBeforeAThreadIsFree(m));

    // What waits between the pieces of what it computes with lets others have their turn.
    private const ApiFlags OfOneFormOnly = ApiFlags.Blocks | ApiFlags.Fresh | ApiFlags.Grows | ApiFlags.Synchronous | ApiFlags.Newer;

    [Fact]
    public void An_asynchronous_twin_does_what_the_synchronous_method_does() =>
        AssertNone(m => Apis.TwinOf(m) is { } twin
            && AllMembers(m.ContainingType, twin).Select(t => Apis.Of(t) & ~OfOneFormOnly).All(flags => flags != (Apis.Of(m) & ~OfOneFormOnly)));

    [Fact]
    public void Only_an_asynchronous_form_calls_the_synchronous_one() =>
        AssertNone(m => Has(m, ApiFlags.Synchronous) && !IsAwaitable(m.ReturnType));

    [Fact]
    public void What_is_complete_at_once_neither_blocks_nor_reaches_the_outside() =>
        AssertNone(m => Has(m, ApiFlags.Immediate) && Has(m, ApiFlags.Blocks | ApiFlags.Io | ApiFlags.Delay));

    [Fact]
    public void A_place_is_named_only_with_io() =>
        AssertNone(m => Has(m, ApiFlags.Network | ApiFlags.Database | ApiFlags.Queue | ApiFlags.Disk) && !Has(m, ApiFlags.Io));

    [Fact]
    public void A_query_or_a_save_is_input_or_output_on_a_database() =>
        AssertNone(m => Has(m, ApiFlags.Query | ApiFlags.Save) && !(Has(m, ApiFlags.Io) && Has(m, ApiFlags.Database)));

    private static void AssertNone(Func<IMethodSymbol, bool> isWrong)
    {
        var wrong = Known.Value.Where(isWrong).Select(m => $"{m.GetDocumentationCommentId()} : {KnownApisFlags.Describe(Apis.Of(m))}").ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>Every public method, of the types that the catalogue names, of which it says something.</summary>
    private static ImmutableArray<IMethodSymbol> KnownMethods()
    {
        var methods = Catalogue.EmbeddedFile.Lines
            .Where(line => line.Member is not null)
            .Select(line => line.Type)
            .Distinct()
            .SelectMany(type => DocumentationCommentId.GetSymbolsForDeclarationId("T:" + type, CatalogueReferences.All))
            .OfType<INamedTypeSymbol>()
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
            .Where(m => m.DeclaredAccessibility == Accessibility.Public && m.AssociatedSymbol is null && Apis.IsKnown(m))
            .ToImmutableArray();
        Assert.True(methods.Length > 3000, $"only {methods.Length} methods were looked at");
        return methods;
    }

    private static bool Has(IMethodSymbol method, ApiFlags any) => (Apis.Of(method) & any) != 0;

    private static bool IsAwaitable(ITypeSymbol type) =>
        type.Name is "Task" or "ValueTask" or "IAsyncEnumerable" or "AsyncPageable" or "ConfiguredCancelableAsyncEnumerable";

    private static bool IsTwin(IMethodSymbol method) =>
        !method.Name.EndsWith("Async", StringComparison.Ordinal)
        && AllMembers(method.ContainingType, method.Name + "Async").Any(twin => IsAwaitable(twin.ReturnType));

    private static IEnumerable<IMethodSymbol> AllMembers(INamedTypeSymbol type, string name)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var method in level.GetMembers(name).OfType<IMethodSymbol>())
                yield return method;
        }

        foreach (var method in type.AllInterfaces.SelectMany(i => i.GetMembers(name)).OfType<IMethodSymbol>())
            yield return method;
    }

    /// <summary>
    /// Writing to a buffer is left without 'blocks' on purpose: there the asynchronous form costs more than it frees. A Redis batch is
    /// sent, not waited for.
    /// </summary>
    private static bool IsOverBeforeAThreadIsFree(IMethodSymbol method) =>
        method.ContainingType.Name is "TextWriter" or "StreamWriter" or "XmlWriter" or "NpgsqlBinaryImporter" or "Utf8JsonWriter" or "IBatch";
}
