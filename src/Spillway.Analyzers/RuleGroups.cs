using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Analyzers;

/// <summary>The rules whose findings are warnings.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WarningRules : RuleGroup
{
    /// <summary>Creates the group.</summary>
    public WarningRules()
        : base(rule => rule.IsProven && rule.Primary.DefaultSeverity == DiagnosticSeverity.Warning)
    {
    }
}

/// <summary>The rules whose findings are suggestions: a build asks them only where one of them has been made a warning.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SuggestionRules : RuleGroup
{
    /// <summary>Creates the group.</summary>
    public SuggestionRules()
        : base(rule => rule.IsProven && rule.Primary.DefaultSeverity != DiagnosticSeverity.Warning)
    {
    }
}

/// <summary>The rules that are off by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CandidateRules : RuleGroup
{
    /// <summary>Creates the group.</summary>
    public CandidateRules()
        : base(rule => !rule.IsOfCompilation && rule.IsCandidate)
    {
    }
}

/// <summary>The rules about the compilation as a whole: an editor leaves them to a full analysis.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CompilationRules : RuleGroup
{
    /// <summary>Creates the group.</summary>
    public CompilationRules()
        : base(rule => rule.IsOfCompilation)
    {
    }
}
