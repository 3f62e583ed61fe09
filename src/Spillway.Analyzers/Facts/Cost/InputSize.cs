using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Who decides how much a value holds.</summary>
/// <param name="Because">What shows that somebody outside does.</param>
/// <param name="Parameter">The parameter that it comes from, where that is not yet shown.</param>
internal readonly record struct SizedBy(Witness? Because, IParameterSymbol? Parameter);

/// <summary>
/// Does a value hold as much as somebody outside likes: all lines of a file, or what a client sends in the body of a request? What comes
/// from elsewhere may be as large, but nothing shows it; the texts that programs keep in files are mostly small.
/// </summary>
internal sealed class InputSize
{
    private const int Farthest = 12;
    private const string Decided = "how much this is, is decided outside";

    private readonly ConcurrencyModel _model;

    // True where only files that a client sends count, not the body of a request.
    private readonly bool _onlyFiles;

    public InputSize(ConcurrencyModel model)
        : this(model, onlyFiles: false)
    {
    }

    private InputSize(ConcurrencyModel model, bool onlyFiles)
    {
        _model = model;
        _onlyFiles = onlyFiles;
    }

    public SizedBy Of(IOperation value, bool onlyFiles) => new InputSize(_model, onlyFiles).Of(value, 0);

    /// <summary>What shows that a client fills this parameter.</summary>
    public Witness? Of(IParameterSymbol parameter, bool onlyFiles) =>
        !onlyFiles && IsSent(parameter) && parameter.Locations.FirstOrDefault(place => place.IsInSource) is { } place ? new Witness(place, Decided) : null;

    private SizedBy Of(IOperation value, int distance)
    {
        value = value.Unwrapped();
        if (distance > Farthest)
            return default;

        switch (value)
        {
            case IAwaitOperation { Operation: var awaited }:
                return Of(awaited, distance + 1);

            case ILocalReferenceOperation when Only(value) is { } only:
                return Of(only, distance + 1);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return Of(parameter, _onlyFiles) is { } because ? new SizedBy(because, null) : new SizedBy(null, parameter);

            case IPropertyReferenceOperation { Property: var property, Instance: { } owner }:
                // The fields of a form are texts too; there are many of them, and they are short.
                return IsWhole(property) && !_onlyFiles ? Shown(value) : HoldsMuch(property.Type) && property.Type.SpecialType != SpecialType.System_String ? Of(owner, distance + 1) : default;

            case IInvocationOperation call:
                return OfCall(call, distance);

            default:
                return default;
        }
    }

    private SizedBy OfCall(IInvocationOperation call, int distance)
    {
        var target = call.TargetMethod;
        if (target.Name == "ConfigureAwait" && call.Instance is { } awaited)
            return Of(awaited, distance + 1);

        if (IsWhole(target))
            return call.Instance is { } reader && !IsWholeStream(reader, distance + 1) ? default : Shown(call);

        // What is made of all of it is as large.
        return target.ContainingType switch
        {
            { Name: "Enumerable", ContainingNamespace.Name: "Linq" } when call.Arguments.Length > 0 && HoldsMuch(target.ReturnType) && target.Name is not ("Take" or "TakeLast" or "TakeWhile" or "Chunk") => Of(call.Arguments[0].Value, distance + 1),
            { SpecialType: SpecialType.System_String } when call.Instance is { } text && target.Name != "Substring" && HoldsMuch(target.ReturnType) => Of(text, distance + 1),
            { Name: "Encoding", ContainingNamespace.Name: "Text" } or { Name: "Convert", ContainingNamespace.Name: "System" } when call.Arguments.Length > 0 && HoldsMuch(target.ReturnType) => Of(call.Arguments[0].Value, distance + 1),
            _ => default,
        };
    }

    /// <summary>True for a reader or stream over what a client sends.</summary>
    private bool IsWholeStream(IOperation stream, int distance)
    {
        stream = stream.Unwrapped();
        if (distance > Farthest)
            return false;

        switch (stream)
        {
            case IAwaitOperation { Operation: var awaited }:
                return IsWholeStream(awaited, distance + 1);

            case ILocalReferenceOperation when Only(stream) is { } only:
                return IsWholeStream(only, distance + 1);

            case IPropertyReferenceOperation { Property: var property }:
                return !_onlyFiles && IsWhole(property);

            case IInvocationOperation call:
                return IsWhole(call.TargetMethod);

            case IObjectCreationOperation { Arguments: { Length: > 0 } arguments }:
                return IsWholeStream(arguments[0].Value, distance + 1);

            default:
                return false;
        }
    }

    /// <summary>The one value of a variable; that of a loop is an element of it, and no larger than elements are.</summary>
    private IOperation? Only(IOperation reference) =>
        reference is ILocalReferenceOperation { Local: var local } && _model.ProvenanceAt(reference).ValuesOf(local) is { Count: 1 } values
        && values[0] is { } value && value.Parent is not IForEachLoopOperation
            ? value
            : null;

    private bool IsWhole(ISymbol symbol) => (_model.Apis.Of(symbol) & ApiFlags.Whole) != 0;

    /// <summary>True for a parameter that is filled from the body of a request.</summary>
    private bool IsSent(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method)
            return false;

        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is { } mark)
                return IsWhole(mark) && IsCalledByFramework(method);
        }

        return parameter.Type.SpecialType != SpecialType.System_String && IsData(parameter.Type) && TakesBody(method);
    }

    private bool IsCalledByFramework(IMethodSymbol method) => method.MethodKind == MethodKind.AnonymousFunction || _model.Roots.Of(method) is { Occasion: Occasion.Request };

    /// <summary>True for what a framework calls with the body of a request.</summary>
    private bool TakesBody(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.AnonymousFunction)
        {
            return method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax && _model.Compilation.ContainsSyntaxTree(syntax.SyntaxTree)
                && Lambdas.In(_model.Semantics(syntax.SyntaxTree).GetOperation(syntax)) is { } lambda && TakerOf(lambda) is { } taker && IsWhole(taker);
        }

        if (_model.Roots.Of(method) is not { Occasion: Occasion.Request })
            return false;
        return method.ContainingType.SelfAndBases().Any(IsWhole) || method.GetAttributes().Any(attribute => attribute.AttributeClass is { } mark && IsWhole(mark));
    }

    private static IMethodSymbol? TakerOf(IOperation lambda) =>
        Lambdas.UserOf(lambda) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var target } } ? target : null;

    /// <summary>True for texts and sequences.</summary>
    private static bool HoldsMuch(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol || type.SpecialType == SpecialType.System_Collections_IEnumerable
        || type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable);

    /// <summary>True for sequences, and for classes of ours that hold what was sent.</summary>
    private bool IsData(ITypeSymbol type) =>
        HoldsMuch(type) || type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _model.Compilation.Assembly);

    private static SizedBy Shown(IOperation value) => new(Witness.At(value, Decided), null);
}
