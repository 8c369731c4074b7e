using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class WithTaskParametersTests
{
    [Fact]
    public void Every_row_carries_the_hidden_numbers_after_x()
    {
        var plain = new Sinusoids { Shots = 2, Queries = 3 };
        var oracle = new WithTaskParameters(plain);
        Assert.Equal(new EpisodeShape(2, 3, new Shape(3), new Shape(1)), oracle.Shape);
        var (expected, episode) = (plain.Sample(5, 6), oracle.Sample(5, 6));
        for (var row = 0; row < 3; row++)
        {
            Assert.Equal(expected.Query.X.Span[row], episode.Query.X.Span[row * 3]);
            Assert.Equal(expected.TaskParameters.ToArray(), episode.Query.X.Slice(row * 3 + 1, 2).ToArray());
        }
        Assert.Equal(6, episode.Support.X.Length);
        Assert.Equal(expected.Query.Y.ToArray(), episode.Query.Y.ToArray());
    }

    [Fact]
    public void A_source_without_task_parameters_is_refused()
    {
        Episode[] episodes = [new(new(new float[1], new float[1]), new(new float[1], new float[1]))];
        var message = Assert.Throws<ArgumentException>(() => new WithTaskParameters(new MemoryEpisodes(episodes, new Shape(1), new Shape(1)))).Message;
        Assert.Contains("no task parameters", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_more_axes_are_refused()
    {
        Episode[] episodes = [new(new(new float[4], new float[1]), new(new float[4], new float[1])) { TaskParameters = new float[1] }];
        var message = Assert.Throws<ArgumentException>(() => new WithTaskParameters(new MemoryEpisodes(episodes, new Shape(2, 2), new Shape(1)))).Message;
        Assert.Contains("[2, 2]", message, StringComparison.Ordinal);
    }
}
