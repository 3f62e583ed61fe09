using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tour.Running;

/// <summary>What the tour does as a <see cref="ChildProcess"/>. Nobody else needs these commands.</summary>
internal static class ChildCommands
{
    public const string Serve = "serve-case";
    public const string Peak = "peak-of-case";

    public static IEnumerable<Command> All()
    {
        var program = new Argument<FileInfo>("program");
        var address = new Argument<string>("address");
        yield return Hidden(Serve, [program], (arguments, cancellationToken) => ServeAsync(arguments.GetValue(program)!, cancellationToken));
        yield return Hidden(Peak, [program, address], (arguments, cancellationToken) => PeakAsync(arguments.GetValue(program)!, new Uri(arguments.GetValue(address)!), cancellationToken));
    }

    private static Command Hidden(string name, Argument[] arguments, Func<ParseResult, CancellationToken, Task> act)
    {
        var command = new Command(name) { Hidden = true };
        foreach (var argument in arguments)
            command.Add(argument);
        command.SetAction(act);
        return command;
    }

    /// <summary>Serves the endpoints of the case, says where, and ends with its input.</summary>
    private static async Task ServeAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var image = file.OpenRead();
        using var program = CaseProgram<Action<IEndpointRouteBuilder>>.Load(image, file.Name, "Map");

        // The empty builder reads no configuration: no variable of the machine moves the port.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        await using var application = builder.Build();
        program.Entry(application);
        await application.StartAsync(cancellationToken);
        Console.WriteLine(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await UntilInputEndsAsync(cancellationToken);
        await application.StopAsync(cancellationToken);
    }

    /// <summary>Runs the case once, and says how much memory that took.</summary>
    private static async Task PeakAsync(FileInfo file, Uri address, CancellationToken cancellationToken)
    {
        await using var image = file.OpenRead();
        using var program = CaseProgram<Func<HttpClient, CancellationToken, Task<string>>>.Load(image, file.Name, "RunAsync");
        using var client = new HttpClient { BaseAddress = address };
        var before = Environment.WorkingSet;
        var peak = before;
        var isRunning = true;

        // A thread of its own: those of the pool are busy when it matters.
        var watched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = new Thread(() =>
        {
            while (Volatile.Read(ref isRunning))
            {
                peak = Math.Max(peak, Environment.WorkingSet);
                Thread.Sleep(2);
            }

            watched.SetResult();
        })
        {
            // A case that throws ends the process, whoever still looks at it.
            IsBackground = true,
        };
        watch.Start();
        var start = Stopwatch.GetTimestamp();
        var output = await program.Entry(client, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Volatile.Write(ref isRunning, false);
        await watched.Task;
        Console.WriteLine(JsonSerializer.Serialize(new PeakReport(elapsed, (peak - before) / 1e6, output)));
    }

    private static async Task UntilInputEndsAsync(CancellationToken cancellationToken)
    {
        using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, cancellationToken);
    }
}

/// <summary>What a child says of its run.</summary>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Megabytes">By how much the memory of the process had grown at most.</param>
/// <param name="Output">What the program returned.</param>
internal sealed record PeakReport(double Milliseconds, double Megabytes, string Output);
