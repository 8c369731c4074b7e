using System.Runtime.InteropServices;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

public unsafe class DataLayoutTests
{
    // offsetof(mjData, …) of time, ctrl and sensordata, compiled against the headers of these versions; qpos and qvel are the time's plus 40 and 48 in all of them.
    [Theory]
    [InlineData("2.2.2", 40336, 40408, 40472)]
    [InlineData("2.3.0", 40368, 40448, 40512)]
    [InlineData("3.0.0", 161608, 161688, 161752)]
    [InlineData("3.12.0", 160640, 160728, 160800)]
    public void Fields_are_found_where_each_version_has_them(string version, int time, int ctrl, int sensors)
    {
        using var data = new FakeData(time, ctrl, sensors);
        Assert.Equal((version, new DataLayout(time + 40, time + 48, ctrl, sensors)), (version, DataLayout.Find(data.Start)));
    }

    [SkippableFact]
    public void The_probe_agrees_with_the_header_of_2_2_2()
    {
        MuJoCo.IsNeeded();
        Skip.If(MuJoCoLibrary.Version != new Version(2, 2, 2), "the offsets that are written down here are those of MuJoCo 2.2.2");
        Assert.Equal(new DataLayout(40376, 40384, 40408, 40472), MuJoCoLibrary.Layout);
    }

    [Fact]
    public void Data_without_the_probes_numbers_are_refused_by_what_is_missing()
    {
        using var data = new FakeData(40336, 40408, 40472);
        *(double*)(*(nint*)(data.Start + 40408)) = 0;
        Assert.Contains("the controls could not be found", Assert.Throws<NotSupportedException>(() => DataLayout.Find(data.Start)).Message);
        *(double*)(data.Start + 40336) = 0;
        Assert.Contains("the time could not be found", Assert.Throws<NotSupportedException>(() => DataLayout.Find(data.Start)).Message);
    }

    /// <summary>Memory laid out as a version's <c>mjData</c> after the probe: before the sensors come arrays without elements, which share their address.</summary>
    private sealed class FakeData : IDisposable
    {
        private const int Size = 300_000;
        private const int Buffer = 280_000;

        public FakeData(int time, int ctrl, int sensors)
        {
            Start = (byte*)NativeMemory.AllocZeroed(Size);
            *(double*)(Start + time) = DataLayout.Time;
            for (var at = time + 24; at < time + 600; at += 8) Point(at, 1024 + 64 * (at - time));
            Point(time + 24, 0);
            Point(time + 40, 0, DataLayout.Position);
            Point(time + 48, 64, DataLayout.Velocity);
            Point(ctrl, 128, DataLayout.Control);
            Point(sensors - 16, 192);
            Point(sensors - 8, 192);
            Point(sensors, 192, DataLayout.Time);
        }

        public byte* Start { get; }

        public void Dispose() => NativeMemory.Free(Start);

        private void Point(int at, int into, double value = 0)
        {
            *(nint*)(Start + at) = (nint)Start + Buffer + into % 16_000;
            *(double*)(Start + Buffer + into % 16_000) = value;
        }
    }
}
