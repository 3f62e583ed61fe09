using System.Linq;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Two locks are taken in both orders: two threads that do so at the same time wait for each other for ever.</summary>
public sealed class LockOrderInversion : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4007",
        title: "Lock order inversion",
        message: "'{0}' is taken while '{1}' is held, and {2}",
        family: Family.Locks,
        severity: DiagnosticSeverity.Warning,
        description: "Each of two threads can have one of the locks and wait for the other. Take them in one order everywhere.",
        wholeCompilation: true);

    /// <summary>Creates the rule.</summary>
    public LockOrderInversion()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    private protected override void InspectCompilation(ConcurrencyModel model, Findings findings)
    {
        foreach (var inversion in model.Locks.Order.Inversions)
        {
            var (there, back) = inversion;
            var other = ReferenceEquals(there, back)
                ? "a call with the two objects swapped takes them the other way round"
                : inversion.Between is { } between
                    ? $"'{FunctionNames.Of(between.Function)}' and '{FunctionNames.Of(back.Function)}' close the circle through '{between.Inner.Name}'"
                    : $"the other way round in '{FunctionNames.Of(back.Function)}'";
            var because = inversion.Edges.SelectMany(edge => edge.Path.Skip(1).Select(step => Witness.At(step, "on the way to the second lock"))
                .Prepend(Witness.At(edge.Site, $"'{edge.Inner.Name}' is taken here"))
                .Prepend(Witness.At(edge.Outer.Site, $"'{edge.Outer.Name}' is taken here")));
            findings.Report(there.Site.GetLocation(), because, null, there.Inner.Name, there.Outer.Name, other);
        }
    }
}
