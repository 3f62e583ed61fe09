namespace Tour.Analysis;

/// <summary>How long the service takes to answer.</summary>
/// <param name="Usual">For most requests.</param>
/// <param name="Stragglers">Each of so many items takes <see cref="Factor"/> times as long; 0 for none.</param>
internal sealed record Latency(TimeSpan Usual, int Stragglers)
{
    /// <summary>How much longer a straggler takes.</summary>
    public const int Factor = 10;

    public static readonly Latency None = new(TimeSpan.Zero, 0);

    /// <summary>The time for what ends in a number, as in <c>/prices/article-7</c>.</summary>
    public TimeSpan For(string path)
    {
        var digits = path.Length;
        while (digits > 0 && char.IsAsciiDigit(path[digits - 1]))
            digits--;

        return Stragglers > 0 && int.TryParse(path.AsSpan(digits), out var number) && number % Stragglers == 0 ? Usual * Factor : Usual;
    }
}
