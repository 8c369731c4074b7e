using System.Collections.Immutable;
using System.Text;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class CellEncoderTests
{
    private static readonly Scaling Numbers = new([10, 0, 0], [2, 1, 1], [0], [1]);

    private static readonly Dictionary<string, ImmutableArray<string>> Kinds = new() { ["kind"] = ["blue", "red"] };

    private static readonly TableEncoding Classes = new(["a", "kind"], ["y"], Numbers, Kinds, ["no", "yes"]);

    private static CsvRows Rows(string text) => new("rows.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Rows_are_encoded_as_the_model_was_trained()
    {
        using var rows = Rows("kind,y,a\nred,yes,14\n");
        Assert.True(rows.Read());
        var (encoder, x, y) = (new CellEncoder(Classes), new float[3], new float[1]);
        encoder.Features(rows, [2, 0], x);
        encoder.Targets(rows, [1], y);
        Assert.Equal([2, 0, 1], x);
        Assert.Equal([1], y);
        Assert.Empty(encoder.Warnings);
    }

    [Fact]
    public void Categories_that_are_not_known_are_all_zero_and_named_once()
    {
        using var rows = Rows("kind,a\npink,10\npink,10\nmauve,10\n");
        var (encoder, x) = (new CellEncoder(Classes), new float[] { 9, 9, 9 });
        while (rows.Read()) encoder.Features(rows, [1, 0], x);
        Assert.Equal([0, 0, 0], x);
        Assert.Equal(["column 'kind' holds 2 categories that no meta-training row has, which the model sees as none: 'pink' (line 2), 'mauve' (line 4)."], encoder.Warnings);
    }

    [Fact]
    public void A_label_that_is_not_known_is_refused_with_its_line_and_the_known_ones()
    {
        using var rows = Rows("y\nyes\nyep\n");
        Assert.True(rows.Read() && rows.Read());
        Assert.Equal("rows.csv, line 3: The label 'yep' in column 'y' is none that the model knows; the nearest is 'yes', the known ones are 'no', 'yes'.",
            Assert.Throws<DataException>(() => new CellEncoder(Classes).Targets(rows, [0], new float[1])).Message);
    }

    [Fact]
    public void A_prediction_is_the_likeliest_label_with_its_probability_or_a_number_in_its_own_unit()
    {
        Assert.Equal(["yes", 0.75f], new CellEncoder(Classes).Decode([1000, 1000 + MathF.Log(3)]).Select(value => value is float number ? MathF.Round(number, 3) : value));
        Assert.Equal([17f], new CellEncoder(new(["a"], ["y"], new([0], [1], [5], [4]))).Decode([3]));
    }

    [Fact]
    public void A_number_too_large_once_scaled_is_refused()
    {
        using var rows = Rows("a\n1e30\n");
        Assert.True(rows.Read());
        Assert.Contains("1E+30 in column 'a' is too far from the mean 0", Assert.Throws<DataException>(
            () => new CellEncoder(new(["a"], ["y"], new([0], [1e-20], [0], [1]))).Features(rows, [0], new float[1])).Message, StringComparison.Ordinal);
    }
}
