using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

public unsafe class LibraryFileTests
{
    private static readonly string Runtime = RuntimeEnvironment.GetRuntimeDirectory();

    [Fact]
    public void Without_MuJoCo_one_sentence_says_what_to_install()
    {
        var error = Assert.Throws<DllNotFoundException>(() => LibraryFile.Open(null, "metalearn-no-such-library", [Path.GetTempPath(), "no such folder"]));
        Assert.Equal("Half-cheetah and ant need MuJoCo, which was not found: on Debian 'apt-get install libmujoco2.2.2'; on Windows and macOS unpack a release of MuJoCo and set "
            + "MUJOCO_LIBRARY to the path of its mujoco.dll or libmujoco.dylib.", error.Message);
    }

    [Fact]
    public void A_variable_that_names_nothing_is_not_passed_over()
    {
        var error = Assert.Throws<DllNotFoundException>(() => LibraryFile.Open("no-such-file.so", "c", []));
        Assert.Equal("MUJOCO_LIBRARY names 'no-such-file.so', which is not there or is no library for this machine.", error.Message);
    }

    [SkippableFact]
    public void Of_versioned_files_the_newest_that_can_be_loaded_is_taken()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems name their libraries otherwise");
        var folder = Directory.CreateTempSubdirectory("metalearn-");
        try
        {
            File.Copy(Path.Combine(Runtime, "libSystem.IO.Compression.Native.so"), Path.Combine(folder.FullName, "libfake-physics.so.9.1"));
            File.Copy(Path.Combine(Runtime, "libSystem.Native.so"), Path.Combine(folder.FullName, "libfake-physics.so.10.0"));
            File.WriteAllText(Path.Combine(folder.FullName, "libfake-physics.so.11.0"), "not a library");
            File.WriteAllText(Path.Combine(folder.FullName, "libfake-physics.dylib"), "not a library, and of no version");
            Assert.True(NativeLibrary.TryGetExport(LibraryFile.Open(null, "fake-physics", [folder.FullName]), "SystemNative_Read", out _));
            // macOS has the version before the ending.
            File.Copy(Path.Combine(Runtime, "libSystem.IO.Compression.Native.so"), Path.Combine(folder.FullName, "libfake-physics.10.1.dylib"));
            Assert.False(NativeLibrary.TryGetExport(LibraryFile.Open(null, "fake-physics", [folder.FullName]), "SystemNative_Read", out _));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void Another_library_is_refused_by_the_function_it_lacks()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems name their libraries otherwise");
        var library = LibraryFile.Open("libm.so.6", "mujoco", []);
        var error = Assert.Throws<DllNotFoundException>(() => LibraryFile.Check(library, null));
        Assert.StartsWith("MuJoCo is needed, and the library found has no 'mj_version', so it is not MuJoCo: on Debian", error.Message);
        error = Assert.Throws<DllNotFoundException>(() => LibraryFile.Check(library, "libm.so.6"));
        Assert.StartsWith("MuJoCo is needed, and 'libm.so.6', which MUJOCO_LIBRARY names, has no 'mj_version', so it is not MuJoCo: on Debian", error.Message);
    }

    [Fact]
    public void Single_precision_is_told_by_how_much_is_zeroed()
    {
        Assert.True(LibraryFile.IsDouble(&ZeroDoubles));
        Assert.False(LibraryFile.IsDouble(&ZeroFloats));
    }

    [Fact]
    public void One_that_is_too_old_or_computes_in_single_precision_is_refused()
    {
        LibraryFile.Check(new(2, 1, 0), isDouble: true, "the library found");
        var error = Assert.Throws<DllNotFoundException>(() => LibraryFile.Check(new(2, 0, 0), isDouble: true, "the library found"));
        Assert.StartsWith("MuJoCo 2.1 or newer is needed, and the library found is 2.0.0: on Debian", error.Message);
        error = Assert.Throws<DllNotFoundException>(() => LibraryFile.Check(new(3, 12, 0), isDouble: false, "the library found"));
        Assert.StartsWith("MuJoCo in double precision, the usual build, is needed, and the library found computes in single precision: on Debian", error.Message);
    }

    [Theory]
    [InlineData(222, "2.2.2")]
    [InlineData(340, "3.4.0")]
    [InlineData(3005000, "3.5.0")]
    [InlineData(3012001, "3.12.1")]
    public void Versions_are_read_in_both_ways_of_writing_them(int number, string version) => Assert.Equal(Version.Parse(version), LibraryFile.VersionOf(number));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ZeroDoubles(double* values, int count) => new Span<double>(values, count).Clear();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ZeroFloats(double* values, int count) => new Span<float>(values, count).Clear();
}
