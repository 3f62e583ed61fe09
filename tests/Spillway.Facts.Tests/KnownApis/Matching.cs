using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers.Facts;
using Xunit;
using Catalogue = Spillway.Analyzers.Facts.KnownApis;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>Which line speaks for a symbol.</summary>
public class Matching
{
    [Theory]
    [InlineData("M:System.IO.File.ReadAllText : io", "System.IO.File.ReadAllText", "Io, Io")]
    [InlineData("M:System.IO.File.ReadAllText(System.String) : io", "System.IO.File.ReadAllText", "Io, None")]
    [InlineData("M:System.IO.File.ReadAllText : io\nM:System.IO.File.ReadAllText(System.String) : cpu", "System.IO.File.ReadAllText", "Cpu, Io")]
    [InlineData("M:System.IO.File.ReadAllText(System.String) : cpu\nM:System.IO.File.ReadAllText : io", "System.IO.File.ReadAllText", "Io, Io")]
    [InlineData("M:System.IO.File.* : io", "System.IO.File.ReadAllText", "Io, Io")]
    [InlineData("M:System.IO.File.* : io\nM:System.IO.File.ReadAllText : cpu", "System.IO.File.ReadAllText", "Cpu, Cpu")]
    [InlineData("M:System.IO.File.ReadAllText : cpu\nM:System.IO.File.* : io", "System.IO.File.ReadAllText", "Cpu, Cpu")]
    [InlineData("M:System.IO.File.Read* : io\nM:System.IO.File.* : cpu", "System.IO.File.ReadAllText", "Io, Io")]
    [InlineData("M:System.IO.File.*Text : io\nM:System.IO.File.Read*Text : cpu", "System.IO.File.ReadAllText", "Cpu, Cpu")]
    [InlineData("M:System.IO.File.Read*Async : io", "System.IO.File.ReadAllText", "None, None")]
    [InlineData("M:System.Threading.Thread.Sleep() : delay", "System.Threading.Thread.Sleep", "None, None")]
    [InlineData("M:System.Linq.Enumerable.ToHashSet``1 : pure", "System.Linq.Enumerable.ToHashSet", "Pure, Pure")]
    [InlineData("M:System.Linq.Enumerable.ToHashSet``2 : pure", "System.Linq.Enumerable.ToHashSet", "None, None")]
    [InlineData("M:System.Collections.Generic.List`1.Sort() : cpu", "System.Collections.Generic.List`1.Sort", "Cpu, None, None, None")]
    [InlineData("M:System.Collections.Generic.List`1.#ctor : pure", "System.Collections.Generic.List`1..ctor", "Pure, Pure, Pure")]
    [InlineData("P:System.String.Length : cpu", "System.String.Length", "Cpu")]
    [InlineData("P:System.String.Chars : cpu", "System.String.this[]", "Cpu")]
    [InlineData("P:System.String.* : cpu\nM:System.String.* : pure", "System.String.Length", "Cpu")]
    [InlineData("M:System.String.* : pure", "System.String.Length", "Pure")]
    [InlineData("F:System.String.Empty : pure", "System.String.Empty", "Pure")]
    public void The_most_specific_line_speaks_and_a_later_one_overrides(string lines, string member, string expected) =>
        Assert.Equal(expected, string.Join(", ", Members(member).Select(Over(lines).Of)));

    [Theory]
    [InlineData("M:System.IO.Stream.WriteAsync : ordered", "System.IO.FileStream.WriteAsync", "Ordered, Ordered")]
    [InlineData("M:System.IO.Stream.WriteAsync : ordered\nM:System.IO.FileStream.* : local", "System.IO.FileStream.WriteAsync", "Local, Local")]
    [InlineData("M:System.Data.Common.DbCommand.ExecuteReader : io", "Npgsql.NpgsqlCommand.ExecuteReader", "Io")]
    [InlineData("P:System.IO.Stream.Length : cpu", "System.IO.MemoryStream.Length", "Cpu")]
    [InlineData("M:System.Collections.Generic.ICollection`1.Clear : local", "System.Collections.Generic.List`1.Clear", "Local")]
    [InlineData("M:System.Collections.IList.Clear : local", "System.Collections.ArrayList.Clear", "Local")]
    [InlineData("M:System.IDisposable.Dispose : local", "System.IO.Stream.Dispose", "Local, None")]
    [InlineData("M:System.IDisposable.* : local", "System.IO.Stream.Flush", "None")]
    public void A_line_of_a_base_or_interface_member_holds_for_what_implements_it(string lines, string member, string expected) =>
        Assert.Equal(expected, string.Join(", ", Members(member).Select(Over(lines).Of)));

