namespace Noisy.Stock;

public sealed class Warehouses
{
    private static readonly object Gate = new();
    private static Warehouses? _instance;
    private readonly string[] _codes = ["MAIN", "NORTH", "SOUTH"];

    private Warehouses()
    {
    }

    public static Warehouses Instance
    {
        get
        {
            if (_instance == null) // SPW4011
            {
                lock (Gate)
                {
                    if (_instance == null)
                    {
                        _instance = new Warehouses();
                    }
                }
            }

            return _instance;
        }
    }

    public bool Knows(string code) => _codes.Contains(code);
}
