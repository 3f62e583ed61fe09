using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Roots: what frameworks call.</content>
public sealed partial class MethodFacts
{
    /// <summary>When a framework calls this body; null when it does not, as far as is known.</summary>
    internal Root? Root => Bodies[0].Parent is IAnonymousFunctionOperation lambda ? Model.Roots.Of(lambda) : Symbol is null ? null : Model.Roots.Of(Symbol);

    /// <summary>The root that this code is a part of: itself, or the innermost function around it that a framework calls.</summary>
    internal Root? RootAround
    {
        get
        {
            for (var around = Bodies[0].Parent; around is not null; around = around.Parent)
            {
                var root = around switch
                {
                    IAnonymousFunctionOperation lambda => Model.Roots.Of(lambda),
                    ILocalFunctionOperation { Symbol: var function } => Model.Roots.Of(function),
                    _ => null,
                };
                if (root is not null)
                    return root;
            }

            return Owner is IMethodSymbol method ? Model.Roots.Of(method) : null;
        }
    }
}
