// references: Dapper
using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;

public record Customer(int Id, string Name);

public record Order(int Id, int CustomerId, decimal Total);

public class Sample
{
    private readonly IDbConnection _connection;

    public Sample(IDbConnection connection)
    {
        _connection = connection;
    }

    /*members*/

    public async Task SampleAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        /*statements*/
    }
}
