namespace MetaLearn.Cli.Tests;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Data => folder["data"];

    private void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Data, name))!);
        File.WriteAllBytes(Path.Combine(Data, name), content);
    }

    [Fact]
    public void List_says_what_is_there_what_can_be_fetched_and_where()
    {
        Put("m4-hourly/Hourly-train.csv.gz", [1]);
        Put("tiny-imagenet-fewshot/train.zip", [1]);
        var lines = Cli.Run("data", "list", "--data", Data).Succeeded().Out.Split('\n');
        Assert.StartsWith("m4-hourly              there ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("omniglot               can be fetched ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("tiny-imagenet-fewshot  incomplete ", StringComparison.Ordinal));
        Assert.Contains($"Folder: {Data}", lines);
    }

    [Fact]
    public void List_writes_JSON()
        => Assert.Contains(@"""name"":""omniglot""", Cli.Run("data", "list", "--data", Data, "--json").Succeeded().Out, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_verb_or_option_names_the_nearest()
    {
        Cli.Run("data", "gett").Failed(2, "metalearn data: there is no command 'gett'; did you mean 'get'?");
        Cli.Run("data", "list", "--jsn").Failed(2, "metalearn data list: there is no option '--jsn'; did you mean '--json'?");
    }

    [Fact]
    public void Get_of_an_unknown_set_names_the_nearest() => Cli.Run("data", "get", "omniglott", "--data", Data).Failed(1, "There is no data set 'omniglott'; did you mean 'omniglot'?");

    [Fact]
    public void Get_of_a_set_that_nobody_offers_says_where_its_files_go()
        => Cli.Run("data", "get", "m4-hourly", "--data", Data).Failed(1, "m4-hourly cannot be fetched; put its files into", "Hourly-train.csv.gz");

    // Port 1 of this machine answers nobody.
    [Fact]
    public void Get_without_a_server_is_one_sentence_and_leaves_no_file()
    {
        Cli.Run("data", "get", "omniglot", "--data", Data, "--from", "http://127.0.0.1:1/").Failed(1, "http://127.0.0.1:1/images_background.zip: the server cannot be reached");
        Assert.Empty(Directory.GetFiles(Data, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Get_refuses_what_is_no_address()
        => Cli.Run("data", "get", "omniglot", "--data", Data, "--from", "mirror").Failed(2, "--from 'mirror': expected an address");

    [Fact]
    public void Get_leaves_files_that_are_there()
    {
        Put("omniglot/images_background.zip", [1]);
        Put("omniglot/images_evaluation.zip", [2]);
        Assert.Contains("is there already", Cli.Run("data", "get", "omniglot", "--data", Data).Succeeded().Error, StringComparison.Ordinal);
        Assert.Equal([1], File.ReadAllBytes(Path.Combine(Data, "omniglot/images_background.zip")));
    }

    [Fact]
    public void Get_that_is_stopped_says_that_it_goes_on()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Cli.Run(stop.Token, "data", "get", "omniglot", "--data", Data, "--from", "http://127.0.0.1:1/").Failed(1, "Stopped; what came is kept in", "images_background.zip.part");
    }

    [Fact]
    public void Check_names_what_is_missing_and_what_is_damaged()
    {
        Put("omniglot/images_background.zip", [1]);
        Put("tiny-imagenet-fewshot/train.zip", [1]);
        var missing = Cli.Run("data", "check", "--data", Data);
        missing.Failed(1, "2 of 2 data sets cannot be used as they are.");
        Assert.Contains("images_evaluation.zip: There is no such file; omniglot needs images_background.zip, images_evaluation.zip.", missing.Error, StringComparison.Ordinal);
        Put("omniglot/images_evaluation.zip", [1]);
        Assert.Contains("images_background.zip: The zip is damaged or cut off, or is none", Cli.Run("data", "check", "omniglot", "--data", Data).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_a_folder_without_data_sets_says_so() => Cli.Run("data", "check", "--data", Data).Failed(1, "there is no data set here");

    [SkippableFact]
    public void Check_of_the_real_Omniglot_counts_its_drawings()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("omniglot/images_evaluation.zip")))!;
        Assert.Contains("1623 characters, 32460 drawings, fingerprint 4824082a4658b6f5 as it must be", Cli.Run("data", "check", "omniglot", "--data", data).Succeeded().Out, StringComparison.Ordinal);
    }
}
