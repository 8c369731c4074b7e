namespace MetaLearn.Tests.Files;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class FixedTime(long unixSeconds) : TimeProvider
{
    public long UnixSeconds { get; set; } = unixSeconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds).AddMilliseconds(250);
}
