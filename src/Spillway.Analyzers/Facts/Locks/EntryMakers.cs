using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is put into a cache because it takes its time: patterns, what a type looks like, what somebody behind an interface makes of a key.</summary>
internal static class EntryMakers
{
    private static readonly string[] Members = { "GetProperties", "GetMethods", "GetFields", "GetMembers", "GetConstructors", "GetInterfaces", "GetEvents", "GetCustomAttributes", "GetTypes", "GetExportedTypes" };

    /// <summary>True for an operation that makes an entry from <paramref name="key"/> in more than a moment.</summary>
    public static bool Is(IOperation operation, object? key, LockNames names, ConcurrencyModel model) => operation switch
    {
        IObjectCreationOperation { Type: { Name: "Regex", ContainingNamespace.Name: "RegularExpressions" }, Arguments: { Length: > 0 } arguments } => !arguments[0].Value.ConstantValue.HasValue,

        IInvocationOperation { TargetMethod: { ContainingType: { } type } method } when Array.IndexOf(Members, method.Name) >= 0 =>
            type is { Name: "Type" or "TypeInfo" or "Assembly" or "MemberInfo" or "PropertyInfo" or "MethodInfo" or "FieldInfo" or "CustomAttributeExtensions" } && type.ContainingAssembly.IsFramework(),

        // Behind an interface of which no implementation is in view, as much may happen as in a service.
        IInvocationOperation { TargetMethod: { ReturnsVoid: false, ContainingType.TypeKind: TypeKind.Interface } method, Instance: { } maker, Arguments: var arguments } =>
            (maker.Unwrapped() is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } || maker.Unwrapped() is IParameterReferenceOperation { Parameter: var given } && Place.Of(given).Kind == RootKind.This)
            && (!method.ReturnType.IsTaskLike() || IsWaitedFor(operation)) && !method.ContainingAssembly.IsFramework() && model.Apis.Of(method) == ApiFlags.None && model.Implementations.TargetsOf(method).IsEmpty
            && arguments.Any(argument => MapUse.SameKey(names.KeyOf(argument.Value), key)),

        _ => false,
    };

    /// <summary>True where the code goes on when the task is complete, or where a cache is given it and waits for it; who keeps the task keeps nobody waiting.</summary>
    private static bool IsWaitedFor(IOperation call) =>
        call.User(static around => around is IInvocationOperation { TargetMethod: var view } && TaskApis.Of(view) == TaskApi.View) switch
        {
            IAwaitOperation or IReturnOperation => true,
            IInvocationOperation { TargetMethod: var end } => TaskApis.Of(end) == TaskApi.GetResult,
            IPropertyReferenceOperation { Property: var end } => TaskApis.Of(end) == TaskApi.Result,
            _ => false,
        };
}
