using ClusterLimit;

namespace Spillway.Runtime.Tests.ClusterLimit;

/// <summary>A test that starts a PostgreSQL server of its own; where none is installed it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    private const string NotInstalled = "No PostgreSQL server is installed here: pg_ctl was not found.";

    public PostgresFactAttribute() => Skip = PrivateServer.Programs is null ? NotInstalled : null;
}
