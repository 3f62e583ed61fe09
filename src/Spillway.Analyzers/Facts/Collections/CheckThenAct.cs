using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A question to a concurrent collection, and steps that rely on its answer.</summary>
/// <param name="Check">The question.</param>
/// <param name="Acts">The steps, in the order of the text.</param>
internal sealed record CheckThenAct(CollectionCheck Check, ImmutableArray<CollectionAct> Acts)
{
    private const int LongestName = 60;

    // The version of .NET that can take out a key as long as it has a value.
    private const int RemovesPairs = 5;

    /// <summary>True where whoever comes second has done something in vain, and that is all.</summary>
    public bool OnlyRepeats { get; init; }

    /// <summary>The question whether an inner collection is empty, where what others put into that one is what gets lost.</summary>
    public IOperation? Emptied { get; init; }

    /// <summary>The wait that made an answer old which a mark is set by.</summary>
    public IOperation? Stale { get; init; }

    /// <summary>True where the step takes out what a loop over all entries found to have had its time.</summary>
    public bool IsOfTurn { get; init; }

    public string CheckName => (Emptied ?? (Check.Name.Length == 0 ? Check.Operation : null)) is { } read ? read.Syntax.ToString() : $"{Check.Collection.Syntax}.{Check.Name}";

    /// <summary>The first step as it reads in source.</summary>
    public string ActName => Acts[0] is not { Operation: IPropertyReferenceOperation } element ? $"{Acts[0].Collection.Syntax}.{Acts[0].Name}"
        : element.Operation == Check.Operation && element.Value is ICompoundAssignmentOperation or IIncrementOrDecrementOperation && element.Value.Syntax.ToString() is { Length: < LongestName } whole ? whole : element.Name;

    public IEnumerable<Witness> Because => Acts.Select(act => Witness.At(act.Operation, act.Kind switch
    {
        ActKind.Remove when Emptied is not null => "what another thread has put into it by now is lost with it",
        ActKind.Set when Check.IsReading => "what another thread has set by now is lost",
        ActKind.Remove when IsOfTurn => "by now another thread may have set it anew, and that is taken out",
        ActKind.Read => "by now the key may be gone",
        ActKind.Remove => "by now another thread may have removed it, or set it anew",
        ActKind.Take => "by now there may be nothing left",
        _ => "by now another thread may have set it",
    })).Concat(Stale is null ? Enumerable.Empty<Witness>() : new[] { Witness.At(Stale, "what this answered may be over by then") });

    /// <summary>What a fix needs to know: whether what the values are made of may be computed again, and whether the steps run only for a missing key. Null where no single step does what both do.</summary>
    public ImmutableDictionary<string, string?>? Rewrite(ConcurrencyModel model)
    {
        if (Emptied is not null || Stale is not null || Check.IsReading && Check.Operation != Acts[0].Operation)
            return null;
        if (IsOfTurn || Acts.All(act => act.Kind == ActKind.Remove && !IsFirst(act)))
            return OlderTargets.AreBefore(RemovesPairs, model) ? null : Findings.Rewritable("pair");
        if (Acts.All(IsApart))
            return null;

        return Findings.Rewritable("atomic").Add("repeatable", Acts.All(a => a.Value is null || Repeatable.Is(a.Value, model)) ? "true" : "false")
            .Add("absent", Acts.All(a => a.Kind == ActKind.Read || a.Kind == ActKind.Set && a.IsPresent == false) ? "true" : "false");
    }

    /// <summary>True for a step that has no form which asks as well, or that comes after something else was done with what was found.</summary>
    private bool IsApart(CollectionAct act) => act.Kind == ActKind.Put || act.Kind == ActKind.Remove && !IsFirst(act);

    /// <summary>True where the step is the first thing that is done for one answer, and only the key was asked for.</summary>
    private bool IsFirst(CollectionAct act)
    {
        IOperation? step = act.Operation.OwnAncestors().OfType<IExpressionStatementOperation>().FirstOrDefault();
        var branch = step?.Parent is IBlockOperation { Operations: var inside } && ReferenceEquals(inside[0], step) ? step.Parent : step;
        return branch?.Parent is IConditionalOperation { Condition: var asked } && asked.Syntax.Span.Contains(Check.Operation.Syntax.Span)
            && !(Check.Value is { } found && asked.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, found) && !Check.Operation.Syntax.Span.Contains(o.Syntax.Span)));
    }
}
