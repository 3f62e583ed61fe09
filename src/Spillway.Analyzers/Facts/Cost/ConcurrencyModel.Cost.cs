using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

internal sealed partial class ConcurrencyModel
{
    private Cost? _cost;
    private GivenFunctions? _givenFunctions;
    private MemberValues? _memberValues;
    private HiddenWaits? _hiddenWaits;
    private Lazy<IMethodSymbol?>? _entryPoint;

    /// <summary>Where the program starts; null for a library.</summary>
    public IMethodSymbol? EntryPoint => LazyInitializer.EnsureInitialized(ref _entryPoint, () => new Lazy<IMethodSymbol?>(() => Compilation.GetEntryPoint(CancellationToken.None)))!.Value;

    /// <summary>
    /// True for the method where the program starts. What is compiled as a library, as programs are for those that host them, has one all the same: its name and form tell.
    /// </summary>
    public bool IsEntryPoint(ISymbol method) =>
        EntryPoint is { } start
            ? SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, start)
            : method is IMethodSymbol { Name: "Main", IsStatic: true, IsGenericMethod: false, ContainingType: { Name: "Program", IsGenericType: false }, Parameters: { Length: <= 1 } parameters } main
                && (main.ReturnsVoid || main.ReturnType.SpecialType == SpecialType.System_Int32 || main.ReturnType.IsTaskLike())
                && parameters.All(parameter => parameter.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String });

    /// <summary>What code costs the thread that runs it.</summary>
    public Cost Cost => LazyInitializer.EnsureInitialized(ref _cost, () => new Cost(this))!;

    /// <summary>Which methods run what they are given.</summary>
    public GivenFunctions GivenFunctions => LazyInitializer.EnsureInitialized(ref _givenFunctions, () => new GivenFunctions(this))!;

    /// <summary>Which waits further down are told where.</summary>
    public HiddenWaits HiddenWaits => LazyInitializer.EnsureInitialized(ref _hiddenWaits, () => new HiddenWaits(this))!;

    /// <summary>What fields and properties may hold.</summary>
    public MemberValues MemberValues => LazyInitializer.EnsureInitialized(ref _memberValues, () => new MemberValues(this))!;

    /// <summary>Which tasks are known to be complete where, in the member that <paramref name="operation"/> belongs to.</summary>
    public Completion CompletionAround(IOperation operation)
    {
        var root = operation.Root();
        return _ownCompletions.GetOrAdd(root.Syntax, _ => Completion.Of(this, root, ProvenanceAt(root), CompletionState.Nothing));
    }
}
