namespace Spillway.Tool.Sarif;

/// <summary>A place in a source file; lines and columns count from one.</summary>
internal sealed record Place(string File, int Line, int Column, int EndLine, int EndColumn);

/// <summary>A place that speaks for a result, and what it says.</summary>
internal sealed record Evidence(Place Place, string Label);

/// <summary>That a result is kept on purpose, and why.</summary>
internal sealed record Suppression(string Kind, string Justification);

/// <summary>A result in a compiler's log.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Level">As SARIF has it: error, warning, note or none.</param>
/// <param name="Message">The compiler's message.</param>
/// <param name="Place">Where; null for what is about the whole compilation.</param>
/// <param name="Member">The type and member around it, empty where there is none.</param>
/// <param name="Evidence">What speaks for it.</param>
/// <param name="Suppression">Null for an open result.</param>
internal sealed record Result(string Id, string Level, string Message, Place? Place, string Member, IReadOnlyList<Evidence> Evidence, Suppression? Suppression)
{
    /// <summary>Suggestions are shown, and fail nothing.</summary>
    public bool IsLoud => Level is "warning" or "error";
}
