using FsCheck;
using Microsoft.CodeAnalysis;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>A family of programs around one kind of code, with what must hold for them. A new rule plugs in with a class of its own.</summary>
internal abstract class Shape
{
    /// <summary>What a failure calls the shape, and what <c>SPILLWAY_SHAPE</c> picks it by.</summary>
    public string Name => GetType().Name;

    /// <summary>The rules that look at the programs; fixes of these are applied and run.</summary>
    public abstract IReadOnlyCollection<string> Rules { get; }

    /// <summary>The generator.</summary>
    public abstract Gen<GeneratedProgram> Programs { get; }

    /// <summary>Files of this project that the programs use; the rules see their text.</summary>
    public virtual IReadOnlyCollection<string> Library => ["AskingProgram"];

    /// <summary>Further worlds that a program may run in; null where only its own will do.</summary>
    public virtual Gen<Plan>? Worlds => Shapes.AwaitLoops.LoopGenerator.AnyPlan;

    /// <summary>True when a fixed program may ask for more than the program did before.</summary>
    public virtual bool MayAskForMore => false;

    /// <summary>True for programs that no rule may report: a finding on them is a false positive.</summary>
    public virtual bool IsDependent => false;

    /// <summary>What distinguishes one mistake on a dependent program from another one.</summary>
    public virtual string KindOf(GeneratedProgram program) => "";

    /// <summary>True when a finding counts as one: dependent programs may have remarks that do not propose to overlap anything.</summary>
    public virtual bool Counts(Diagnostic finding) => finding.DefaultSeverity >= DiagnosticSeverity.Info;

    /// <summary>Runs a program that was compiled; several times where chance plays a part.</summary>
    public virtual Task<Observation> RunAsync(Type program, Plan plan, IReadOnlyCollection<string> failing) =>
        Execution.RunAsync(program, plan, failing);

    /// <summary>How many requests a fixed program may have in flight.</summary>
    public virtual int LimitFor(GeneratedProgram program, string action) => action == "WhenAll" ? Plan.WhenAllLimit : program.Plan.Limit;

    /// <summary>What is wrong with <paramref name="after"/>, or null when it is as good as <paramref name="before"/>.</summary>
    public virtual string? Difference(GeneratedProgram program, string action, Observation before, Observation after) =>
        SameMeaning.Difference(program.Plan, program.SurvivesFailure, LimitFor(program, action), before, after);
}
