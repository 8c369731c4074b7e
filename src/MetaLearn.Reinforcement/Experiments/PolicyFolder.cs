using MetaLearn.Files;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>What is known of a folder before it is opened as a run.</summary>
public static class PolicyFolder
{
    /// <summary>Whether a folder holds the run of a policy.</summary>
    /// <param name="path">Of any folder, or of none.</param>
    public static bool IsOne(string path)
        => File.Exists(Path.Combine(path, "run.json")) && RunFolder.ReadRecord(path).Options.TryGetValue("problem", out var problem) && PolicySpec.Problems.Contains(problem);

    /// <summary>The settings in a run's record.</summary>
    /// <param name="path">Of the run, for messages.</param>
    /// <param name="record">Of the run.</param>
    /// <exception cref="FileFormatException">They are not a policy's.</exception>
    public static PolicySpec SpecOf(string path, RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            return PolicyFields.ToSpec(record.Options);
        }
        catch (ArgumentException failure)
        {
            throw new FileFormatException(Path.Combine(path, "run.json"), $"is not of a policy's training: {failure.Message.Split(" (Parameter", 2)[0]}", failure);
        }
    }
}
