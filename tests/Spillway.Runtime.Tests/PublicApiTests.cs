using System.Reflection;
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
            .Where(path => Path.GetFileName(path) != "Spillway.dll")
            .Select(path => MetadataReference.CreateFromFile(path)));

    [Fact]
    public void The_public_api_is_the_one_that_was_reviewed()
    {
        var path = Path.Combine(Metadata("RuntimeProject"), "PublicAPI.txt");
        var actual = Render(Members("net8.0"), Members("net10.0"));
        if (Environment.GetEnvironmentVariable("SPILLWAY_UPDATE") == "1")
            File.WriteAllText(path, actual);

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    [Fact]
    public void Every_public_member_is_documented()
    {
        foreach (var symbol in Symbols("net10.0"))
        {
            var documentation = Documented.Value;
            if (symbol is INamedTypeSymbol or IMethodSymbol { IsImplicitlyDeclared: false, MethodKind: not MethodKind.PropertyGet and not MethodKind.PropertySet })
                Assert.True(documentation.Contains(symbol.GetDocumentationCommentId()!), $"{symbol} has no documentation.");
        }
    }

    private static Lazy<HashSet<string>> Documented { get; } = new(() =>
        [.. System.Xml.Linq.XDocument.Load(Path.Combine(Metadata("RuntimeOutput"), "net10.0", "Spillway.xml"))
            .Descendants("member")
            .Where(member => member.Elements().Any(e => e.Name.LocalName is "summary" or "inheritdoc"))
            .Select(member => member.Attribute("name")!.Value)]);

    private static string Render(SortedSet<string> net8, SortedSet<string> net10)
    {
        var lines = net8.Union(net10).Order(StringComparer.Ordinal)
            .Select(line => !net8.Contains(line) ? $"[net10.0] {line}" : !net10.Contains(line) ? $"[net8.0] {line}" : line);
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static SortedSet<string> Members(string target) =>
        new(Symbols(target).Select(symbol => symbol is INamedTypeSymbol type ? Describe(type) : symbol.ToDisplayString(_format)), StringComparer.Ordinal);

    private static IEnumerable<ISymbol> Symbols(string target)
    {
        var reference = MetadataReference.CreateFromFile(Path.Combine(Metadata("RuntimeOutput"), target, "Spillway.dll"));
        var assembly = (IAssemblySymbol)_framework.AddReferences(reference).GetAssemblyOrModuleSymbol(reference)!;
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

    private static string Metadata(string key) =>
        typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
