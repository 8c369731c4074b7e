namespace MetaLearn.Tests;

public class SuggestTests
{
    [Theory]
    [InlineData("temprature", "temperature")]
    [InlineData("WIND", "wind")]
    [InlineData("rian", "rain")]
    public void The_nearest_name_has_the_fewest_edits(string typed, string meant) =>
        Assert.Equal(meant, Suggest.Nearest(typed, ["wind", "rain", "temperature", "sunshine"]));

    [Fact]
    public void The_first_of_equally_near_names_is_taken() => Assert.Equal("ab", Suggest.Nearest("a", ["abc", "ab", "ax"]));

    [Fact]
    public void Without_candidates_there_is_none() => Assert.Null(Suggest.Nearest("a", []));
}
