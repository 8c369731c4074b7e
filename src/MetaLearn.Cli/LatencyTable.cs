using MetaLearn.Benchmarks;

namespace MetaLearn.Cli;

/// <summary>The part of <c>metalearn bench</c> that times adapting and predicting.</summary>
internal static class LatencyTable
{
    public static void Run(CliContext context, string? only, bool json)
    {
        var cases = LatencyCase.All.Where(one => only is null || one.Name == only).ToList();
        if (cases.Count > 0 && !json) context.Out.WriteLine($"{"case",-22}{"threads",9}{"median µs",12}{"99 % µs",10}{"bytes/model",13}{"heap/model",12}{"all ms",9}");
        foreach (var one in cases)
        {
            var result = one.Measure();
            if (json) WriteJson(context, result);
            else
            {
                context.Out.WriteLine(
                    $"{result.Name,-22}{1,9}{result.MedianMicroseconds,12:F2}{result.P99Microseconds,10:F2}{result.StateBytes,13}{result.HeapBytes,12}{result.MillisecondsForAll,9:F1}");
            }
        }
    }

    private static void WriteJson(CliContext context, LatencyResult result) => context.Json(writer =>
    {
        writer.WriteString("name", result.Name);
        writer.WriteNumber("threads", 1);
        writer.WriteNumber("median_us", Math.Round(result.MedianMicroseconds, 3));
        writer.WriteNumber("p99_us", Math.Round(result.P99Microseconds, 3));
        writer.WriteNumber("bytes_per_model", result.StateBytes);
        if (result.HeapBytes is { } heap) writer.WriteNumber("heap_bytes_per_model", heap);
        if (result.MillisecondsForAll is { } all) writer.WriteNumber("ms_to_adapt_all", Math.Round(all, 1));
    });
}
