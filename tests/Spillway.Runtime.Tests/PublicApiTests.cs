using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Runtime.Tests;

/// <summary>The public API is a text that is read in review. <c>SPILLWAY_UPDATE=1</c> writes it.</summary>
public sealed class PublicApiTests
{
    private static readonly SymbolDisplayFormat _format = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints)
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword);

    private static readonly CSharpCompilation _framework = CSharpCompilation.Create(
        "Api",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not "Spillway.dll" and not "Spillway.RateLimiting.dll")
            .Select(path => MetadataReference.CreateFromFile(path)));

    [Theory]
    [InlineData("Spillway")]
    [InlineData("Spillway.RateLimiting")]
    public void The_public_api_is_the_one_that_was_reviewed(string package)
    {
        var path = Path.Combine(Metadata("Sources"), package, "PublicAPI.txt");
        var actual = Render(Members(package, "net8.0"), Members(package, "net10.0"));
        if (Environment.GetEnvironmentVariable("SPILLWAY_UPDATE") == "1")
            File.WriteAllText(path, actual);

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    [Theory]
    [InlineData("Spillway")]
    [InlineData("Spillway.RateLimiting")]
    public void Every_public_member_is_documented(string package)
    {
        var documented = Documentation(package).Where(member => member.Elements().Any(e => e.Name.LocalName is "summary" or "inheritdoc"))
            .Select(member => member.Attribute("name")!.Value).ToHashSet();
        foreach (var symbol in Symbols(package, "net10.0").Where(symbol => symbol is not IMethodSymbol { IsImplicitlyDeclared: true }))
            Assert.True(documented.Contains(symbol.GetDocumentationCommentId()!), $"{symbol} has no documentation.");
    }

    [Theory]
    [InlineData("Spillway")]
    [InlineData("Spillway.RateLimiting")]
    public void Every_public_type_has_an_example_and_says_whether_threads_may_share_it(string package)
    {
        foreach (var type in Symbols(package, "net10.0").OfType<INamedTypeSymbol>().Where(type => type.ContainingType is null && !IsPart(type)))
        {
            var own = Documentation(package).Where(member => member.Attribute("name")!.Value is var name
                && (name == type.GetDocumentationCommentId() || name[1..].StartsWith(type.GetDocumentationCommentId()![1..] + ".", StringComparison.Ordinal))).ToList();
            Assert.True(own.Exists(member => member.Descendants("example").Any()), $"{type} has no example.");
            Assert.True(own.Exists(member => member.Value.Contains("thread", StringComparison.Ordinal)), $"{type} says nothing about threads.");
        }
    }

    // What a type hands out, and what it throws, is documented where it comes from.
    private static bool IsPart(INamedTypeSymbol type) =>
        type.Name is "SelectorCase" or "ReaderCase" or "TimeoutCase" or "Pipeline" || type.BaseType?.Name.EndsWith("Exception", StringComparison.Ordinal) == true;

    private static IEnumerable<XElement> Documentation(string package) => XDocument.Load(Path.ChangeExtension(Assembly(package, "net10.0"), ".xml")).Descendants("member");

    private static string Render(SortedSet<string> net8, SortedSet<string> net10)
    {
        var lines = net8.Union(net10).Order(StringComparer.Ordinal)
            .Select(line => !net8.Contains(line) ? $"[net10.0] {line}" : !net10.Contains(line) ? $"[net8.0] {line}" : line);
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static SortedSet<string> Members(string package, string target) =>
        new(Symbols(package, target).Select(symbol => symbol is INamedTypeSymbol type ? Describe(type) : symbol.ToDisplayString(_format)), StringComparer.Ordinal);

    private static IEnumerable<ISymbol> Symbols(string package, string target)
    {
        var reference = MetadataReference.CreateFromFile(Assembly(package, target));
        var references = package == "Spillway" ? [reference] : new[] { reference, MetadataReference.CreateFromFile(Assembly("Spillway", target)) };
        var assembly = (IAssemblySymbol)_framework.AddReferences(references).GetAssemblyOrModuleSymbol(reference)!;
        return Types(assembly.GlobalNamespace)
            .Where(IsVisible)
            .SelectMany(type => type.GetMembers().Where(member => member is not ITypeSymbol && IsVisible(member) && !IsAccessor(member)).Prepend(type));
    }

    private static string Describe(INamedTypeSymbol type)
    {
        var bases = type.Interfaces.Select(i => i.ToDisplayString(_format)).Order(StringComparer.Ordinal);
        if (type.BaseType is { SpecialType: SpecialType.None } baseType)
            bases = bases.Prepend(baseType.ToDisplayString(_format)).Order(StringComparer.Ordinal);

        var modifiers = (type.IsStatic ? "static " : type.IsAbstract && type.TypeKind == TypeKind.Class ? "abstract " : type is { IsSealed: true, TypeKind: TypeKind.Class } ? "sealed " : "")
            + (type is { IsReadOnly: true, TypeKind: TypeKind.Struct } ? "readonly " : "");
        var list = string.Join(", ", bases);
        return modifiers + type.ToDisplayString(_format) + (list.Length == 0 ? "" : " : " + list);
    }

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    private static bool IsAccessor(ISymbol member) => member is IMethodSymbol { AssociatedSymbol: not null };

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol scope) => scope.GetMembers().SelectMany(member => member switch
    {
        INamespaceSymbol nested => Types(nested),
        INamedTypeSymbol type => Types(type).Prepend(type),
        _ => [],
    });

    private static string Assembly(string package, string target) =>
        Path.Combine(Metadata("Sources"), package, "bin", Metadata("Configuration"), target, package + ".dll");

    private static string Metadata(string key) =>
        typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
