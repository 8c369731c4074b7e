using MetaLearn.Autodiff;
using MetaLearn.Files;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Tests.Experiments;

public sealed class PolicyCheckpointTests : IDisposable
{
    private static readonly PolicyMaml Maml = Learner(1);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    private string FilePath => Path.Combine(folder.FullName, "checkpoint.safetensors");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_state_is_read_back_bit_for_bit()
    {
        var searched = State() with { Starts = [(7, -1.5), (8, double.NegativeInfinity), (ulong.MaxValue, 0.1)] };
        Assert.Equal(ulong.MaxValue, searched.StartSeed);
        foreach (var state in new[] { State(), searched, State() with { BestParameters = null, BestReturn = double.NegativeInfinity, BestIteration = 0 } })
        {
            PolicyCheckpoint.Write(FilePath, state, Maml, ["m", "v"]);
            var found = PolicyCheckpoint.Read(FilePath, Maml, [("m", 2), ("v", 1)]);
            Assert.Equal(state.Parameters, found.Parameters);
            Assert.Equal(state.OptimizerState, found.OptimizerState);
            Assert.Equal(state.BestParameters, found.BestParameters);
            Assert.Equal(state.Starts, found.Starts);
            Assert.Equal((state.Iteration, state.BestIteration, state.BestReturn, state.EnvironmentSteps, state.Faults, state.FaultyValidations, state.Seconds),
                (found.Iteration, found.BestIteration, found.BestReturn, found.EnvironmentSteps, found.Faults, found.FaultyValidations, found.Seconds));
        }
    }

    [Fact]
    public void A_file_from_before_faulty_validations_were_counted_has_none()
    {
        PolicyCheckpoint.Write(FilePath, State(), Maml, ["m", "v"]);
        var file = SafeTensorsFile.Read(FilePath);
        new SafeTensorsFile(file.Arrays.Values, file.Metadata.Where(pair => pair.Key != "faulty_validations").ToDictionary()).Write(FilePath);
        var found = PolicyCheckpoint.Read(FilePath, Maml, [("m", 2), ("v", 1)]);
        Assert.Equal((2L, 0L), (found.Faults, found.FaultyValidations));
    }

    [Fact]
    public void Another_policy_s_and_another_update_s_checkpoint_are_refused()
    {
        PolicyCheckpoint.Write(FilePath, State(), Maml, ["m", "v"]);
        Refused("is of another policy or update: 'training.", Learner(2));
        Refused("is of another policy or update: it has no array 'optimizer.w'.", Maml, ("w", 1));
        Refused("is of another policy or update: 'optimizer.m' has shape [2], expected 3 numbers.", Maml, ("m", 3));
        Refused("is of another policy or update: it has no array 'training.rate.", new(Maml.Policy) { LearnedRates = MetaLearn.Algorithms.LearnedRates.PerTensor });
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        PolicyCheckpoint.Write(FilePath, State() with { Iteration = -1 }, Maml, ["m", "v"]);
        Refused("'iteration' in its metadata is '-1', expected a whole number of at least 0.", Maml);
        PolicyCheckpoint.Write(FilePath, State() with { Faults = -3 }, Maml, ["m", "v"]);
        Refused("'faults' in its metadata is '-3', expected a whole number of at least 0.", Maml);
    }

    [Fact]
    public void Damaged_files_and_those_of_something_else_are_refused()
    {
        PolicyCheckpoint.Write(FilePath, State(), Maml, ["m", "v"]);
        var whole = File.ReadAllBytes(FilePath);
        File.WriteAllBytes(FilePath, whole[..(whole.Length / 2)]);
        Refused("", Maml);
        new SafeTensorsFile([new NamedArray("0.weight", new Shape(1), new float[] { 1 })], new Dictionary<string, string>()).Write(FilePath);
        Refused("is no checkpoint of a policy: its metadata has no 'format'.", Maml);
        new SafeTensorsFile([new NamedArray("0.weight", new Shape(1), new float[] { 1 })], new Dictionary<string, string> { ["format"] = "something" }).Write(FilePath);
        Refused("is no checkpoint of a policy: its format is 'something', expected 'metalearn-policy-1'.", Maml);
    }

    private void Refused(string sentence, PolicyMaml maml, params (string, int)[] optimizer)
    {
        var message = Assert.Throws<FileFormatException>(() => PolicyCheckpoint.Read(FilePath, maml, optimizer)).Message;
        Assert.Contains(FilePath, message, StringComparison.Ordinal);
        Assert.Contains(sentence, message, StringComparison.Ordinal);
    }

    private static PolicyMaml Learner(int observations) => new(new GaussianPolicy(new Mlp(observations, 1), observations, 1));

    private static PolicyState State() => new()
    {
        Iteration = 7,
        Parameters = Maml.Start(1),
        OptimizerState = [[0.1f, float.Epsilon], [-3]],
        BestParameters = Maml.Start(2),
        BestReturn = -1.0 / 3,
        BestIteration = 5,
        EnvironmentSteps = 1234567890123,
        Faults = 2,
        FaultyValidations = 3,
        Seconds = 0.1,
    };
}
