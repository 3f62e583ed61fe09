// rule: SPW4002
// title: A register that seals each receipt while it holds its lock
// measure: crowd
// steps: 48

using System.Security.Cryptography;

namespace Shop;

public sealed class Register(byte[] secret)
{
    private readonly object _gate = new();
    private readonly SortedDictionary<int, string> _receipts = [];

    public void Book(int number)
    {
        lock (_gate)
        {
            var seal = Rfc2898DeriveBytes.Pbkdf2(secret, BitConverter.GetBytes((long)number), 10_000, HashAlgorithmName.SHA256, 32);
            _receipts[number] = Convert.ToHexString(seal);
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _receipts);
        }
    }
}

public static class Case
{
    public static (Action<int> Step, Func<string> Output) Open()
    {
        var register = new Register(new byte[16]);
        return (register.Book, register.ToString);
    }
}
