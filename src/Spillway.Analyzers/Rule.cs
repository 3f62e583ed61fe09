using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers.Facts;

namespace Spillway.Analyzers;

/// <summary>
/// A rule: a descriptor and a query over facts. When it is asked, and where it has nothing to say, is settled in <see cref="RuleGroup"/>, once for all.
/// </summary>
public abstract class Rule
{
    /// <summary>Tag of rules that report what is only suspected; they are off by default.</summary>
    public const string CandidateTag = "Candidate";

    /// <summary>Tag of correctness rules that also speak in test projects.</summary>
    public const string InTestsTag = "InTests";

    /// <summary>Start of a tag that names a rule of another package which says the same; where that one is on, ours stands down.</summary>
    public const string YieldsToTag = "YieldsTo:";

    private static readonly string DocsUrl = ReadDocsUrl();

    private readonly ImmutableArray<string> _tags;

    /// <summary>Creates the rule that reports <paramref name="descriptor"/>.</summary>
    protected Rule(DiagnosticDescriptor descriptor)
    {
        Primary = descriptor;
        _tags = ImmutableArray.CreateRange(descriptor.CustomTags);
    }

    /// <summary>What the rule reports.</summary>
    public DiagnosticDescriptor Primary { get; }

    /// <summary>True for a rule of the candidate tier.</summary>
    internal bool IsCandidate => _tags.Contains(CandidateTag);

    /// <summary>True for a rule about single bodies that only reports what was shown.</summary>
    internal bool IsProven => !IsOfCompilation && !IsCandidate;

    /// <summary>True when the rule also speaks in test projects.</summary>
    internal bool SpeaksInTests => _tags.Contains(InTestsTag);

    /// <summary>True when the rule asks about the compilation as a whole, not about single bodies.</summary>
    internal bool IsOfCompilation => _tags.Contains(WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>True for what also looks at code that only reads and sets variables; no rule has anything to say there.</summary>
    private protected virtual bool LooksAtPlainCode => false;

    /// <summary>Asks the rule about the bodies of one member.</summary>
    internal void Ask(ImmutableArray<MethodFacts> methods, Findings findings)
    {
        if (methods[0].IsPlain && !LooksAtPlainCode)
            return;

        foreach (var method in methods)
            Inspect(method, findings);
    }

    /// <summary>Asks the rule about the compilation as a whole.</summary>
    internal void Ask(ConcurrencyModel model, Findings findings) => InspectCompilation(model, findings);

    /// <summary>Asks the facts about one body of code and reports what they prove. Called once for each body, nested functions included.</summary>
    protected virtual void Inspect(MethodFacts method, Findings findings)
    {
    }

    /// <summary>Asks the facts about the compilation as a whole, when all of it has been seen; for rules that are defined so. An IDE does that only in a full analysis.</summary>
    private protected virtual void InspectCompilation(ConcurrencyModel model, Findings findings)
    {
    }

    /// <summary>Describes the rule. The help link is derived from the one address of the documentation, and left out while there is none.</summary>
    /// <param name="id">Stable id, <c>SPW</c> and four digits of which the first is the family's.</param>
    /// <param name="title">What is wrong, in a few words.</param>
    /// <param name="message">What is wrong here and why we think so; placeholders name the symbols.</param>
    /// <param name="family">The family, which becomes the category.</param>
    /// <param name="severity">The severity when the rule is on.</param>
    /// <param name="description">One or two sentences for the IDE's details.</param>
    /// <param name="candidate">True for the candidate tier: suspected only, off by default.</param>
    /// <param name="inTests">True when the rule also speaks in test projects.</param>
    /// <param name="yieldsTo">Ids of rules of other packages that say the same; where one of them is on, nothing is reported.</param>
    /// <param name="wholeCompilation">True when the rule asks about the compilation as a whole, not about single bodies.</param>
    protected static DiagnosticDescriptor Define(
        string id,
        string title,
        string message,
        Family family,
        DiagnosticSeverity severity,
        string description = "",
        bool candidate = false,
        bool inTests = false,
        string[]? yieldsTo = null,
        bool wholeCompilation = false)
    {
        var tags = new List<string>();
        if (candidate)
            tags.Add(CandidateTag);
        if (inTests)
            tags.Add(InTestsTag);
        foreach (var other in yieldsTo ?? Array.Empty<string>())
            tags.Add(YieldsToTag + other);
        if (wholeCompilation)
            tags.Add(WellKnownDiagnosticTags.CompilationEnd);

        return new DiagnosticDescriptor(
            id,
            title,
            message,
            family.ToString(),
            severity,
            isEnabledByDefault: !candidate,
            description,
            HelpLink(id),
            tags.ToArray());
    }

    /// <summary>The address of the page about <paramref name="id"/>, or null while the documentation has no address.</summary>
    internal static string? HelpLink(string id) => DocsUrl.Length == 0 ? null : $"{DocsUrl.TrimEnd('/')}/{id}";

    private static string ReadDocsUrl()
    {
        foreach (var metadata in typeof(Rule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
        {
            if (metadata.Key == "SpillwayDocsUrl")
                return metadata.Value ?? "";
        }

        return "";
    }
}
