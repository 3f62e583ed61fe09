using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>The control-flow graphs of bodies that somebody asked about; those of nested functions are found through the ones around them.</summary>
internal sealed class FlowGraphs
{
    private readonly ConcurrentDictionary<SyntaxNode, ControlFlowGraph?> _roots = new();

    /// <summary>The function or initialiser that <paramref name="body"/> is the code of.</summary>
    public static IOperation FunctionOf(IOperation body)
    {
        var current = body;
        while (current is not (IAnonymousFunctionOperation or ILocalFunctionOperation) && current.Parent is { } parent)
            current = parent;
        return current;
    }

    /// <summary>The graph of the function that <paramref name="body"/> belongs to, or null where the code does not allow one.</summary>
    public ControlFlowGraph? Of(IOperation body)
    {
        var functions = new Stack<IOperation>();
        var root = body;
        for (var current = body; current is not null; root = current, current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                functions.Push(current);
        }

        var graph = _roots.GetOrAdd(root.Syntax, _ => Create(root));
        foreach (var function in functions)
        {
            if (graph is null)
                return null;

            graph = function switch
            {
                ILocalFunctionOperation local => LocalFunction(graph, local.Symbol),
                _ => Lambda(graph, function.Syntax),
            };
        }

        return graph;
    }

    /// <summary>The graph of a whole member or initialiser; null for anything else.</summary>
    public static ControlFlowGraph? Create(IOperation root) => root switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor),
        IBlockOperation block => ControlFlowGraph.Create(block),
        IFieldInitializerOperation field => ControlFlowGraph.Create(field),
        IPropertyInitializerOperation property => ControlFlowGraph.Create(property),
        IParameterInitializerOperation parameter => ControlFlowGraph.Create(parameter),
        _ => null,
    };

    private static ControlFlowGraph? LocalFunction(ControlFlowGraph graph, IMethodSymbol symbol)
    {
        foreach (var function in graph.LocalFunctions)
        {
            if (SymbolEqualityComparer.Default.Equals(function, symbol))
                return graph.GetLocalFunctionControlFlowGraph(function);
        }

        return null;
    }

    private static ControlFlowGraph? Lambda(ControlFlowGraph graph, SyntaxNode syntax)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.Operations.Concat(block.BranchValue is { } value ? new[] { value } : System.Array.Empty<IOperation>()))
            {
                if (!operation.Syntax.FullSpan.Contains(syntax.Span))
                    continue;

                foreach (var inner in operation.OwnOperations())
                {
                    if (inner is IFlowAnonymousFunctionOperation lambda && lambda.Syntax == syntax)
                        return graph.GetAnonymousFunctionControlFlowGraph(lambda);
                }
            }
        }

        return null;
    }
}
