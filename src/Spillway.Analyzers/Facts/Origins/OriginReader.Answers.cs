using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Numbers and texts that somebody outside gives.</content>
internal sealed partial class OriginReader
{
    /// <summary>A number that an answer over the network or from a database holds, such as the count of its pages; Unknown for any other.</summary>
    private Origin OfAnsweredNumber(IOperation number, int depth)
    {
        if (depth > LongestChain || !IsNumber(number.Type))
            return Origin.Unknown;

        return number switch
        {
            IPropertyReferenceOperation { Property: var property, Instance: { } holder } when !NamingConventions.IsSetting(property.Name) && holder.Unwrapped() is not IInstanceReferenceOperation && IsAnswer(holder, depth + 1) =>
                Origin.Answered($"'{property.Name}', which was read from outside"),

            IInvocationOperation { TargetMethod: { Name: "Parse" or "ToInt32" or "ToInt64", IsStatic: true } parse, Arguments: { Length: > 0 } arguments } when parse.ContainingType is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } && IsAnswer(arguments[0].Value, depth + 1) =>
                Origin.Answered("an answer"),

            IAwaitOperation { Operation: var awaited } when awaited.WithoutConfiguration() is IInvocationOperation { TargetMethod: var asked } && !NamingConventions.IsSetting(asked.Name) && (IsNetworkOrDatabase(asked) || GivesAnswer(asked, depth + 1)) =>
                Origin.Answered($"what '{asked.Name}' returns"),

            _ => Origin.Unknown,
        };
    }

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;

    /// <summary>True for what came over the network or from a database; files are mostly those of the program itself.</summary>
    private bool IsAnswer(IOperation value, int depth)
    {
        if (depth > LongestChain)
            return false;

        value = value.Unwrapped();
        return value switch
        {
            IAwaitOperation { Operation: var awaited } => awaited.WithoutConfiguration() is IInvocationOperation asked && IsAnswer(asked, depth + 1),
            IInvocationOperation call => IsNetworkOrDatabase(call.TargetMethod) || GivesAnswer(call.TargetMethod, depth + 1) || call.Instance is { } inner && IsAnswer(inner, depth + 1)
                || call.TargetMethod is { Name: "Deserialize", ContainingType.Name: "JsonSerializer" } && call.Arguments.Length > 0 && IsAnswer(call.Arguments[0].Value, depth + 1),
            IPropertyReferenceOperation { Instance: { } holder } => IsAnswer(holder, depth + 1),
            ICoalesceOperation { Value: var first } => IsAnswer(first, depth + 1),
            ILocalReferenceOperation { Local: var local } => !NamingConventions.IsSetting(local.Name) && !NamingConventions.IsSettings(local.Type)
                && InitializerOf(local) is { } initializer && _model.Semantics(initializer.SyntaxTree).GetOperation(initializer) is { } made && IsAnswer(made, depth + 1),
            _ => false,
        };
    }

    /// <summary>True for a method in view that hands on what it was answered, such as one that asks for a page.</summary>
    private bool GivesAnswer(IMethodSymbol method, int depth)
    {
        if (depth > LongestChain || NamingConventions.IsSetting(method.Name) || !method.ReturnType.IsTaskLike())
            return false;

        var targets = _model.Implementations.TargetsOf(method);
        foreach (var target in targets)
        {
            if (!_open.Add(target))
                continue;

            var gives = Returned(target).Any(value => _model.Compilation.ContainsSyntaxTree(value.SyntaxTree) && _model.Semantics(value.SyntaxTree).GetOperation(Bare(value)) is { } made && IsAnswer(made, depth + 1));
            _open.Remove(target);
            if (gives)
                return true;
        }

        return false;
    }

    /// <summary>True for a text that is passed to a method of which everybody may make use.</summary>
    private bool IsGivenText(IOperation text) =>
        text.Unwrapped() is IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_String, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method } } && !IsPrivate(method);

    private bool IsNetworkOrDatabase(IMethodSymbol method) => (_model.Apis.Of(method) & (ApiFlags.Network | ApiFlags.Database)) != 0;

    /// <summary>True for a text that a client sends: a parameter of what answers requests, or a part of one.</summary>
    private bool IsOfRequest(IOperation text)
    {
        text = text.Unwrapped();
        while (text is IInvocationOperation { TargetMethod: { Name: "Trim" or "TrimEnd" or "TrimStart", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } trimmed })
            text = trimmed.Unwrapped();

        if (text is not IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_String, ContainingSymbol: IMethodSymbol method } parameter })
            return IsFromRequest(text);
        if (RootOf(method) is { Occasion: Occasion.Request })
            return true;

        // What a part of the same class is given by those that answer.
        if (_passed.TryGetValue(parameter, out var passed))
            return IsOfRequest(passed);
        if (!IsPrivate(method) || !_open.Add(parameter))
            return false;

        var isOf = ArgumentsFor(parameter, method) is { Count: > 0 } arguments && arguments.All(IsOfRequest);
        _open.Remove(parameter);
        return isOf;
    }

    /// <summary>True where a text is split as a list is: a path, a name or a version has few parts.</summary>
    private static bool IsListed(IInvocationOperation call) =>
        call is { TargetMethod.Name: "Split", Arguments: { Length: > 0 } arguments }
        && arguments[0].Value.OwnOperations().Select(o => o.ConstantValue).FirstOrDefault(constant => constant is { HasValue: true, Value: char or string }) is { HasValue: true, Value: { } separator }
        && separator.ToString() is { Length: > 0 } text && text.All(c => c is ',' or ';' or '|' or ' ' or '\n' or '\r' or '\t');

    /// <summary>How many elements a part of a JSON text has.</summary>
    private Origin OfJson(IOperation json, int depth)
    {
        for (json = json.Unwrapped(); depth <= LongestChain; depth++)
        {
            switch (json)
            {
                case IInvocationOperation { TargetMethod.Name: "GetProperty", Instance: { } whole }:
                    json = whole.Unwrapped();
                    continue;

                case IPropertyReferenceOperation { Property: { ContainingType.Name: "JsonDocument" or "JsonNode" or "JsonElement" }, Instance: { } whole }:
                    json = whole.Unwrapped();
                    continue;

                case ILocalReferenceOperation { Local: var local } when InitializerOf(local) is { } initializer && _model.Semantics(initializer.SyntaxTree).GetOperation(initializer) is { } made:
                    json = made.Unwrapped();
                    continue;

                case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method } parameter }:
                    return IsPrivate(method) && !IsOfRequest(json) ? Origin.Unknown : Origin.Data($"parameter '{parameter.Name}'");

                case IInvocationOperation { TargetMethod: { Name: "Parse" or "ParseAsync" }, Arguments: { Length: > 0 } arguments } when IsAnswer(arguments[0].Value, depth) || IsOfRequest(arguments[0].Value):
                    return Origin.Data("the text");

                default:
                    return IsAnswer(json, depth) ? Origin.Data("the answer") : Origin.Unknown;
            }
        }

        return Origin.Unknown;
    }
}
