using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Analyzers;

/// <summary>
/// What a compiler loads: the rules that are switched on and off alike, asked one after another about each body of code. A compiler pays for each analyzer with every body,
/// whatever that one does. Registration, generated code, concurrency, test projects and compilations without tasks are settled here, once.
/// </summary>
public abstract class RuleGroup : DiagnosticAnalyzer
{
    private static readonly Lazy<ImmutableArray<Rule>> All = new(FindAll, LazyThreadSafetyMode.PublicationOnly);

    private readonly ImmutableArray<Rule> _rules;

    private protected RuleGroup(Func<Rule, bool> isMember)
        : this(All.Value.Where(isMember))
    {
    }

    private protected RuleGroup(IEnumerable<Rule> rules)
    {
        _rules = rules.ToImmutableArray();
        SupportedDiagnostics = _rules.Select(rule => rule.Primary).ToImmutableArray();
    }

    /// <inheritdoc />
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc />
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    private void Start(CompilationStartAnalysisContext context)
    {
        // Code without tasks has nothing to say here, and should not pay for the question.
        if (context.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is null)
            return;

        var model = ConcurrencyModel.For(context.Compilation, context.Options, context.CancellationToken);
        var rules = _rules.Where(rule => rule.SpeaksInTests || !model.IsTestProject).ToImmutableArray();
        var ofBodies = new RulesOfFiles(model.Compilation, rules.Where(rule => !rule.IsOfCompilation).ToImmutableArray());
        if (!ofBodies.IsEmpty)
        {
            context.RegisterOperationBlockAction(block =>
            {
                using (Patience.For(block.CancellationToken))
                    Ask(model, ofBodies, block);
            });
        }

        var ofCompilation = rules.Where(rule => rule.IsOfCompilation).ToImmutableArray();
        if (!ofCompilation.IsEmpty)
        {
            context.RegisterCompilationEndAction(end =>
            {
                using (Patience.For(end.CancellationToken))
                    AskEach(ofCompilation, rule => rule.Ask(model, new Findings(rule.Primary, model, end.ReportDiagnostic, end.CancellationToken)));
            });
        }
    }

    private static void Ask(ConcurrencyModel model, RulesOfFiles rulesOfFiles, OperationBlockAnalysisContext block)
    {
        var methods = model.MethodsIn(block.OwningSymbol, block.OperationBlocks);
        if (methods.IsEmpty)
            return;

        Action<Diagnostic> report = block.ReportDiagnostic;
        AskEach(rulesOfFiles.In(block.OperationBlocks[0].Syntax.SyntaxTree), rule => rule.Ask(methods, new Findings(rule.Primary, model, report, block.CancellationToken)));
    }

    /// <summary>A rule that fails takes no other one with it: what it threw is for the compiler to report, when all have been asked.</summary>
    private static void AskEach(ImmutableArray<Rule> rules, Action<Rule> ask)
    {
        ExceptionDispatchInfo? failure = null;
        foreach (var rule in rules)
        {
            try
            {
                ask(rule);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }

    // A rule is one folder: no list names them all.
    private static ImmutableArray<Rule> FindAll() =>
        typeof(Rule).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Rule)) && !type.IsAbstract)
            .Select(type => (Rule)Activator.CreateInstance(type))
            .OrderBy(rule => rule.Primary.Id, StringComparer.Ordinal)
            .ToImmutableArray();
}
