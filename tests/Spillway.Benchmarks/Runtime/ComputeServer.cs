using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Spillway.Benchmarks.Runtime;

/// <summary>A web service in a process of its own: one address that answers at once, and one that starts a burst of computations.</summary>
internal static class ComputeServer
{
    public const string Pool = "pool";
    public const string TaskRun = "task-run";
    public const string Semaphore = "semaphore";

    /// <summary>Serves until its input ends; its first line of output is its address.</summary>
    public static async Task<int> Run(string mode)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        using var semaphore = new SemaphoreSlim(Environment.ProcessorCount);
        Func<Action, Task> run = mode switch
        {
            Pool => work => ComputePool.Shared.RunAsync(_ => work()),
            TaskRun => Task.Run,
            Semaphore => async work =>
            {
                await semaphore.WaitAsync();
                try
                {
                    await Task.Run(work);
                }
                finally
                {
                    semaphore.Release();
                }
            },
            _ => throw new ArgumentException($"There is no mode '{mode}'.", nameof(mode)),
        };

        app.MapGet("/ping", () => "pong");
        app.MapGet("/burst", async (int jobs, int rounds) =>
        {
            await Task.WhenAll(Enumerable.Range(0, jobs).Select(_ => run(() => Compute(rounds))));
            return jobs;
        });
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
        return 0;
    }

    /// <summary>So much work, whatever the time it takes: waiting for a processor must not count as computing.</summary>
    public static void Compute(int rounds)
    {
        Span<byte> buffer = stackalloc byte[1024];
        for (var round = 0; round < rounds; round++)
            SHA256.HashData(buffer, buffer);
    }
}