    [Theory]
    [InlineData("T:System.IO.Stream : confined", "System.IO.FileStream", "Confined")]
    [InlineData("T:System.IO.Stream : confined\nT:System.IO.MemoryStream : collection", "System.IO.MemoryStream", "Collection")]
    [InlineData("T:System.Collections.Generic.ICollection`1 : collection", "System.Collections.Generic.HashSet`1", "Collection")]
    [InlineData("T:System.Collections.Generic.ICollection`1 : collection\nT:System.Collections.Generic.ISet`1 : shareable", "System.Collections.Generic.HashSet`1", "Shareable")]
    [InlineData("T:System.IDisposable : shareable\nT:System.IAsyncDisposable : confined", "System.IO.Stream", "Confined")]
    [InlineData("T:System.IO.Stream : confined\nT:System.IDisposable : shareable", "System.IO.FileStream", "Confined")]
    [InlineData("T:System.Object : confined", "System.IComparable", "None")]
    public void The_most_derived_line_of_a_type_speaks(string lines, string type, string expected) =>
        Assert.Equal(expected, Over(lines).Of(Type(type)).ToString());

    [Fact]
    public void A_type_in_source_is_known_by_what_it_derives_from_but_its_members_by_their_bodies()
    {
        var compilation = CatalogueReferences.Compile("""
            class Log : System.IO.Stream, System.IDisposable
            {
                public override void Flush() { }
                public override int Read(byte[] b, int o, int c) => 0;
                public override long Seek(long o, System.IO.SeekOrigin s) => 0;
                public override void SetLength(long l) { }
                public override void Write(byte[] b, int o, int c) { }
                public override bool CanRead => true;
                public override bool CanSeek => true;
                public override bool CanWrite => true;
                public override long Length => 0;
                public override long Position { get; set; }
            }
            """);
        var apis = Catalogue.Over("T:System.IO.Stream : confined\nM:System.IO.Stream.* : io", compilation, []);
        var log = compilation.GetTypeByMetadataName("Log")!;

        Assert.Equal(ApiFlags.Confined, apis.Of(log));
        Assert.Equal(ApiFlags.None, apis.Of(log.GetMembers("Flush").Single()));
        Assert.False(apis.IsKnown(log.GetMembers("Flush").Single()));
        Assert.Equal(ApiFlags.None, apis.Of(log.GetMembers("Length").Single()));
        Assert.Equal(ApiFlags.Io, apis.Of(log.BaseType!.GetMembers("Flush").Single()));
    }

    [Fact]
    public void Constructed_and_reduced_symbols_are_their_definitions()
    {
        var apis = Over("T:System.Collections.Generic.List`1 : collection\nM:System.Collections.Generic.List`1.Add : local\nM:System.Linq.Enumerable.Where : pure");
        var list = Type("System.Collections.Generic.List`1").Construct(Type("System.String"));
        var where = Members("System.Linq.Enumerable.Where").Cast<IMethodSymbol>().First();

        Assert.Equal(ApiFlags.Collection, apis.Of(list));
        Assert.Equal(ApiFlags.Local, apis.Of(list.GetMembers("Add").Single()));
        Assert.Equal(ApiFlags.Pure, apis.Of(where.ReduceExtensionMethod(list)!));
        Assert.Equal(ApiFlags.Pure, apis.Of(where.Construct(Type("System.String"))));
    }

