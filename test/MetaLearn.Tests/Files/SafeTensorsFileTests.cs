using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Autodiff;
using MetaLearn.Files;

namespace MetaLearn.Tests.Files;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Floats_doubles_and_metadata_come_back_bit_for_bit()
    {
        float[] floats = [0f, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, 1f / 3];
        double[] doubles = [-0.0, double.NaN, double.NegativeInfinity, double.Epsilon, Math.PI];
        var path = folder.File("a.safetensors");
        new SafeTensorsFile(
            [
                new NamedArray("0.weight", new Shape(2, 3), floats),
                new NamedArray("net.2.bias", new Shape(5), doubles),
                new NamedArray("θ \"quoted\" \\ <é>", Shape.Scalar, [42f]),
                new NamedArray("empty", new Shape(3, 0), ReadOnlySpan<float>.Empty),
            ],
            new Dictionary<string, string> { ["iteration"] = "70000", ["Größe"] = "a\nb" }).Write(path);

        var read = SafeTensorsFile.Read(path);
        Assert.Equal(["0.weight", "empty", "net.2.bias", "θ \"quoted\" \\ <é>"], read.Arrays.Keys);
        Assert.Equal(new Shape(2, 3), read.Arrays["0.weight"].Shape);
        Assert.Equal(floats.Select(BitConverter.SingleToInt32Bits), read.Arrays["0.weight"].ToFloats().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(StoredType.F64, read.Arrays["net.2.bias"].Type);
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), read.Arrays["net.2.bias"].ToDoubles().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal([42f], read.Arrays["θ \"quoted\" \\ <é>"].ToFloats());
        Assert.Equal(new Shape(3, 0), read.Arrays["empty"].Shape);
        Assert.Equal("70000", read.Metadata["iteration"]);
        Assert.Equal("a\nb", read.Metadata["Größe"]);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_in_whatever_order_it_is_given()
    {
        NamedArray a = new("a", new Shape(1), [1f]), b = new("b", new Shape(1), [2.0]);
        Assert.Equal(
            BytesOf(new SafeTensorsFile([a, b], new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" })),
            BytesOf(new SafeTensorsFile([b, a], new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" })));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var bytes = BytesOf(new SafeTensorsFile([new NamedArray("b", new Shape(1), [1f]), new NamedArray("c", Shape.Scalar, [1.0])]));
        var header = """{"c":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""";
        var padded = (header.Length + 7) / 8 * 8;
        Assert.Equal(padded, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal(header.PadRight(padded), Encoding.UTF8.GetString(bytes, 8, padded));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0x80, 0x3f], bytes[(8 + padded)..]);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3e }, 1.5)]
    [InlineData("BF16", new byte[] { 0xc0, 0xbf }, -1.5)]
    [InlineData("I32", new byte[] { 0xfe, 0xff, 0xff, 0xff }, -2)]
    [InlineData("I64", new byte[] { 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, -3)]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xd0, 0x3f }, 0.25)]
    [InlineData("F32", new byte[] { 0, 0, 0x80, 0x3e }, 0.25)]
    public void Every_type_is_read_and_written_back_as_it_was(string type, byte[] data, double expected)
    {
        var path = Raw($$$"""{"a":{"dtype":"{{{type}}}","shape":[],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        var read = SafeTensorsFile.Read(path);
        Assert.Equal([expected], read.Arrays["a"].ToDoubles());
        Assert.Equal([(float)expected], read.Arrays["a"].ToFloats());
        Assert.Equal(data, BytesOf(read)[^data.Length..]);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "has entry 'a' of element type 'U8', expected F32, F64, F16, BF16, I64 or I32.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "has entry 'a' of F32 with shape [2], which takes 8 bytes, but its data_offsets [0,4] span 4.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "is truncated or damaged: entry 'a' ends at byte 8 of the data, which has 4.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[4,0]}}""", "has entry 'a' with data_offsets [4,0], expected a begin and an end not before it.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "has entry 'a' with shape [-1], expected whole numbers from 0.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", "has entry 'a' with shape [4294967296,4294967296], more than 2147483647 elements.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "is damaged: entry 'b' begins at byte 0 of the data, expected 4 (entries overlap).")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "is damaged: entry 'a' begins at byte 2 of the data, expected 0 (bytes belong to no entry).")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", "is damaged: its entries take 2 bytes of data, but 4 are there.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", "has two entries called 'a'.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[]}}""", "has entry 'a' without exactly a dtype, a shape and data_offsets.")]
    [InlineData("""{"__metadata__":{"a":1}}""", "has metadata 'a' of JSON kind Number, expected a String.")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "has metadata 'a' twice.")]
    [InlineData("""[1,2,3]""", "is not a safetensors file: its header is a JSON Array, expected an Object.")]
    [InlineData("""{"a":""", "is not a safetensors file: its header is not valid JSON.")]
    [InlineData("""{"\ud800":1}""", "is not a safetensors file: its header is not valid JSON.")]
    public void A_bad_header_is_told_in_one_sentence(string header, string problem)
    {
        var path = Raw(header, [1, 2, 3, 4]);
        Assert.Equal($"{path}: {problem}", Assert.Throws<FileFormatException>(() => SafeTensorsFile.Read(path)).Message);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        Assert.Equal($"{folder.File("none")}: there is no such file.", Assert.Throws<FileNotFoundException>(() => SafeTensorsFile.Read(folder.File("none"))).Message);
        Assert.Equal($"{folder.Path}: is a folder, expected a safetensors file.", Assert.Throws<FileFormatException>(() => SafeTensorsFile.Read(folder.Path)).Message);
    }

    [Theory]
    [InlineData("", "has 0 bytes")]
    [InlineData("short", "has 5 bytes")]
    [InlineData("\u0089PNG\r\n\u001a\n0000IHDR", "is not a safetensors file: its first 8 bytes give a header of 727905341920923785 bytes")]
    [InlineData("{\"loss\": 0.5, \"name\": \"json\"}", "is not a safetensors file: its first 8 bytes give a header of")]
    [InlineData("\u0040\0\0\0\0\0\0\0{}", "is truncated or not a safetensors file: its header should have 64 bytes, but only 2 follow.")]
    public void A_foreign_file_is_told_in_one_sentence(string content, string problem)
    {
        var path = folder.FileOf("a.safetensors", Encoding.Latin1.GetBytes(content));
        Assert.StartsWith($"{path}: {problem}", Assert.Throws<FileFormatException>(() => SafeTensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var whole = BytesOf(Sample());
        for (var length = 0; length < whole.Length; length++)
        {
            var path = folder.FileOf("cut", whole.AsSpan(0, length));
            Assert.Throws<FileFormatException>(() => SafeTensorsFile.Read(path));
        }
    }

    [Fact]
    public void A_damaged_byte_is_read_or_refused_but_never_crashes()
        => Prop.ForAll(Gen.Choose(0, BytesOf(Sample()).Length - 1).Zip(Gen.Choose(0, 255)).ToArbitrary(), damage =>
        {
            var bytes = BytesOf(Sample());
            bytes[damage.Item1] = (byte)damage.Item2;
            var path = folder.FileOf("damaged", bytes);
            try
            {
                return SafeTensorsFile.Read(path).Arrays.Values.All(a => a.ToDoubles().Length == a.Shape.Count);
            }
            catch (FileFormatException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(1UL, 1UL));

    [Fact]
    public void Arrays_that_do_not_fit_are_refused_when_they_are_made()
    {
        Assert.StartsWith("Array 'a' of shape [2, 3] needs 6 values, not 5.", Assert.Throws<ArgumentException>(() => new NamedArray("a", new Shape(2, 3), new float[5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new NamedArray("", Shape.Scalar, [1f]));
        Assert.Throws<ArgumentException>(() => new NamedArray("__metadata__", Shape.Scalar, [1f]));
        var twice = new NamedArray("a", Shape.Scalar, [1f]);
        Assert.StartsWith("Two arrays are called 'a'.", Assert.Throws<ArgumentException>(() => new SafeTensorsFile([twice, twice])).Message, StringComparison.Ordinal);
    }

    private static SafeTensorsFile Sample() => new(
        [new NamedArray("0.weight", new Shape(2, 2), [1f, 2f, 3f, 4f]), new NamedArray("0.bias", new Shape(2), [5.0, 6.0])],
        new Dictionary<string, string> { ["iteration"] = "1" });

    private static byte[] BytesOf(SafeTensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private string Raw(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return folder.FileOf("raw.safetensors", [.. BitConverter.GetBytes((long)text.Length), .. text, .. data]);
    }
}
