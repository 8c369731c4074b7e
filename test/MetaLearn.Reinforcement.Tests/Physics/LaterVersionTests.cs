using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

/// <summary>
/// Our models move alike in MuJoCo 2 and 3: <c>test/golden/physics-3.json</c> is of 3.14 and made by <c>physics_3.mjs</c> beside it. Versions differ where they read a model otherwise: late
/// ones add the margins of two geoms that touch, earlier ones take the larger.
/// </summary>
public class LaterVersionTests
{
    private const string ModelsFolder = "METALEARN_MODELS";

    [Theory]
    [InlineData("cheetah")]
    [InlineData("ant-rllab")]
    [InlineData("ant-gymnasium")]
    public void Stored_states_are_of_the_models_as_they_are(string name)
    {
        var (xml, _) = Model(name);
        if (Environment.GetEnvironmentVariable(ModelsFolder) is { } folder) File.WriteAllText(Path.Combine(folder, $"{name}.xml"), xml);
        Assert.True(xml == GoldenFile.Case("physics-3.json", name).GetProperty("xml").GetString(),
            $"{name}: the model has changed. Run the tests with {ModelsFolder} naming a folder, then 'node test/golden/physics_3.mjs FOLDER'.");
    }

    [SkippableTheory]
    [InlineData("cheetah")]
    [InlineData("ant-rllab")]
    [InlineData("ant-gymnasium")]
    public void Positions_velocities_and_sensors_are_those_of_MuJoCo_3(string name)
    {
        MuJoCo.IsNeeded();
        var (xml, sensors) = Model(name);
        using var state = new PhysicsState(new PhysicsModel(xml, sensors));
        state.Reset();
        state.Forward();
        var time = 0;
        foreach (var expected in GoldenFile.Case("physics-3.json", name).GetProperty("states").EnumerateArray())
        {
            while (time < expected.GetProperty("time").GetInt32())
            {
                time++;
                for (var k = 0; k < state.Controls.Length; k++) state.Controls[k] = Math.Sin(0.3 * time + k);
                state.Step(1);
            }
            GoldenFile.AssertNear(GoldenFile.Numbers(expected.GetProperty("numbers")), [.. state.Positions, .. state.Velocities, .. state.Sensors], 1e-6, $"{name} at {time}");
        }
        Assert.Equal(100, time);
    }

    private static (string Xml, int Sensors) Model(string name) => name switch
    {
        "cheetah" => (HalfCheetahModel.Xml(), HalfCheetahModel.Sensors),
        "ant-rllab" => (AntModel.Xml(PhysicsPreset.Rllab), AntModel.Sensors),
        _ => (AntModel.Xml(PhysicsPreset.Gymnasium), AntModel.Sensors),
    };
}
