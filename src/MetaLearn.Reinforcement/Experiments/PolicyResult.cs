using System.Text.Json;
using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>Returns of one policy.</summary>
/// <param name="Name">Of the learner.</param>
/// <param name="Note">How it adapts.</param>
/// <param name="Trajectories">Of each goal and step.</param>
/// <param name="Returns">On the test goals.</param>
public sealed record PolicyResult(string Name, string Note, int Trajectories, PolicyReturns Returns)
{
    /// <summary>Inner steps measured.</summary>
    public int Steps => Returns.ByGoal[0].Length - 1;

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("note", Note);
        json.WriteNumber("trajectories", Trajectories);
        json.WriteNumber("faults", Returns.Faults);
        json.WriteStartArray("returns_by_goal");
        foreach (var returns in Returns.ByGoal)
        {
            json.WriteStartArray();
            foreach (var value in returns) json.WriteNumberValue(value);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static PolicyResult Read(JsonElement json) => new(
        json.GetProperty("name").GetString() ?? "", json.GetProperty("note").GetString() ?? "", json.GetProperty("trajectories").GetInt32(),
        new([.. json.GetProperty("returns_by_goal").EnumerateArray().Select(goal => goal.EnumerateArray().Select(value => value.GetDouble()).ToArray())], json.GetProperty("faults").GetInt32()));
}
