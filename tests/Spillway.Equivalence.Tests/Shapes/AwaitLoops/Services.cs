namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>The ways in which programs ask the outside.</summary>
internal enum Service
{
    /// <summary><c>HttpClient</c> itself.</summary>
    Direct,

    /// <summary>A method of the same class.</summary>
    Method,

    /// <summary>An interface with one implementation in view, a value task.</summary>
    Interface,

    /// <summary>A static function that gets the client.</summary>
    Static,

    /// <summary>A tuple as result.</summary>
    Pair,

    /// <summary>A record as result.</summary>
    Record,

    /// <summary>A result that may be null.</summary>
    Nullable,

    /// <summary>A local function.</summary>
    LocalFunction,

    /// <summary>A lambda in a variable.</summary>
    Lambda,

    /// <summary>A callee that stands for a slow service.</summary>
    Slow,

    /// <summary>A cache that is safe for concurrent use in front.</summary>
    Cached,

    /// <summary>Two requests behind one call.</summary>
    Twice,
}

/// <summary>One request: how it is made, what it is about.</summary>
internal sealed record Request(Service Service, Expr Argument)
{
    /// <summary>The awaited call.</summary>
    public string In(Scope scope)
    {
        scope.Needs.Services.Add(Service);
        var argument = Argument.In(scope);
        var token = scope.Needs.PassesToken ? ", cancellationToken" : "";
        var call = Service switch
        {
            Service.Direct => $"client.GetStringAsync($\"t/{{{argument}}}\"{token})",
            Service.Method => $"NumberAsync({argument}{token})",
            Service.Interface => $"_prices.PriceAsync({argument}{token})",
            Service.Static => $"AskAsync(client, {argument})",
            Service.Pair => $"RangeAsync({argument})",
            Service.Record => $"_prices.QuoteAsync({argument})",
            Service.Nullable => $"MaybeAsync({argument}{token})",
            Service.LocalFunction => $"LocalAsync({argument})",
            Service.Lambda => $"ask({argument})",
            Service.Slow => $"SlowAsync({argument})",
            Service.Cached => $"CachedAsync({argument})",
            _ => $"TwiceAsync({argument})",
        };
        return $"await {call}{scope.Needs.Configured}";
    }

    /// <summary>The call without the await, as a task.</summary>
    public string AsTask(Scope scope)
    {
        var call = In(scope)["await ".Length..];
        call = scope.Needs.Configured.Length > 0 ? call[..^scope.Needs.Configured.Length] : call;
        return Service == Service.Interface ? call + ".AsTask()" : call;
    }

    /// <summary>The type of the result.</summary>
    public string ResultType => Service switch
    {
        Service.Direct => "string",
        Service.Nullable => "string?",
        Service.Pair => "(int Low, int High)",
        Service.Record => "Quote",
        _ => "int",
    };

    /// <summary>The result as numbers, given its name.</summary>
    public string[] Numbers(string name) => Service switch
    {
        Service.Direct => [$"{name}.Length"],
        Service.Pair => [$"{name}.Low", $"{name}.High"],
        Service.Record => [$"{name}.Price", $"{name}.Name.Length"],
        Service.Nullable => [$"({name}?.Length ?? 0)"],
        _ => [name],
    };

    /// <summary>The request as part of an expression.</summary>
    public string Inline(Scope scope)
    {
        var call = In(scope);
        return Service switch
        {
            Service.Direct => $"({call}).Length",
            Service.Pair => $"({call}).High",
            Service.Record => $"({call}).Price",
            Service.Nullable => $"(({call})?.Length ?? 0)",
            _ => call,
        };
    }

    public IEnumerable<Request> Smaller()
    {
        if (Service != Service.Direct)
            yield return this with { Service = Service.Direct };
        foreach (var argument in Argument.Smaller())
            yield return this with { Argument = argument };
    }

    /// <summary>What has to stand ahead of the loop in the same method.</summary>
    public static IEnumerable<string> Locals(Needs needs)
    {
        if (needs.Services.Contains(Service.LocalFunction))
            yield return "async Task<int> LocalAsync(int id) => (await client.GetStringAsync($\"t/o{id}\")).Length;";
        if (needs.Services.Contains(Service.Lambda))
            yield return "Func<int, Task<int>> ask = async id => int.Parse(await client.GetStringAsync($\"n/a{id}\"));";
    }
}