    [Fact]
    public void Arrays_are_collections_and_type_parameters_what_their_constraints_are()
    {
        var compilation = CatalogueReferences.Compile("class Reader<T, U> where T : System.IO.Stream { }");
        var apis = Catalogue.Over("T:System.IO.Stream : confined", compilation, []);
        var parameters = compilation.GetTypeByMetadataName("Reader`2")!.TypeParameters;

        Assert.Equal(ApiFlags.Confined, apis.Of(parameters[0]));
        Assert.Equal(ApiFlags.None, apis.Of(parameters[1]));
        Assert.Equal(ApiFlags.Collection, apis.Of(compilation.CreateArrayTypeSymbol(parameters[0])));
    }

    [Fact]
    public void A_metadata_getter_reads_its_receiver_unless_a_line_says_more_and_a_setter_does_not()
    {
        var timeout = Members("System.Net.Http.HttpClient.Timeout").Cast<IPropertySymbol>().Single();
        var silent = Over("");
        var spoken = Over("P:System.Net.Http.HttpClient.Timeout : pure");

        Assert.Equal(ApiFlags.ReadsReceiver, silent.Of(timeout));
        Assert.Equal(ApiFlags.ReadsReceiver, silent.Of(timeout.GetMethod!));
        Assert.Equal(ApiFlags.None, silent.Of(timeout.SetMethod!));
        Assert.False(silent.IsKnown(timeout));
        Assert.Equal(ApiFlags.Pure, spoken.Of(timeout.GetMethod!));
        Assert.Equal(ApiFlags.Local, spoken.Of(timeout.SetMethod!));
        Assert.True(spoken.IsKnown(timeout));
        Assert.Equal(ApiFlags.None, silent.Of(Members("System.DateTime.Now").Single()));
    }

    [Fact]
    public void A_type_that_is_the_outside_call_makes_so_what_returns_it()
    {
        var compilation = CatalogueReferences.Compile("class Call<T> { } class Greeter { Call<int> Hello() => null; Greeter() { } void Nothing() { } }");
        var apis = Catalogue.Over("T:Call`1 : io network", compilation, []);
        var greeter = compilation.GetTypeByMetadataName("Greeter")!;

        Assert.Equal(ApiFlags.Io | ApiFlags.Network, apis.Of(greeter.GetMembers("Hello").Single()));
        Assert.True(apis.IsKnown(greeter.GetMembers("Hello").Single()));
        Assert.Equal(ApiFlags.None, apis.Of(greeter.GetMembers("Nothing").Single()));
    }

    [Theory]
    [InlineData("M:System.IO.File.ReadAllText : io twin=ReadAllTextAsync", "ReadAllTextAsync")]
    [InlineData("M:System.IO.File.Read* : io twin=*Async", "ReadAllTextAsync")]
    [InlineData("M:System.IO.File.ReadAllText : io twin=ReadTomorrowAsync", null)]
    [InlineData("M:System.IO.File.ReadAllText : io", null)]
    public void A_twin_is_given_where_it_exists(string lines, string? expected) =>
        Assert.All(Members("System.IO.File.ReadAllText").Cast<IMethodSymbol>(), m => Assert.Equal(expected, Over(lines).TwinOf(m)));

    private static Catalogue Over(string lines) => Catalogue.Over(lines, CatalogueReferences.All, []);

    private static INamedTypeSymbol Type(string name) => CatalogueReferences.All.GetTypeByMetadataName(name)!;

    /// <summary>The public and protected members of this name, in the order of their ids.</summary>
    private static ImmutableArray<ISymbol> Members(string name)
    {
        var dot = name.EndsWith("..ctor", StringComparison.Ordinal) ? name.Length - 6 : name.LastIndexOf('.');
        var members = Type(name[..dot]).GetMembers(name[(dot + 1)..])
            .Where(m => m.DeclaredAccessibility is Accessibility.Public or Accessibility.ProtectedOrInternal or Accessibility.Protected)
            .OrderBy(m => m.GetDocumentationCommentId(), StringComparer.Ordinal)
            .ToImmutableArray();
        Assert.NotEmpty(members);
        return members;
    }
}
