using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>How much of what a query gives is asked for.</summary>
internal enum Extent
{
    /// <summary>Nobody in view says.</summary>
    Unknown,

    /// <summary>As far as the first that fits.</summary>
    First,

    /// <summary>As much as the caller likes, to whom it is returned.</summary>
    Returned,

    /// <summary>All of it.</summary>
    Whole,
}

/// <summary>Follows a lazy query to where it is gone through.</summary>
internal static class Extents
{
    private const int LongestChain = 16;

    private static readonly string[] Going =
    {
        "Count", "LongCount", "Sum", "Max", "Min", "MaxBy", "MinBy", "Average", "Aggregate", "ToList", "ToArray", "ToHashSet", "ToDictionary", "ToLookup", "FindAll", "ForEach", "RemoveAll", "ConvertAll",
        "All", "TrueForAll", "Single", "SingleOrDefault", "Last", "LastOrDefault", "OrderBy", "OrderByDescending", "GroupBy", "Reverse",
    };

    private static readonly string[] Stopping = { "Any", "First", "FirstOrDefault", "Find", "FindIndex", "FindLast", "FindLastIndex", "Exists", "ElementAt", "ElementAtOrDefault", "Contains", "Take", "TakeWhile" };

    private static readonly string[] Passing = { "Where", "Select", "SelectMany", "Distinct", "DistinctBy", "Cast", "OfType", "AsEnumerable", "Concat", "Append", "Prepend", "Skip", "SkipWhile", "DefaultIfEmpty", "Union", "Except", "Zip" };

    /// <summary>How much is asked for of what <paramref name="query"/> gives.</summary>
    public static Extent Of(IInvocationOperation query) => Of(query, mayFollow: true);

    /// <summary>The functions that the query hands its items to further on.</summary>
    public static IEnumerable<IAnonymousFunctionOperation> FurtherLambdas(IInvocationOperation query)
    {
        for (var depth = 0; depth < LongestChain && NextOf(query) is IInvocationOperation next && IsOperator(next); depth++)
        {
            foreach (var argument in next.Arguments)
            {
                if (Lambdas.In(argument.Value) is { } lambda)
                    yield return lambda;
            }

            query = next;
        }
    }

    private static Extent Of(IOperation value, bool mayFollow)
    {
        for (var depth = 0; depth < LongestChain; depth++)
        {
            if (value is IInvocationOperation call)
            {
                var name = call.TargetMethod.Name;
                if (!IsOperator(call))
                    return Extent.Unknown;
                if (Going.Contains(name))
                    return Extent.Whole;
                if (Stopping.Contains(name))
                    return Extent.First;
                if (!Passing.Contains(name))
                    return Extent.Unknown;
            }

            switch (NextOf(value))
            {
                case IInvocationOperation next when IsOperator(next):
                    value = next;
                    continue;

                // Who is given the whole of it goes through it: a list that is filled, an answer that is written.
                case IInvocationOperation or IObjectCreationOperation:
                    return Extent.Whole;

                case IForEachLoopOperation loop:
                    return Exits.Of(loop).Any() ? Extent.First : Extent.Whole;

                case IReturnOperation { Parent: var around }:
                    return OfReturned(around);

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when mayFollow:
                    return OfVariable(local, value);

                default:
                    return Extent.Unknown;
            }
        }

        return Extent.Unknown;
    }

    /// <summary>What a lambda gives back for an item is part of all that <c>SelectMany</c> gives; of other lambdas nobody knows.</summary>
    private static Extent OfReturned(IOperation? around)
    {
        while (around is IBlockOperation)
            around = around.Parent;
        if (around is not IAnonymousFunctionOperation)
            return Extent.Returned;

        while (around is IAnonymousFunctionOperation or IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            around = around.Parent;
        return around is not IInvocationOperation taker || !IsOperator(taker) ? Extent.Returned : taker.TargetMethod.Name == "SelectMany" ? Of(taker, mayFollow: true) : Extent.Unknown;
    }

    /// <summary>The most that any use of a variable asks for.</summary>
    private static Extent OfVariable(ILocalSymbol local, IOperation value)
    {
        var most = Extent.Unknown;
        foreach (var use in value.Root().Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local)))
        {
            if (Of(use, mayFollow: false) is var one && one > most)
                most = one;
        }

        return most;
    }

    /// <summary>What is next to get the value.</summary>
    private static IOperation? NextOf(IOperation value) => value.User(static around => around is ITranslatedQueryOperation or IArgumentOperation);

    private static bool IsOperator(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" } or { Name: "List", ContainingNamespace.Name: "Generic" } or { SpecialType: SpecialType.System_Array };
}
