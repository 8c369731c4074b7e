using System.Collections.Immutable;

namespace MetaLearn.Episodes;

/// <summary>A data set that commands know by its name: a folder in the folder of data sets.</summary>
/// <param name="Name">Of its folder too.</param>
/// <param name="What">In a few words.</param>
/// <param name="Files">What must be there, with forward slashes, from the set's folder.</param>
/// <param name="Downloads">What can be fetched; empty where nothing can.</param>
/// <param name="Check">Reads the set in the given folder of data sets, throws what is wrong, and says in a sentence what is there.</param>
public sealed record DataSet(string Name, string What, ImmutableArray<string> Files, ImmutableArray<DataSetDownload> Downloads, Func<string, string> Check)
{
    /// <summary>The files that are missing in a folder of data sets, in their order.</summary>
    public ImmutableArray<string> Missing(string data) => [.. Files.Where(file => !File.Exists(PathOf(data, file)))];

    /// <summary>Where a file of the set lies in a folder of data sets.</summary>
    public string PathOf(string data, string file) => Path.Combine(data, Name, file);
}

/// <summary>A file of a data set as its publisher offers it.</summary>
/// <param name="File">Its name in the set's folder.</param>
/// <param name="Address">Where it is offered.</param>
/// <param name="Md5">The publisher's sum, in lower-case hexadecimal digits.</param>
public sealed record DataSetDownload(string File, Uri Address, string Md5);
