using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a call does to a lock.</summary>
/// <param name="IsRelease">True when it gives the lock back.</param>
/// <param name="Target">The lock; null where only the receiver's scope knows it.</param>
/// <param name="Kind">What kind of lock.</param>
/// <param name="Mode">How it is taken or given back.</param>
/// <param name="MayFail">True when it may return without the lock.</param>
/// <param name="Flag">The variable that says whether it was taken, if there is one.</param>
/// <param name="IsScope">True when disposing the result gives the lock back.</param>
internal readonly record struct LockAction(bool IsRelease, IOperation? Target, LockKind Kind, LockMode Mode, bool MayFail, ISymbol? Flag, bool IsScope);

/// <summary>Reads what the catalogue says of locks: which call takes which lock, and how.</summary>
internal sealed class LockApis
{
    private readonly KnownApis _apis;
    private readonly (INamedTypeSymbol? Type, LockKind Kind)[] _kinds;
    private readonly INamedTypeSymbol? _waitHandle;

    public LockApis(KnownApis apis, Compilation compilation)
    {
        _apis = apis;
        _waitHandle = compilation.GetTypeByMetadataName("System.Threading.WaitHandle");
        _kinds = new[]
        {
            ("System.Threading.Monitor", LockKind.Monitor),
            ("System.Threading.Lock", LockKind.Lock),
            ("System.Threading.ReaderWriterLockSlim", LockKind.ReaderWriter),
            ("System.Threading.ReaderWriterLock", LockKind.ReaderWriter),
            ("System.Threading.Mutex", LockKind.Mutex),
            ("System.Threading.SpinLock", LockKind.Spin),
            ("System.Threading.SemaphoreSlim", LockKind.Semaphore),
            ("System.Threading.Semaphore", LockKind.Semaphore),
            ("Spillway.AsyncLock", LockKind.Async),
            ("Spillway.KeyedAsyncLock`1", LockKind.Async),
            ("Spillway.StripedAsyncLock`1", LockKind.Async),
        }.Select(entry => (compilation.GetTypeByMetadataName(entry.Item1), entry.Item2)).ToArray();
    }

    /// <summary>What <paramref name="call"/> does to a lock, or null when that is nothing.</summary>
    public LockAction? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var flags = _apis.Of(method);
        // What runs a delegate under a permit gives it back itself.
        if ((flags & (ApiFlags.Acquires | ApiFlags.Releases)) == 0 || (flags & ApiFlags.Invokes) != 0)
            return null;

        var target = call.Instance ?? call.Arguments.OrderBy(a => a.Parameter?.Ordinal).FirstOrDefault()?.Value;
        if (target is null)
            return null;

        if (SymbolEqualityComparer.Default.Equals(method.ContainingType, _waitHandle))
        {
            // Of the handles only a mutex and a semaphore are given back by who waited.
            if (method.IsStatic || KindOf(target.Unwrapped().Type) is not { } kind)
                return null;

            return new LockAction(false, target, kind, LockMode.Exclusive, HasLimit(call), null, false);
        }

        var mode = (flags & ApiFlags.Shared) != 0 ? LockMode.Shared : (flags & ApiFlags.Upgradeable) != 0 ? LockMode.Upgradeable : LockMode.Exclusive;
        var lockKind = KindOf(method.ContainingType) ?? (method.IsStatic ? KindOf(target.Unwrapped().Type) ?? LockKind.Monitor : LockKind.Permit);
        if ((flags & ApiFlags.Releases) != 0)
            return new LockAction(true, method.Name == "Dispose" ? null : target, lockKind, mode, false, null, false);

        var result = method.ReturnType.AwaitedResult() ?? method.ReturnType;
        var isScope = IsScope(result);
        var answers = result.SpecialType == SpecialType.System_Boolean;
        var mayFail = NamingConventions.MayFail(method.Name) || (answers && HasLimit(call));
        return new LockAction(false, target, lockKind, mode, mayFail, FlagOf(call), isScope);
    }

    /// <summary>The kind of lock that an object of this type is; null for objects that are locked by <c>Monitor</c> only.</summary>
    public LockKind? KindOf(ITypeSymbol? type) => _kinds.KindOf(type);

    /// <summary>True for results that are made to be disposed.</summary>
    public static bool IsScope(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_IDisposable || !type.IsTaskLike()
        && (type is INamedTypeSymbol named && (named.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable || i.Name == "IAsyncDisposable") || (named.IsRefLikeType && named.GetMembers("Dispose").Length > 0)));

    /// <summary>True when the call waits for some time only; a limit of -1 is none.</summary>
    private static bool HasLimit(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Parameter?.Type is { } type
            && (type.SpecialType == SpecialType.System_Int32 || type.Name == "TimeSpan")
            && argument.Value.Unwrapped() is not { ConstantValue: { HasValue: true, Value: -1 } } and not IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" });

    private static ISymbol? FlagOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out, Type.SpecialType: SpecialType.System_Boolean })
                return SymbolOf(argument.Value);
        }

        return null;
    }

    /// <summary>The variable behind a reference to one.</summary>
    public static ISymbol? SymbolOf(IOperation reference) => reference.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IDeclarationExpressionOperation declaration => SymbolOf(declaration.Expression),
        _ => null,
    };
}
