using System.Data.Common;

namespace Quiet.Data;

public sealed record Measurement(DateTime TakenUtc, double Value);

/// <summary>A connection, its commands and its transaction are one conversation with the server.</summary>
public static class Connections
{
    public static async Task InsertAsync(DbConnection connection, IEnumerable<Measurement> measurements, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "insert into measurement (taken, value) values (@taken, @value)";
        var taken = Add(command, "taken");
        var value = Add(command, "value");
        await command.PrepareAsync(ct);

        foreach (var measurement in measurements)
        {
            taken.Value = measurement.TakenUtc;
            value.Value = measurement.Value;
            await command.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    public static async Task<List<string>> ReadAsync(DbCommand command, CancellationToken ct)
    {
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            names.Add(await reader.GetFieldValueAsync<string>(0, ct));
        }

        return names;
    }

    public static async Task MigrateAsync(DbConnection connection, IReadOnlyList<string> scripts, CancellationToken ct)
    {
        // Each script builds on the one before it.
        foreach (var script in scripts)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = script;
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static DbParameter Add(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
