using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tour.Analysis;

namespace Tour.Running;

/// <summary>
/// A web service on the loopback interface that needs a known time for each answer. GET answers with a record made of the last
/// segment of the path, always the same one, or with a picture of that name; everything else is accepted without a body.
/// </summary>
internal sealed class SlowService : IAsyncDisposable
{
    private const int PictureSize = 256 * 1024;

    private readonly WebApplication _application;
    private volatile Recording _recording = new(Latency.None);

    private SlowService(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = new("http://localhost/");

    public static async Task<SlowService> StartAsync(CancellationToken cancellationToken)
    {
        // The empty builder reads no configuration: no variable of the machine moves the port.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        var application = builder.Build();
        var service = new SlowService(application);
        application.Run(service.AnswerAsync);
        await application.StartAsync(cancellationToken);

        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        service.Address = new Uri(addresses.Single() + "/");
        return service;
    }

    /// <summary>Everything that arrives from now on belongs to the returned recording.</summary>
    public Recording Record(Latency latency) => _recording = new Recording(latency);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var recording = _recording;
        var request = context.Request;
        var path = request.Path.Value ?? "";
        var start = Stopwatch.GetTimestamp();
        recording.Use(context.Connection.Id);

        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        await Task.Delay(recording.Latency.For(path), context.RequestAborted);
        recording.Add($"{request.Method} {request.Path}{request.QueryString} {body}", start, Stopwatch.GetTimestamp());

        if (!HttpMethods.IsGet(request.Method))
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        else if (path.StartsWith("/pictures/", StringComparison.Ordinal))
            await context.Response.Body.WriteAsync(Picture(path), context.RequestAborted);
        else
            await context.Response.WriteAsJsonAsync(Entry.For(path), context.RequestAborted);
    }

    private static byte[] Picture(string path)
    {
        var picture = new byte[PictureSize];
        Encoding.UTF8.GetBytes(path, picture);
        return picture;
    }

    private sealed record Entry(string Id, decimal Amount, int Available)
    {
        public static Entry For(string path)
        {
            var id = path[(path.LastIndexOf('/') + 1)..];
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
            return new Entry(id, BinaryPrimitives.ReadUInt16BigEndian(hash) % 400 / 4m, hash[2] % 50);
        }
    }
}
