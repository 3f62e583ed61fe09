using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Conventions.Tests.Gates;

/// <summary>What sources below <c>src/Rules</c> leave to the facts and to the frame.</summary>
internal static class RuleSources
{
    private static readonly string[] LookUps = ["GetTypeByMetadataName", "GetTypesByMetadataName", "GetSemanticModel"];

    private static readonly string[] Walks =
        ["DescendantNodes", "DescendantNodesAndSelf", "DescendantTokens", "Descendants", "DescendantsAndSelf", "CSharpSyntaxWalker", "OperationWalker"];

    /// <summary>Rules do not register actions, look up types or walk trees. Only a fix, which edits a tree, may walk it.</summary>
    public static IEnumerable<string> Doors(TextFile source)
    {
        foreach (var name in Identifiers(source).Select(token => token.Text).Distinct())
        {
            if (name.StartsWith("Register", StringComparison.Ordinal) && name.EndsWith("Action", StringComparison.Ordinal))
                yield return $"{source.Path} registers an action of its own ({name}); the frame does that";
            else if (LookUps.Contains(name))
                yield return $"{source.Path} uses {name}; ask a fact";
            else if (Walks.Contains(name) && !IsFix(source.Path))
                yield return $"{source.Path} walks a tree ({name}); ask a fact";
        }
    }

    /// <summary>No rule knows another. A fix may serve the other tier of its own rule: same family, one proven and one candidate.</summary>
    public static IEnumerable<string> Neighbours(TextFile source, IReadOnlyCollection<RuleEntry> rules)
    {
        var own = rules.FirstOrDefault(rule => source.Path.StartsWith(rule.Folder + "/", StringComparison.Ordinal));
        var names = Identifiers(source).Select(token => token.Text).ToHashSet();
        foreach (var other in rules.Where(rule => rule != own && names.Contains(rule.Name)))
        {
            var twin = own is not null && own.Family == other.Family && own.IsCandidate != other.IsCandidate;
            if (!(twin && IsFix(source.Path)))
                yield return $"{source.Path} mentions {other.Name}; what two rules share is a fact";
        }
    }

    /// <summary>Rules and fixes are in the namespace of rules.</summary>
    public static IEnumerable<string> Namespaces(TextFile source)
    {
        var declared = CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Name.ToString()).ToList();
        if (declared is not ["Spillway.Rules"])
            yield return $"{source.Path} is not in the namespace Spillway.Rules";
    }

    /// <summary>Facts answer; only rules report.</summary>
    public static IEnumerable<string> Reports(TextFile fact) =>
        Identifiers(fact).Select(token => token.Text).Distinct()
            .Where(name => name is "ReportDiagnostic" or "DiagnosticDescriptor")
            .Select(name => $"{fact.Path} uses {name}; a fact reports nothing");

    private static bool IsFix(string path) => path.EndsWith(".Fix.cs", StringComparison.Ordinal);

    private static IEnumerable<SyntaxToken> Identifiers(TextFile source) =>
        CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken));
}
