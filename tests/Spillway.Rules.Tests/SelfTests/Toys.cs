using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Rules.Tests.SelfTests;

/// <summary>A rule that is simple enough to see what the runner makes of it: it reports calls of one method by its name.</summary>
internal sealed class CallToy : DiagnosticAnalyzer
{
    private readonly DiagnosticDescriptor _descriptor;
    private readonly string _method;
    private readonly bool _throwsOnMissing;

    /// <summary>Reports calls of <paramref name="method"/>.</summary>
    public CallToy(string id, string method, bool onByDefault = true, bool throwsOnMissing = false)
    {
        _descriptor = new DiagnosticDescriptor(id, "Toy", "'{0}' is called", "Toys", DiagnosticSeverity.Warning, onByDefault);
        _method = method;
        _throwsOnMissing = throwsOnMissing;
    }

    public static CallToy Sleep { get; } = new("SPW9001", "Sleep");

    public static CallToy Beep { get; } = new("SPW9002", "Beep", onByDefault: false);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_descriptor];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Inspect, SyntaxKind.InvocationExpression);
    }

    private void Inspect(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (_throwsOnMissing && call.ArgumentList.CloseParenToken.IsMissing)
            throw new InvalidOperationException("the toy met a missing parenthesis");

        if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } && name == _method)
            context.ReportDiagnostic(Diagnostic.Create(_descriptor, call.GetLocation(), call.Expression.ToString()));
    }
}

/// <summary>A rule about an option and about a file that is no source.</summary>
internal sealed class SettingsToy : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Option = new("SPW9003", "Toy", "toy.loud is '{0}'", "Toys", DiagnosticSeverity.Warning, true);
    private static readonly DiagnosticDescriptor Line = new("SPW9004", "Toy", "'{0}' is bad", "Toys", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Option, Line];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                if (node.Options.AnalyzerConfigOptionsProvider.GetOptions(node.Node.SyntaxTree).TryGetValue("toy.loud", out var value))
                    node.ReportDiagnostic(Diagnostic.Create(Option, node.Node.GetLocation(), value));
            },
            SyntaxKind.AwaitExpression);
        context.RegisterAdditionalFileAction(file =>
        {
            var text = file.AdditionalFile.GetText(file.CancellationToken)!;
            foreach (var line in text.Lines.Where(line => line.ToString().StartsWith("bad", StringComparison.Ordinal)))
                file.ReportDiagnostic(Diagnostic.Create(Line, Location.Create(file.AdditionalFile.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span)), line.ToString()));
        });
    }
}
