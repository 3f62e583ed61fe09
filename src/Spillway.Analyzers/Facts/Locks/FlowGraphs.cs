using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
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
    public ControlFlowGraph? Of(IOperation body, CancellationToken cancellationToken)
    {
        var functions = new Stack<IOperation>();
        var root = body;
        for (var current = body; current is not null; root = current, current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                functions.Push(current);
        }

        var graph = _roots.GetOrAdd(root.Syntax, _ => Create(root, cancellationToken));
        foreach (var function in functions)
        {
            if (graph is null)
                return null;

            graph = function switch
            {
                ILocalFunctionOperation local => LocalFunction(graph, local.Symbol, cancellationToken),
                _ => Lambda(graph, function.Syntax, cancellationToken),
            };
        }

        return graph;
    }

    private static ControlFlowGraph? Create(IOperation root, CancellationToken cancellationToken) => root switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellationToken),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellationToken),
        IBlockOperation block => ControlFlowGraph.Create(block, cancellationToken),
        IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellationToken),
        IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellationToken),
        IParameterInitializerOperation parameter => ControlFlowGraph.Create(parameter, cancellationToken),
        _ => null,
    };

    private static ControlFlowGraph? LocalFunction(ControlFlowGraph graph, IMethodSymbol symbol, CancellationToken cancellationToken)
    {
        foreach (var function in graph.LocalFunctions)
        {
            if (SymbolEqualityComparer.Default.Equals(function, symbol))
                return graph.GetLocalFunctionControlFlowGraph(function, cancellationToken);
        }

        return null;
    }

    private static ControlFlowGraph? Lambda(ControlFlowGraph graph, SyntaxNode syntax, CancellationToken cancellationToken)
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
                        return graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken);
                }
            }
        }

        return null;
    }
}
