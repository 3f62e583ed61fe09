using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// What is read from the body of a response is in memory already, unless whoever asked wanted the headers only: <c>HttpClient</c> waits for all of it.
/// </summary>
internal static class BufferedResponses
{
    /// <summary>True when <paramref name="read"/> reads the body of a response that is known to be complete.</summary>
    public static bool Read(IInvocationOperation read, ConcurrencyModel model) =>
        read is { TargetMethod: { Name: "ReadAsStream" or "ReadAsStreamAsync" or "CopyTo", ContainingType: { Name: "HttpContent", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "Net" } } }, Instance: { } content }
        && content.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Content", Instance: { } response }
        && IsComplete(response, model);

    private static bool IsComplete(IOperation response, ConcurrencyModel model)
    {
        response = response.Unwrapped();
        return response is ILocalReferenceOperation { Local: var local }
            ? model.ProvenanceAt(response).ValuesOf(local) is { Count: > 0 } values && values.All(value => value is not null && IsAsked(value, model))
            : IsAsked(response, model);
    }

    private static bool IsAsked(IOperation response, ConcurrencyModel model, bool isCallee = false)
    {
        var task = response.Unwrapped() is IAwaitOperation { Operation: var awaited } ? Tasks.Behind(awaited) : response.Unwrapped() as IInvocationOperation;
        if (task is null)
            return false;

        if (task.Arguments.FirstOrDefault(argument => argument.Value.Type?.Name == "HttpCompletionOption") is { Value: var option })
            return option.ConstantValue is { HasValue: true, Value: 0 };

        // A method of the project's own that gives what it was answered.
        if (!isCallee && model.Summaries.BodiesOf(task.TargetMethod.OriginalDefinition) is { IsEmpty: false } bodies)
        {
            var given = bodies.SelectMany(body => body.OwnOperations()).OfType<IReturnOperation>().Select(r => r.ReturnedValue).OfType<IOperation>().ToList();
            return given.Count > 0 && given.All(value => IsAsked(value, model, isCallee: true));
        }

        return task.TargetMethod is { Name: "GetAsync" or "PostAsync" or "PutAsync" or "PatchAsync" or "DeleteAsync" or "SendAsync" or "Send", ContainingType: { Name: "HttpClient", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "Net" } } };
    }
}
