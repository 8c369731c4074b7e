using MetaLearn.Algorithms;
using MetaLearn.Files;
using MetaLearn.Tests.Files;
using static MetaLearn.Tests.Algorithms.Trained;

namespace MetaLearn.Tests.Algorithms;

public sealed class AdaptedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("user.adapted");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public void Saving_then_loading_in_a_model_made_anew_is_the_identity(int rows)
    {
        foreach (var make in new Func<TrainedModel>[] { () => Maml(), () => Neighbours(), () => Maml(steps: 0) })
        {
            var saved = Adapt(make(), rows);
            saved.Save(FilePath);
            var loaded = make().LoadAdapted(FilePath);
            AssertSameBits(saved, loaded);
            Assert.Equal(Bits(saved.Predict([0.1f, 0.2f, 0.3f])), Bits(loaded.Predict([0.1f, 0.2f, 0.3f])));
        }
    }

    [Fact]
    public void An_example_that_is_added_saved_loaded_and_removed_leaves_no_trace()
    {
        var before = Adapt(Maml(), 4);
        before.Save(FilePath);
        var first = File.ReadAllBytes(FilePath);
        before.With([2], [3]).Save(FilePath);
        var after = Maml().LoadAdapted(FilePath).Without(4);
        AssertSameBits(before, after);
        after.Save(FilePath);
        Assert.Equal(first, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void The_file_is_small_and_says_what_it_is_and_gives_notes_back()
    {
        var adapted = Adapt(Maml(), 5);
        adapted.Save(FilePath, new Dictionary<string, string> { ["user"] = "Zoë", ["run"] = "runs/a" });
        var file = AdaptedFile.Read(FilePath);
        Assert.Equal((adapted.Base.Hash, 2, 5), (file.BaseHash, file.InnerSteps, file.SupportRows));
        Assert.Equal(["runs/a", "Zoë"], file.Notes.Values);
        Assert.InRange(new FileInfo(FilePath).Length, adapted.Bytes, adapted.Bytes + 1500);
        Assert.Equal("metalearn-adapted-1", SafeTensorsFile.Read(FilePath).Metadata["format"]);
    }

    [Fact]
    public void Another_base_is_refused_with_both_hashes()
    {
        Adapt(Maml(), 5).Save(FilePath);
        var other = Maml(seed: 1);
        var refusal = Assert.Throws<BaseMismatchException>(() => other.LoadAdapted(FilePath));
        Assert.Equal((Maml().Hash, other.Hash, FilePath), (refusal.Found, refusal.Expected, refusal.Path));
        Assert.Contains($"from the base {Maml().Hash[..12]}, not from this one, {other.Hash[..12]}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("anew", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        Adapt(Maml(), 2).Save(FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        foreach (var length in new[] { 0, 1, 7, 8, 20, 200, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(FilePath, bytes[..length]);
            Assert.StartsWith(FilePath, Assert.Throws<FileFormatException>(() => Maml().LoadAdapted(FilePath)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_changed_byte_of_the_content_is_refused()
    {
        Adapt(Maml(), 2).Save(FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        bytes[^3] ^= 1;
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains("checksum", Assert.Throws<FileFormatException>(() => Maml().LoadAdapted(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_newer_and_incomplete_files_are_refused_each_in_its_words()
    {
        Refused("no format", new Dictionary<string, string>());
        Refused("of format 'metalearn-checkpoint-1'", new() { ["format"] = "metalearn-checkpoint-1" });
        Refused("format version 2; this version of MetaLearn reads up to 1", new() { ["format"] = "metalearn-adapted-2" });
        Refused("no 'base'", new() { ["format"] = "metalearn-adapted-1" });
        Refused("'inner_steps' = 'many'", new() { ["format"] = "metalearn-adapted-1", ["base"] = "00", ["inner_steps"] = "many", ["state_arrays"] = "0" });
        Refused("no array 'state.0'", new() { ["format"] = "metalearn-adapted-1", ["base"] = "00", ["inner_steps"] = "1", ["state_arrays"] = "2147483647" });
        File.WriteAllText(FilePath, "x,y\n1,2\n");
        Assert.Contains("not a safetensors file", Assert.Throws<FileFormatException>(() => Maml().LoadAdapted(FilePath)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Maml().LoadAdapted(folder.File("none")));
    }

    private void Refused(string part, Dictionary<string, string> metadata)
    {
        new SafeTensorsFile([], metadata).Write(FilePath);
        Assert.Contains(part, Assert.Throws<FileFormatException>(() => Maml().LoadAdapted(FilePath)).Message, StringComparison.Ordinal);
    }
}
