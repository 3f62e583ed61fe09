using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Questions about symbols that Roslyn answers only indirectly.</summary>
internal static class Symbols
{
    /// <summary>True for the constructor whose parameters stand behind the type's name.</summary>
    public static bool IsPrimaryConstructor(this IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.Constructor || method.IsImplicitlyDeclared)
            return false;

        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax)
                return true;
        }

        return false;
    }

    /// <summary>True when reading and writing the property is nothing but reading and writing a field.</summary>
    public static bool IsAutoProperty(this IPropertySymbol property)
    {
        if (property.IsIndexer || property.IsAbstract || property.DeclaringSyntaxReferences.IsEmpty)
            return false;

        // The syntax says it in nearly all cases, and spares us a walk through all members of the type.
        if (property.DeclaringSyntaxReferences.Length == 1 && property.ContainingType.TypeKind != TypeKind.Interface)
        {
            switch (property.DeclaringSyntaxReferences[0].GetSyntax())
            {
                case PropertyDeclarationSyntax { ExpressionBody: not null }:
                    return false;
                case PropertyDeclarationSyntax { AccessorList.Accessors: var accessors } declared when accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }) && !declared.Modifiers.Any(SyntaxKind.ExternKeyword) && !declared.Modifiers.Any(SyntaxKind.PartialKeyword):
                    return true;
            }
        }

        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
                return true;
        }

        return false;
    }

    /// <summary>True for methods that a generator writes and that do nothing but log.</summary>
    public static bool OnlyLogs(this IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "LoggerMessageAttribute", ContainingNamespace: { Name: "Logging", ContainingNamespace: { Name: "Extensions", ContainingNamespace.Name: "Microsoft" } } })
                return true;
        }

        return false;
    }

    /// <summary>What messages call a member of a type: <c>Task.Run</c>.</summary>
    public static string WithType(this ISymbol member) => $"{member.ContainingType.Name}.{member.Name}";

    /// <summary>True for a type whose values are copied, or never change: nobody shares one by having it.</summary>
    public static bool IsPlainValue(this ITypeSymbol type) => type.IsValueType || type.SpecialType == SpecialType.System_String;

    /// <summary>True for a call that the compiler leaves out, because none of the symbols is defined that the method is conditional on.</summary>
    public static bool IsLeftOut(this Microsoft.CodeAnalysis.Operations.IInvocationOperation call)
    {
        var isConditional = false;
        foreach (var attribute in call.TargetMethod.GetAttributes())
        {
            if (attribute is not { AttributeClass: { Name: "ConditionalAttribute", ContainingNamespace.Name: "Diagnostics" }, ConstructorArguments: { Length: 1 } arguments } || arguments[0].Value is not string symbol)
                continue;
            if (call.Syntax.SyntaxTree.Options.PreprocessorSymbolNames.Contains(symbol) || call.Syntax.SyntaxTree.GetRoot().DescendantTrivia(descendIntoTrivia: false).Any(t => t.GetStructure() is DefineDirectiveTriviaSyntax define && define.Name.ValueText == symbol))
                return false;
            isConditional = true;
        }

        return isConditional;
    }

    /// <summary>True for a member of a framework's interface or base class, such as <c>ISet&lt;T&gt;.Add</c>: that one implementation is in view says nothing of the framework's own.</summary>
    public static bool IsOpenFrameworkMember(this IMethodSymbol method) =>
        (method.IsAbstract || method.IsVirtual || method.IsOverride) && method.DeclaringSyntaxReferences.IsEmpty && method.ContainingAssembly.IsFramework();

    /// <summary>True where code of other assemblies can name a type or member: neither it nor a type around it is kept inside.</summary>
    public static bool IsVisibleOutside(this ISymbol? symbol)
    {
        for (; symbol is not null; symbol = symbol.ContainingType)
        {
            if (symbol.DeclaredAccessibility is Accessibility.Internal or Accessibility.Private or Accessibility.ProtectedAndInternal)
                return false;
        }

        return true;
    }

    /// <summary>A type and the classes that it derives from, nearest first.</summary>
    public static IEnumerable<ITypeSymbol> SelfAndBases(this ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }

    /// <summary>A class and the classes that it derives from, nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }

    /// <summary>True for a type that is, or derives from, <paramref name="ancestor"/>, whatever their type arguments.</summary>
    public static bool DerivesFrom(this ITypeSymbol? type, ITypeSymbol ancestor) =>
        type.SelfAndBases().Any(level => SymbolEqualityComparer.Default.Equals(level.OriginalDefinition, ancestor.OriginalDefinition));

    /// <summary>The kind that goes with the first type that <paramref name="type"/> is or derives from; null where none does.</summary>
    public static TKind? KindOf<TKind>(this (INamedTypeSymbol? Type, TKind Kind)[] kinds, ITypeSymbol? type)
        where TKind : struct
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var (known, kind) in kinds)
            {
                if (known is not null && SymbolEqualityComparer.Default.Equals(known, level.OriginalDefinition))
                    return kind;
            }
        }

        return null;
    }

    /// <summary>True where the framework that the code is compiled against has this type and member.</summary>
    public static bool Has(this Compilation compilation, string type, string member) =>
        compilation.GetTypeByMetadataName(type)?.GetMembers(member).IsEmpty == false;

    /// <summary>True for members whose use the compiler warns about.</summary>
    public static bool IsObsolete(this ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "ObsoleteAttribute", ContainingNamespace.Name: "System" });

    /// <summary>True for <c>Task</c>, <c>Task&lt;T&gt;</c>, <c>ValueTask</c> and <c>ValueTask&lt;T&gt;</c>.</summary>
    public static bool IsTaskLike(this ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } };

    /// <summary>True for <c>T?</c> of a type that cannot be found: the compiler takes it for a value, and it may be a class.</summary>
    public static bool IsNullableOfUnknown(this ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments } && arguments[0].TypeKind == TypeKind.Error;

    /// <summary>The result of awaiting a value of this type; null where there is none.</summary>
    public static ITypeSymbol? AwaitedResult(this ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } && type.IsTaskLike() ? arguments[0] : null;

    /// <summary>True for assemblies of the framework, whose members do not reach beyond their receiver and arguments unless the catalogue says so.</summary>
    public static bool IsFramework(this IAssemblySymbol? assembly)
    {
        var name = assembly?.Name ?? "";
        return name is "mscorlib" or "netstandard" or "System" or "Newtonsoft.Json"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Net.Http.", StringComparison.Ordinal);
    }
}
