using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Analyzers.Facts;
using Spillway.Pages;
using Xunit;

namespace Spillway.Facts.Tests;

/// <summary>An editor asks by names who derives from whom, a build looks at all types: the answers are the same ones, in the same order.</summary>
public sealed class DerivedTypesByName
{
    private static readonly string[] Files =
    [
        """
        global using Everywhere = System.ICloneable;
        using System;
        using System.Collections.Generic;
        using System.IO;
        using Closing = System.IDisposable;
        using static Outer;

        public interface IStore<T> { T Get(); }
        public interface IOrders : IStore<int> { }
        public abstract class Store<T> : IStore<T> { public abstract T Get(); }
        public class Orders : Store<int>, IOrders { public override int Get() => 1; }
        public class Two : IStore<int>, IStore<string> { int IStore<int>.Get() => 1; string IStore<string>.Get() => ""; }
        public class Closed : Closing { public void Dispose() { } }
        public class Copied : Everywhere { public object Clone() => this; }
        public record Money(decimal Value);
        public record struct Pair(int One, int Two);
        public enum Colour { Red }
        public delegate void Heard(Colour colour);
        public class FromInside : Inner { }
        """,
        """
        namespace Shop
        {
            using Repository = global::IStore<int>;

            public partial class Split { }
            public class Ints : Repository { public int Get() => 2; }
            public class Failed : System.Exception { }
            public class FailedTwice : Failed { }
            public class Bytes : System.IO.MemoryStream { }
            public class Same : Shop.Elsewhere.Orders { }
            public class Table : System.Collections.Generic.List<int>.Holder { }
            public struct Point : System.IEquatable<Point> { public bool Equals(Point other) => true; }
            public class @class : @interface { }
            public interface @interface { }
        }

        namespace Shop.Elsewhere { public class Orders { } public class Missing : IAmNotThere { } }
        """,
        """
        namespace Shop;

        public partial class Split : System.IDisposable { public void Dispose() { } }
        public class Split2 : Split, System.IAsyncDisposable { public System.Threading.Tasks.ValueTask DisposeAsync() => default; }
        """,
        """
        using System.Threading.Channels;

        public class Outer { public class Inner : IOther { } public interface IOther { } }
        public class Derived : Outer { public class Deep : Inner { } public class Deeper : Deep, IOther { } }
        public abstract class Lines : Channel<string> { public class Nested : Lines { } }
        public class Cycle1 : Cycle2 { }
        public class Cycle2 : Cycle1 { }
        file interface IHidden { }
        file class Hidden : IHidden { }
        """,
        """
        file interface IHidden { }
        file class Hidden : IHidden { }
        public class Strategy : System.Text.Json.Serialization.JsonConverter<int>
        {
            public override int Read(ref System.Text.Json.Utf8JsonReader reader, System.Type type, System.Text.Json.JsonSerializerOptions options) => 1;
            public override void Write(System.Text.Json.Utf8JsonWriter writer, int value, System.Text.Json.JsonSerializerOptions options) { }
        }
        """,
    ];

    private static readonly string[] Outside =
    [
        "System.IDisposable", "System.IAsyncDisposable", "System.ICloneable", "System.IComparable", "System.IFormattable", "System.IEquatable`1", "System.Exception", "System.IO.Stream", "System.IO.MemoryStream",
        "System.Object", "System.ValueType", "System.Enum", "System.MulticastDelegate", "System.Runtime.Serialization.ISerializable", "System.Collections.Generic.List`1", "System.Collections.Generic.IEnumerable`1",
        "System.Threading.Channels.Channel`1", "System.Threading.Channels.Channel`2", "System.Text.Json.Serialization.JsonConverter",
    ];

    [Fact]
    public void Both_ways_lead_to_the_same_types()
    {
        var compilation = References.Bound(new Settings()).AddSyntaxTrees(Files.Select((text, i) => CSharpSyntaxTree.ParseText(text, path: $"File{i}.cs")));
        _ = OutsideTypes.OfKnown(compilation);
        var all = new DerivedTypes(compilation, tree => compilation.GetSemanticModel(tree), null);
        var byName = new DerivedTypes(compilation, tree => compilation.GetSemanticModel(tree), OutsideTypes.OfKnown(compilation)!);

        var deriving = 0;
        foreach (var type in Outside.Select(name => compilation.GetTypeByMetadataName(name)!).Concat(compilation.SyntaxTrees.SelectMany(tree => TypesIn(compilation.GetSemanticModel(tree)))))
        {
            Assert.Equal(Say(all.Of(type)), Say(byName.Of(type)));
            deriving += byName.Of(type).Length;
        }

        Assert.InRange(deriving, 40, 60);
    }

    [Theory]
    [InlineData("System.IDisposable", "Closed, Shop.Split, Shop.Bytes, Shop.Split2")]
    [InlineData("System.ICloneable", "Copied, Heard")]
    [InlineData("System.IComparable", "Colour")]
    [InlineData("System.Exception", "Shop.Failed, Shop.FailedTwice")]
    [InlineData("System.IEquatable`1", "Money, Pair, Shop.Point")]
    [InlineData("IStore`1", "IOrders, Store<T>, Orders, Two, Shop.Ints")]
    [InlineData("Outer+Inner", "FromInside, Derived.Deep, Derived.Deeper")]
    [InlineData("Shop.Elsewhere.Orders", "Shop.Same")]
    public void Names_lead_to(string type, string expected)
    {
        var compilation = References.Bound(new Settings()).AddSyntaxTrees(Files.Select((text, i) => CSharpSyntaxTree.ParseText(text, path: $"File{i}.cs")));
        _ = OutsideTypes.OfKnown(compilation);
        var byName = new DerivedTypes(compilation, tree => compilation.GetSemanticModel(tree), OutsideTypes.OfKnown(compilation)!);
        Assert.Equal(expected, Say(byName.Of(compilation.GetTypeByMetadataName(type)!)));
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(SemanticModel model) =>
        model.SyntaxTree.GetRoot().DescendantNodes().Select(node => model.GetDeclaredSymbol(node)).OfType<INamedTypeSymbol>();

    private static string Say(IEnumerable<INamedTypeSymbol> types) => string.Join(", ", types);
}
