using System.Globalization;
using MetaLearn.Files;

namespace MetaLearn.Reinforcement.Agents;

/// <summary>An adapted policy as a safetensors file: its parameters under their names; in its metadata the format, the base's hash and the inner steps.</summary>
internal static class AgentFile
{
    private const string Format = "metalearn-adapted-policy-1";

    public static void Write(PolicyAgent agent, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        new SafeTensorsFile(
            agent.Policy.Specs.Select((spec, i) => new NamedArray(spec.Name, spec.Shape, agent.Parameters[i].Span)),
            new Dictionary<string, string> { ["format"] = Format, ["base"] = agent.BaseHash, ["inner_steps"] = agent.Steps.ToString(CultureInfo.InvariantCulture) }).Write(path);
    }

    public static PolicyAgent Read(PolicyAgent agent, string path)
    {
        var file = SafeTensorsFile.Read(path);
        if (Entry("format") is var format && format != Format) throw new FileFormatException(path, $"is no adapted policy: its format is '{format}', expected '{Format}'.");
        if (Entry("base") is var hash && hash != agent.BaseHash) throw new BaseMismatchException(path, expected: agent.BaseHash, found: hash);
        if (!int.TryParse(Entry("inner_steps"), NumberStyles.None, CultureInfo.InvariantCulture, out var steps))
            throw new FileFormatException(path, $"'inner_steps' in its metadata is '{Entry("inner_steps")}', expected a whole number.");
        return new(agent.Shared, [.. agent.Policy.Specs.Select(spec => Find(spec.Name, spec.Shape))], steps);

        float[] Find(string name, Autodiff.Shape shape)
        {
            if (!file.Arrays.TryGetValue(name, out var array)) throw new FileFormatException(path, $"has no array '{name}'.");
            return array.Shape == shape ? array.ToFloats() : throw new FileFormatException(path, $"holds '{name}' of shape {array.Shape}, expected {shape}.");
        }
        string Entry(string key) => file.Metadata.TryGetValue(key, out var value) ? value : throw new FileFormatException(path, $"is no adapted policy: its metadata has no '{key}'.");
    }
}
