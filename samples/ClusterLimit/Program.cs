using System.Globalization;
using ClusterLimit;

switch (args)
{
    case ["worker", var connection, var permits, var maxConcurrency, var milliseconds]:
        await Worker.RunAsync(connection, Number(permits), Number(maxConcurrency), TimeSpan.FromMilliseconds(Number(milliseconds)));
        return 0;

    case ["--connection", var connection]:
        return Show(await Demonstration.RunAsync(connection));

    case [] when PrivateServer.Programs is null:
        Console.Error.WriteLine("No PostgreSQL server is installed here (pg_ctl was not found). Name one with --connection.");
        return 3;

    case []:
        await using (var server = await PrivateServer.StartAsync())
            return Show(await Demonstration.RunAsync(server.ConnectionString));

    default:
        Console.Error.WriteLine("usage: [--connection CONNECTION_STRING]");
        return 2;
}

static int Show(Observation seen)
{
    Console.WriteLine($"one limit of {seen.Limit} operations at a time, kept by PostgreSQL, for three processes");
    Console.WriteLine($"A held {seen.HeldByKilled} permits and did not let go: B and C ran {seen.MostBefore} at a time, at most");
    Console.WriteLine($"A was killed: after {seen.BackAfter.TotalMilliseconds:0} ms B and C ran {seen.MostAfter} at a time");
    Console.WriteLine($"of {seen.Operations} operations in all processes never more than {seen.Most} ran at the same time");
    return seen.Most <= seen.Limit ? 0 : 1;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
