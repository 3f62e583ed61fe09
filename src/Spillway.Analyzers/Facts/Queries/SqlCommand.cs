using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>SQL as text: an extension of a connection that takes it, or a command object.</summary>
internal static class SqlCommand
{
    // Rows or names that are locked one after another: the order of it, and each of them, is the point.
    private static readonly string[] LockWords = { "FOR UPDATE", "FOR SHARE", "FOR NO KEY UPDATE", "UPDLOCK", "HOLDLOCK", "XLOCK", "ROWLOCK", "ADVISORY_LOCK", "ADVISORY_XACT_LOCK", "ADVISORY_UNLOCK", "GET_LOCK", "RELEASE_LOCK", "APPLOCK" };

    /// <summary>True when <paramref name="code"/> adds a record by text: what is asked afterwards may be the key that the database gave it.</summary>
    public static bool AddsIn(IOperation code) =>
        code.OwnOperations().OfType<IInvocationOperation>().SelectMany(call => call.Arguments).Any(argument => IsText(argument.Value.Unwrapped().Type) && VerbOf(argument.Value) is "INSERT" or "MERGE" or "REPLACE");

    /// <summary>True when a query that is written as text may be batched as others may: the text is in view, and locks nothing.</summary>
    public static bool IsPlain(IOperation text) => TextOf(text) is { } words && !LocksIn(words);

    private static bool LocksIn(string words) => LockWords.Any(word => words.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>A call such as <c>connection.Query&lt;Order&gt;(sql, parameters)</c>.</summary>
    public static DatabaseCall? OfExtension(IInvocationOperation call, ApiFlags flags, ConcurrencyModel model)
    {
        var connection = call.Arguments[0].Value.Unwrapped();
        if (connection.Type is not INamedTypeSymbol type || (model.Apis.Of(type) & ApiFlags.Confined) == 0)
            return null;

        // 'db.Database.ExecuteSql(…)' goes through the context.
        var root = connection is IPropertyReferenceOperation { Instance: { } owner } && (model.Apis.Of(owner.Unwrapped().Type!) & ApiFlags.Session) != 0 ? owner : connection;
        var text = call.Arguments.Skip(1).Select(argument => argument.Value).FirstOrDefault(value => IsText(value.Unwrapped().Type));
        var inputs = call.Arguments.Skip(1).Select(argument => argument.Value).ToImmutableArray();
        return Kind(text, (flags & (ApiFlags.Reads | ApiFlags.Writes)) != ApiFlags.Writes, inputs) is { } kind
            ? new DatabaseCall(call, kind, call.TargetMethod.Name, root, inputs, IsText: true, IsPaged: false)
            : null;
    }

    /// <summary>A call such as <c>command.ExecuteReader()</c> on a command that is made for it.</summary>
    public static DatabaseCall? OfCommand(IInvocationOperation call, ApiFlags flags, ConcurrencyModel model, Provenance provenance)
    {
        // A command that others hand in may be prepared once and run for each record: that is how records are written one by one.
        if (call.Instance?.Unwrapped() is not ILocalReferenceOperation { Local: var command }
            || provenance.ValuesOf(command) is not { Count: 1 } values
            || values[0]?.Unwrapped() is not { } made)
        {
            return null;
        }

        var (root, arguments) = made switch
        {
            IInvocationOperation { Instance: { } connection } creation when IsConfined(connection, model) && (model.Apis.Of(creation.TargetMethod) & ApiFlags.Fresh) != 0 => (connection, ImmutableArray<IOperation>.Empty),
            IObjectCreationOperation creation => (
                creation.Arguments.Select(argument => argument.Value).FirstOrDefault(value => IsConfined(value, model)) ?? Assigned(creation.Initializer, command, call, value => IsConfined(value, model)),
                creation.Arguments.Select(argument => argument.Value).ToImmutableArray()),
            _ => (null, ImmutableArray<IOperation>.Empty),
        };
        if (root is null || (model.Apis.Of(command.Type) & ApiFlags.Confined) == 0)
            return null;

        var initializer = (made as IObjectCreationOperation)?.Initializer;
        var text = arguments.FirstOrDefault(value => IsText(value.Type)) ?? Assigned(initializer, command, call, value => IsText(value.Unwrapped().Type));
        var isRead = (flags & ApiFlags.Writes) == 0;
        return Kind(text, isRead, arguments) is { } kind
            ? new DatabaseCall(call, kind, call.TargetMethod.Name, root, arguments.Add(call.Instance), IsText: true, IsPaged: false)
            : null;
    }

    /// <summary>
    /// What the text asks; null where it adds records, where it may do anything, or where every item brings a text of its own. Records are
    /// written one by one for good reasons, and a change of several columns has no single key.
    /// </summary>
    private static DatabaseCallKind? Kind(IOperation? text, bool isRead, ImmutableArray<IOperation> inputs)
    {
        if (TextOf(text) is { } words && LocksIn(words))
            return null;

        switch (VerbOf(text))
        {
            case "SELECT" when IsOfNoTable(text):
                return null;

            case "SELECT" or "WITH" or "EXEC" or "EXECUTE" or "CALL" when isRead:
                return DatabaseCallKind.Query;

            case "SELECT":
                return DatabaseCallKind.Query;

            case "DELETE":
                return DatabaseCallKind.Command;

            case "UPDATE":
                var parameters = inputs.SelectMany(input => input.DescendantsAndSelf()).OfType<IAnonymousObjectCreationOperation>().FirstOrDefault();
                return parameters is { Initializers.Length: 1 } ? DatabaseCallKind.Command : null;

            case null when isRead && text?.Unwrapped() is IFieldReferenceOperation { Field.IsReadOnly: true } or IPropertyReferenceOperation { Property.IsStatic: true }:
                return DatabaseCallKind.Query;

            default:
                return null;
        }
    }

    /// <summary>True where all of the text is in view, and names no rows: it calls a function, and no list of keys stands in for its arguments.</summary>
    private static bool IsOfNoTable(IOperation? text)
    {
        var whole = text?.Unwrapped() is ILocalReferenceOperation { Local: var local } ? InitializerOf(local, text)?.Unwrapped() : text?.Unwrapped();
        return whole is { ConstantValue: { HasValue: true, Value: string words } } && words.IndexOf("FROM", StringComparison.OrdinalIgnoreCase) < 0;
    }

    private static string? VerbOf(IOperation? text) => TextOf(text) is { } words ? FirstWord(words) : null;

    /// <summary>The text as far as it is in view, its start at least; null where that is not.</summary>
    private static string? TextOf(IOperation? text)
    {
        for (var i = 0; text is not null && i < 100; i++)
        {
            text = text.Unwrapped();
            if (text.ConstantValue is { HasValue: true, Value: string constant })
                return constant;
            if (text is IInterpolatedStringOperation { Parts: var parts })
                return parts.Length > 0 && parts[0] is IInterpolatedStringTextOperation ? string.Join(" ", parts.OfType<IInterpolatedStringTextOperation>().Select(part => part.Text.ConstantValue.Value)) : null;
            if (text is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, RightOperand: var tail } && tail.DescendantsAndSelf().FirstOrDefault(o => o.ConstantValue is { HasValue: true, Value: string words } && LocksIn(words)) is { } locking)
                return (string)locking.ConstantValue.Value!;

            text = text switch
            {
                IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, LeftOperand: var left } => left,
                ILocalReferenceOperation { Local: var local } => InitializerOf(local, text),
                IObjectCreationOperation { Arguments: { Length: > 0 } arguments } => arguments[0].Value,
                _ => null,
            };
        }

