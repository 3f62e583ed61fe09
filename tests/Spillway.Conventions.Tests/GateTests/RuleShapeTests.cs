using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Conventions.Tests.Gates;

namespace Spillway.Conventions.Tests.GateTests;

/// <summary>The gates of rule classes and descriptors complain about bad ones.</summary>
public sealed class RuleShapeTests
{
    private const string Message = "'{0}' waits for '{1}'";

    [Fact]
    public void A_good_class_passes() => Complaints.None(RuleShape.OfClass(typeof(Spillway.Rules.SlowWorkUnderLockSample)));

    [Fact]
    public void Not_on_the_frame() =>
        Complaints.One("DerivedRuleSample derives from OpenRuleSample, not from Rule itself", RuleShape.OfClass(typeof(Spillway.Rules.DerivedRuleSample)));

    [Fact]
    public void In_another_namespace() =>
        Complaints.One("StraySample is in Spillway.Conventions.Tests.GateTests, not in Spillway.Rules", RuleShape.OfClass(typeof(StraySample)));

    [Fact]
    public void Not_sealed() =>
        Complaints.One("OpenRuleSample is not public and sealed", RuleShape.OfClass(typeof(Spillway.Rules.OpenRuleSample)));

    [Fact]
    public void Descriptor_under_another_name() => Assert.Contains(
        "OtherFieldSample has no static readonly field Descriptor of type DiagnosticDescriptor", RuleShape.OfClass(typeof(Spillway.Rules.OtherFieldSample)));

    [Fact]
    public void Descriptor_that_is_not_reported() =>
        Complaints.One("OtherDescriptorSample does not report its Descriptor", RuleShape.OfClass(typeof(Spillway.Rules.OtherDescriptorSample)));

    [Fact]
    public void State() => Complaints.One(
        "StatefulSample keeps state in _seen; rules are shared by threads and compilations", RuleShape.OfClass(typeof(Spillway.Rules.StatefulSample)));

    [Fact]
    public void A_good_descriptor_passes() => Complaints.None(RuleShape.OfDescriptor("SlowWorkUnderLock", Descriptor()));

    [Theory]
    [InlineData("Weather", "SPW4002", "X: 'Weather' is not the name of a family")]
    [InlineData("Locks", "SPW1002", "X: the id SPW1002 is not SPW4 and three digits, as family Locks has it")]
    [InlineData("Locks", "SPW402", "X: the id SPW402 is not SPW4 and three digits, as family Locks has it")]
    public void Family_and_id(string family, string id, string complaint) =>
        Complaints.One(complaint, RuleShape.OfDescriptor("X", Descriptor(id, "X", family: family)));

    [Fact]
    public void Title_of_another_rule() => Complaints.One(
        "SlowWork: the title 'Slow work under a lock' would be called SlowWorkUnderLock", RuleShape.OfDescriptor("SlowWork", Descriptor()));

    [Theory]
    [InlineData("'{0}' waits.", "SlowWorkUnderLock: the message ends with a period")]
    [InlineData("waits for '{0}'", "SlowWorkUnderLock: the message starts with neither a capital nor a quoted symbol")]
    [InlineData("Something waits", "SlowWorkUnderLock: the message names no symbol")]
    [InlineData("'{0}' waits for '{2}'", "SlowWorkUnderLock: the placeholders of the message leave out a number")]
    public void Message_of(string message, string complaint) =>
        Complaints.One(complaint, RuleShape.OfDescriptor("SlowWorkUnderLock", Descriptor(message: message)));

    [Fact]
    public void Off_without_being_a_candidate() => Complaints.One(
        "SlowWorkUnderLock: the candidate tier is off by default, and nothing else is", RuleShape.OfDescriptor("SlowWorkUnderLock", Descriptor(on: false)));

    [Fact]
    public void On_although_a_candidate() => Complaints.One(
        "SlowWorkUnderLock: the candidate tier is off by default, and nothing else is",
        RuleShape.OfDescriptor("SlowWorkUnderLock", Descriptor(tags: Rule.CandidateTag)));

    [Fact]
    public void Error_by_default() => Complaints.One(
        "SlowWorkUnderLock: a rule does not stop a build by default", RuleShape.OfDescriptor("SlowWorkUnderLock", Descriptor(severity: DiagnosticSeverity.Error)));

    [Fact]
    public void Ids_used_twice() => Complaints.One("SPW1001 is the id of A and C", RuleShape.OfIds([("A", "SPW1001"), ("B", "SPW1002"), ("C", "SPW1001")]));

    [Theory]
    [InlineData("Slow work under a lock", "SlowWorkUnderLock")]
    [InlineData("Blocking I/O in a parallel loop", "BlockingIOInParallelLoop")]
    [InlineData("Check-then-act on the collection", "CheckThenActOnCollection")]
    public void Slugs(string title, string slug) => Assert.Equal(slug, RuleShape.Slug(title));

    private static DiagnosticDescriptor Descriptor(
        string id = "SPW4002", string title = "Slow work under a lock", string message = Message, string family = "Locks",
        DiagnosticSeverity severity = DiagnosticSeverity.Warning, bool on = true, params string[] tags) =>
        new(id, title, message, family, severity, on, customTags: tags);
}
