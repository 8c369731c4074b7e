using System.Buffers;
using MetaLearn.Autodiff;

namespace MetaLearn.Images;

/// <summary>Parts rows over classes at random, at least one each and none more than its limit, every such partition being equally likely. Allocates nothing once each thread has drawn.</summary>
internal static class LimitedPartition
{
    /// <summary>Draws class after class, each number of rows as often as the classes behind it can share the rest.</summary>
    /// <param name="limits">Of each class, at least 1; together at least <paramref name="rows"/>.</param>
    /// <param name="parts">Filled: rows of each class.</param>
    /// <param name="rows">At least one for each class.</param>
    /// <param name="random">Gives a number for each class.</param>
    public static void Draw(ReadOnlySpan<int> limits, Span<int> parts, int rows, RandomStream random)
    {
        var rented = ArrayPool<double>.Shared.Rent((limits.Length + 1) * (rows + 1));
        var ways = rented.AsSpan(0, (limits.Length + 1) * (rows + 1));
        Count(limits, ways, rows);
        var left = rows;
        for (var i = 0; i < limits.Length; i++)
        {
            var behind = ways.Slice((i + 1) * (rows + 1), rows + 1);
            var most = Math.Min(limits[i], left);
            var total = 0.0;
            for (var part = 1; part <= most; part++) total += behind[left - part];
            var point = random.NextDouble() * total;
            parts[i] = 0;
            for (var part = 1; part <= most; part++)
            {
                if (behind[left - part] == 0) continue;
                // The last possible one also takes what rounding leaves.
                parts[i] = part;
                point -= behind[left - part];
                if (point < 0) break;
            }
            left -= parts[i];
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    // ways[i, r]: the ways in which the classes from i on can share r rows, times a factor of the line's own. The factor keeps it from growing without end and changes no draw.
    private static void Count(ReadOnlySpan<int> limits, Span<double> ways, int rows)
    {
        ways.Clear();
        ways[limits.Length * (rows + 1)] = 1;
        var before = 0;
        foreach (var limit in limits) before += limit;
        for (var i = limits.Length - 1; i >= 0; i--)
        {
            before -= limits[i];
            var line = ways.Slice(i * (rows + 1), rows + 1);
            var behind = ways.Slice((i + 1) * (rows + 1), rows + 1);
            var largest = 0.0;
            // The classes before i take at least one row each, and at most their limits.
            for (var left = Math.Max(0, rows - before); left <= rows - i; left++)
            {
                for (var part = 1; part <= Math.Min(limits[i], left); part++) line[left] += behind[left - part];
                largest = Math.Max(largest, line[left]);
            }
            foreach (ref var value in line) value /= largest;
        }
    }
}
