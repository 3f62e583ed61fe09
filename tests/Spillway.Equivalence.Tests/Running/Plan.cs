using System.Collections.Immutable;

namespace Spillway.Equivalence.Tests.Running;

/// <summary>When requests are answered.</summary>
internal enum Pace
{
    /// <summary>Before the call returns.</summary>
    AtOnce,

    /// <summary>A moment later.</summary>
    Soon,

    /// <summary>Each after a time of its own.</summary>
    Spread,

    /// <summary>The last one that was made first.</summary>
    Reversed,

    /// <summary>Some at once, others later.</summary>
    Mixed,
}

/// <summary>How the world behaves while a program runs.</summary>
/// <param name="Items">What the program works on.</param>
/// <param name="Pace">When requests are answered.</param>
/// <param name="Failing">Which requests fail, as positions among those of a run without failures.</param>
/// <param name="FailsAtOnce">True when a failure is thrown before the request has left.</param>
/// <param name="Limit">The project's <c>spillway.max_concurrency</c>.</param>
internal sealed record Plan(ImmutableArray<int> Items, Pace Pace, ImmutableArray<int> Failing, bool FailsAtOnce, int Limit)
{
    /// <summary>Up to this many constant items <c>Task.WhenAll</c> may start all of them; the option's default.</summary>
    public const int WhenAllLimit = 16;

    public IEnumerable<Plan> Smaller()
    {
        if (!Failing.IsEmpty)
        {
            yield return this with { Failing = [] };
            foreach (var one in Failing.Where(_ => Failing.Length > 1))
                yield return this with { Failing = [one] };
        }

        if (Items.Length > 8)
            yield return this with { Items = Items[..(Items.Length / 2)] };
        for (var i = Items.Length - 1; i >= 0 && Items.Length <= 8; i--)
            yield return this with { Items = Items.RemoveAt(i) };
        if (Pace is Pace.Mixed or Pace.Spread)
            yield return this with { Pace = Pace.Reversed };
        if (FailsAtOnce)
            yield return this with { FailsAtOnce = false };
        if (Limit != 8)
            yield return this with { Limit = 8 };
        if (Items.Any(item => item > 20))
            yield return this with { Items = [.. Enumerable.Range(1, Items.Length)] };
    }

    public override string ToString() =>
        $"items {string.Join(" ", Items)}; answers {Pace}; failing {(Failing.IsEmpty ? "none" : string.Join(" ", Failing) + (FailsAtOnce ? " at once" : ""))}; limit {Limit}";
}
