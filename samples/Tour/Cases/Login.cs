// rule: SPW2004
// title: Logins that derive a key, beside a question about the stock
// measure: neighbour
// heavy: login/reader-{0}
// light: stock/article-{0}
// requests: 32
// clients: 8

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Shop;

public sealed class Accounts
{
    public async Task<string> LoginAsync(string name, CancellationToken cancellationToken)
    {
        var salt = await FindSaltAsync(name, cancellationToken);

        // As slow as it has to be.
        var key = Rfc2898DeriveBytes.Pbkdf2(name, salt, 100_000, HashAlgorithmName.SHA256, 32);
        return Convert.ToHexString(key);
    }

    private static async Task<byte[]> FindSaltAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        return SHA256.HashData(Encoding.UTF8.GetBytes(name));
    }
}

public static class Case
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var accounts = new Accounts();
        routes.MapGet("/login/{name}", async (string name, HttpContext context)
            => await context.Response.WriteAsync(await accounts.LoginAsync(name, context.RequestAborted)));
        routes.MapGet("/stock/{article}", (string article) => $"{article}: {article.Length} left");
    }
}
