using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

public class PhysicsStateTests
{
    private const string Falling = """<mujoco><worldbody><body><freejoint/><geom name="ball" size="0.1"/></body></worldbody><sensor><framepos objtype="geom" objname="ball"/></sensor></mujoco>""";

    [SkippableFact]
    public void A_ball_falls_as_Newton_says()
    {
        MuJoCo.IsNeeded();
        using var model = new PhysicsModel(Falling, sensorSize: 3);
        using var state = new PhysicsState(model);
        Assert.Equal((7, 6, 0), (model.PositionSize, model.VelocitySize, model.ControlSize));
        state.Forward();
        state.Step(100);
        // 0.2 s in steps of 2 ms; the integrator is first velocity, then position: half a step's fall more.
        Assert.Equal(-9.81 * 0.2, state.Velocities[2], 1e-9);
        Assert.Equal(-9.81 * 0.2 * (0.2 + 0.002) / 2, state.Positions[2], 1e-9);
        Assert.Equal(state.Positions[2], state.Sensors[2], 1e-12);
    }

    [SkippableTheory]
    [InlineData("<mujoco><worldbody><body><freejoint/></body></worldbody></mujoco>", "mass")]
    [InlineData("<mujoco><worldbody><geom type=\"cube\"/></worldbody></mujoco>", "cube")]
    [InlineData("<mujoco><worldbody>", "XML")]
    [InlineData("", "")]
    public void A_model_that_does_not_compile_is_refused_with_MuJoCos_words(string xml, string word)
    {
        MuJoCo.IsNeeded();
        var error = Assert.Throws<InvalidDataException>(() => new PhysicsModel(xml, 0));
        Assert.StartsWith("MuJoCo cannot compile the model: ", error.Message);
        Assert.Contains(word, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [SkippableFact]
    public void A_state_that_is_not_a_number_is_told_each_time_and_writes_no_file()
    {
        MuJoCo.IsNeeded();
        using var model = new PhysicsModel(HalfCheetahModel.Xml(), HalfCheetahModel.Sensors);
        using var state = new PhysicsState(model);
        for (var time = 0; time < 3; time++)
        {
            state.Reset();
            state.Forward();
            state.Step(2);
            Assert.Null(state.Warning);
            state.Velocities[4] = time == 0 ? double.NaN : time == 1 ? double.PositiveInfinity : 1e12;
            state.Step(1);
            Assert.Contains("unstable", state.Warning);
        }
        Assert.False(File.Exists("MUJOCO_LOG.TXT"));
    }

    [SkippableTheory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(0)]
    public void An_action_of_the_wrong_size_is_refused_and_changes_no_control(int size)
    {
        MuJoCo.IsNeeded();
        using var environment = HalfCheetah.Direction().Create();
        var observation = new float[20];
        environment.Reset([1], new Autodiff.RandomStream(1), observation);
        environment.Step([1, 1, 1, 1, 1, 1], observation);
        var error = Assert.Throws<ArgumentException>(() => environment.Step(new float[size], new float[20]));
        Assert.StartsWith($"An action has 6 numbers, found {size}.", error.Message);
        Assert.All(((HalfCheetahEnvironment)environment).State.Controls.ToArray(), control => Assert.Equal(1, control));
    }

    [SkippableFact]
    public void A_state_outlives_the_model_it_was_made_from()
    {
        MuJoCo.IsNeeded();
        var model = new PhysicsModel(Falling, sensorSize: 3);
        using var state = new PhysicsState(model);
        model.Dispose();
        state.Forward();
        state.Step(1);
        Assert.True(state.Velocities[2] < 0);
    }

    [SkippableFact]
    public void A_state_that_was_freed_is_not_read()
    {
        MuJoCo.IsNeeded();
        using var model = new PhysicsModel(Falling, sensorSize: 3);
        var state = new PhysicsState(model);
        state.Dispose();
        Assert.Throws<ObjectDisposedException>(() => state.Positions[0]);
        Assert.Throws<ObjectDisposedException>(() => state.Step(1));
    }
}
