using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Code that only reads, compares and sets variables: it runs nothing else, repeats nothing, waits for nothing and takes no lock. Many bodies are
/// such, and every rule would look at each of them.
/// </summary>
internal static class PlainCode
{
    public static bool Is(ISymbol owner, ImmutableArray<IOperation> blocks)
    {
        if (owner is IMethodSymbol { IsAsync: true })
            return false;

        foreach (var block in blocks)
        {
            if (!IsPlain(block))
                return false;

            foreach (var operation in block.Descendants())
            {
                if (!IsPlain(operation))
                    return false;
            }
        }

        return true;
    }

    private static bool IsPlain(IOperation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Block:
            case OperationKind.Return:
            case OperationKind.ExpressionStatement:
            case OperationKind.Empty:
            case OperationKind.Literal:
            case OperationKind.DefaultValue:
            case OperationKind.NameOf:
            case OperationKind.TypeOf:
            case OperationKind.FieldReference:
            case OperationKind.LocalReference:
            case OperationKind.ParameterReference:
            case OperationKind.InstanceReference:
            case OperationKind.SimpleAssignment:
            case OperationKind.VariableDeclarationGroup:
            case OperationKind.VariableDeclaration:
            case OperationKind.VariableDeclarator:
            case OperationKind.VariableInitializer:
            case OperationKind.FieldInitializer:
            case OperationKind.PropertyInitializer:
            case OperationKind.ParameterInitializer:
            case OperationKind.Conditional:
            case OperationKind.IsNull:
            case OperationKind.Tuple:
                return true;

            // An operator or a conversion may be code of somebody's own.
            case OperationKind.Binary:
                return operation is IBinaryOperation { OperatorMethod: null };
            case OperationKind.Unary:
                return operation is IUnaryOperation { OperatorMethod: null };
            case OperationKind.Conversion:
                return operation is IConversionOperation { OperatorMethod: null };

            case OperationKind.PropertyReference:
                return operation is IPropertyReferenceOperation { Property: var property } && property.IsAutoProperty();

            default:
                return false;
        }
    }
}
