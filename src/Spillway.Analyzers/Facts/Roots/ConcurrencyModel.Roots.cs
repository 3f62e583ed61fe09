using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Roots: what frameworks call.</content>
internal sealed partial class ConcurrencyModel
{
    private Roots? _roots;

    /// <summary>Which code does a framework call, and where does the program run?</summary>
    public Roots Roots => _roots ?? Interlocked.CompareExchange(ref _roots, new Roots(this), null) ?? _roots!;
}
