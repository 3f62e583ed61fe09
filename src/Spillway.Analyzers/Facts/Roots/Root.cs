using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>On which occasion a framework calls code.</summary>
internal enum Occasion
{
    /// <summary>For every request: controller actions, endpoints, page handlers, hub methods, middleware, filters, service methods.</summary>
    Request,

    /// <summary>For every message of a queue, a bus or a mediator.</summary>
    Message,

    /// <summary>Whenever a timer or a schedule fires.</summary>
    Timer,

    /// <summary>For every event.</summary>
    Event,

    /// <summary>On the thread of a user interface.</summary>
    Ui,

    /// <summary>Once, beside everything else: hosted services.</summary>
    Background,
}

/// <summary>Where the code of a compilation runs.</summary>
internal enum HostKind
{
    /// <summary>Wherever its users run it.</summary>
    Library,

    /// <summary>A program that starts, works and ends.</summary>
    Console,

    /// <summary>A program of background services.</summary>
    Worker,

    /// <summary>A server that answers requests.</summary>
    Web,

    /// <summary>A program with a user interface, whose thread must not be kept.</summary>
    Ui,

    /// <summary>A test project.</summary>
    Test,
}

/// <summary>Code that a framework calls: nobody in view does, so nobody in view limits how often.</summary>
/// <param name="Occasion">When it is called.</param>
/// <param name="Name">The method, or what the lambda is passed to.</param>
/// <param name="Because">What shows it.</param>
internal sealed record Root(Occasion Occasion, string Name, Witness Because)
{
    /// <summary>True when several calls may be under way at the same time.</summary>
    public bool Overlaps => Occasion is Occasion.Request or Occasion.Message or Occasion.Timer or Occasion.Event;

    /// <summary>How often it is called, in words.</summary>
    public string Frequency => Often(Occasion);

    public static Root Of(Occasion occasion, string name, Location at) =>
        new(occasion, name, new Witness(at, $"the framework calls '{name}' {Often(occasion)}"));

    private static string Often(Occasion occasion) => occasion switch
    {
        Occasion.Request => "for every request",
        Occasion.Message => "for every message",
        Occasion.Timer => "whenever a timer fires",
        Occasion.Background => "once, in the background",
        _ => "for every event",
    };
}
