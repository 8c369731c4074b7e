namespace MetaLearn.Training;

/// <summary>
/// Memory that is not needed any more. The runtime's collector waits until a good part of the machine's memory is taken; a stage that begins before would stand beside
/// what the last one left, and the process would hold more than any stage is planned to.
/// </summary>
internal static class SpentMemory
{
    // Less is not worth the milliseconds of a collection.
    private const long WorthBytes = 1 << 24;

    /// <summary>Gives it back to the system, if it is much.</summary>
    /// <param name="bytes">About how much nobody refers to any more.</param>
    public static void GiveBack(long bytes)
    {
        if (bytes >= WorthBytes) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