        return null;
    }

    private static IOperation? InitializerOf(ILocalSymbol local, IOperation use)
    {
        var values = use.Root().Descendants().OfType<IVariableDeclaratorOperation>().Where(d => SymbolEqualityComparer.Default.Equals(d.Symbol, local)).ToList();
        return values.Count == 1 ? values[0].GetVariableInitializer()?.Value : null;
    }

    private static string? FirstWord(string text)
    {
        var word = new string(text.TrimStart(' ', '\r', '\n', '\t', '(', ';').TakeWhile(char.IsLetter).ToArray());
        return word.Length == 0 ? null : word.ToUpperInvariant();
    }

    /// <summary>What a property of the command is set to, in its initializer or last before the call.</summary>
    private static IOperation? Assigned(IObjectOrCollectionInitializerOperation? initializer, ILocalSymbol command, IOperation call, Func<IOperation, bool> fits)
    {
        IEnumerable<IOperation> own = initializer is null ? Enumerable.Empty<IOperation>() : initializer.Initializers;
        return own.Concat(call.Root().Descendants().Where(set => set.Syntax.SpanStart < call.Syntax.SpanStart))
            .OfType<ISimpleAssignmentOperation>()
            .Where(set => set.Target is IPropertyReferenceOperation property
                && (property.Instance is IInstanceReferenceOperation && own.Contains(set)
                    || property.Instance is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, command)))
            .Select(set => set.Value)
            .LastOrDefault(fits);
    }

    private static bool IsText(ITypeSymbol? type) =>
        type?.SpecialType == SpecialType.System_String || type is { Name: "FormattableString" } or { Name: "CommandDefinition" };

    private static bool IsConfined(IOperation value, ConcurrencyModel model) =>
        value.Unwrapped().Type is INamedTypeSymbol type && (model.Apis.Of(type) & ApiFlags.Confined) != 0 && (model.Apis.Of(type) & ApiFlags.Transaction) == 0;
}
