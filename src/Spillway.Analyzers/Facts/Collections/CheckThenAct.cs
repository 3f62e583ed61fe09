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
    /// <summary>True where whoever comes second has done something in vain, and that is all.</summary>
    public bool OnlyRepeats { get; init; }

    public string CheckName => $"{Check.Collection.Syntax}.{Check.Name}";

    /// <summary>The first step as it reads in source.</summary>
    public string ActName => Acts[0] is { Operation: IPropertyReferenceOperation } element ? element.Name : $"{Acts[0].Collection.Syntax}.{Acts[0].Name}";

    public IEnumerable<Witness> Because => Acts.Select(act => Witness.At(act.Operation, act.Kind switch
    {
        ActKind.Read => "by now the key may be gone",
        ActKind.Remove => "by now another thread may have removed it",
        ActKind.Take => "by now there may be nothing left",
        _ => "by now another thread may have set it",
    }));

    /// <summary>What a fix needs to know: whether what the values are made of may be computed again.</summary>
    public ImmutableDictionary<string, string?> Rewrite(ConcurrencyModel model) =>
        Findings.Rewritable("atomic").Add("repeatable", Acts.All(a => a.Value is null || Repeatable.Is(a.Value, model)) ? "true" : "false");
}
