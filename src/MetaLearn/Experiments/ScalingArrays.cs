using MetaLearn.Episodes;
using MetaLearn.Files;

namespace MetaLearn.Experiments;

/// <summary>A <see cref="Scaling"/> as arrays of a checkpoint, so that a model and the units of its inputs stay together.</summary>
internal static class ScalingArrays
{
    private const string FeatureMeans = "scaling.feature_means", FeatureDeviations = "scaling.feature_deviations",
        TargetMeans = "scaling.target_means", TargetDeviations = "scaling.target_deviations";

    public static IReadOnlyList<NamedArray> Of(Scaling? scaling) => scaling is null ? [] :
    [
        new(FeatureMeans, new(scaling.FeatureMeans.Length), scaling.FeatureMeans.AsSpan()),
        new(FeatureDeviations, new(scaling.FeatureDeviations.Length), scaling.FeatureDeviations.AsSpan()),
        new(TargetMeans, new(scaling.TargetMeans.Length), scaling.TargetMeans.AsSpan()),
        new(TargetDeviations, new(scaling.TargetDeviations.Length), scaling.TargetDeviations.AsSpan()),
    ];

    /// <exception cref="FileFormatException">An array is missing or holds impossible numbers.</exception>
    public static Scaling Read(string path)
    {
        var arrays = SafeTensorsFile.Read(path).Arrays;
        double[] Values(string name) => arrays.TryGetValue(name, out var array)
            ? array.ToDoubles()
            : throw new FileFormatException(path, $"is not a checkpoint of a table's model: it has no array '{name}'.");
        try
        {
            return new(Values(FeatureMeans), Values(FeatureDeviations), Values(TargetMeans), Values(TargetDeviations));
        }
        catch (ArgumentException failure)
        {
            throw new FileFormatException(path, $"holds no usable scaling ({failure.Message}).", failure);
        }
    }
}
