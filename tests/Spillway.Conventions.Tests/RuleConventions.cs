using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.Conventions.Tests.Gates;
using Spillway.Pages;

namespace Spillway.Conventions.Tests;

/// <summary>The gates, held against the rules as they are. That each gate can complain is shown beside it, in the tests of the gates.</summary>
public sealed class RuleConventions
{
    [Fact]
    public void There_are_rules() => Assert.NotEmpty(Project.Rules);

    [Fact]
    public void Rule_classes_have_the_one_shape() => Complaints.None(Project.RuleTypes.SelectMany(RuleShape.OfClass));

    [Fact]
    public void Descriptors_say_what_the_folder_says() =>
        Complaints.None(Project.Rules.SelectMany(rule => RuleShape.OfDescriptor(rule.Name, rule.Descriptor)));

    [Fact]
    public void Ids_are_unique() =>
        Complaints.None(RuleShape.OfIds(Project.RuleTypes.Select(type => (type.Name, ((Rule)Activator.CreateInstance(type)!).Primary.Id))));

    [Fact]
    public void Fixes_have_the_one_shape() =>
        Complaints.None(Project.FixTypes.SelectMany(type => FixShape.Of(type, name => Project.Rules.FirstOrDefault(rule => rule.Name == name)?.Id)));

    [Fact]
    public void Folders_hold_a_rule_each() =>
        Complaints.None(RuleFolders.Of(Project.Rules, [.. RepositoryFiles.All.Select(file => file.Path)]));

    [Fact]
    public void Symptoms_lead_to_every_rule() =>
        Complaints.None(RuleFolders.Unseen(Project.Rules, File.ReadAllText(Path.Combine(Repository.Root, "docs", "Symptoms.md"))));

    [Fact]
    public void Pages_show_what_fires_what_does_not_and_the_fix() =>
        Complaints.None(Project.Rules.SelectMany(rule =>
            PageShape.Of(rule.Id, rule.HasFix, PageReader.Read(rule.Page, File.ReadAllText(Path.Combine(Repository.Root, rule.Page))))));

    [Fact]
    public void Rules_leave_walking_and_registering_to_facts_and_frame() =>
        Complaints.None(RepositoryFiles.Sources("src/Rules").SelectMany(RuleSources.Doors));

    [Fact]
    public void Rules_do_not_know_each_other() =>
        Complaints.None(RepositoryFiles.Sources("src/Rules").SelectMany(source => RuleSources.Neighbours(source, Project.Rules)));

    [Fact]
    public void Rules_share_a_namespace() =>
        Complaints.None(RepositoryFiles.Sources("src/Rules").SelectMany(RuleSources.Namespaces));

    [Fact]
    public void Facts_report_nothing() =>
        Complaints.None(RepositoryFiles.Sources("src/Spillway.Analyzers/Facts").SelectMany(RuleSources.Reports));

    [Fact]
    public void The_frames_seal_what_no_rule_and_no_fix_decides()
    {
        Assert.True(typeof(RuleGroup).GetMethod(nameof(RuleGroup.Initialize))!.IsFinal);
        Assert.True(typeof(Fix).GetMethod(nameof(Fix.GetFixAllProvider))!.IsFinal);
    }

    [Fact]
    public void The_analyzer_assembly_is_no_library() =>
        Complaints.None(PublicSurface.Of(Project.Analyzers.GetExportedTypes(), typeof(Rule), type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) || type.IsSubclassOf(typeof(Rule))));

    [Fact]
    public void A_compiler_loads_every_rule_once()
    {
        var loaded = Project.Analyzers.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(RuleGroup)) && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages is [LanguageNames.CSharp])
            .SelectMany(type => ((RuleGroup)Activator.CreateInstance(type)!).SupportedDiagnostics.Select(descriptor => descriptor.Id));
        Assert.Equal(Project.Rules.Select(rule => rule.Id).Order(), loaded.Order());
    }
}
