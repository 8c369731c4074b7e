namespace MetaLearn.Files;

/// <summary>Element types of a safetensors file that are read, by the format's own names. F32 and F64 are the ones made from arrays.</summary>
public enum StoredType
{
    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>64-bit floating point.</summary>
    F64,

    /// <summary>16-bit floating point, IEEE 754 half.</summary>
    F16,

    /// <summary>The upper 16 bits of an <see cref="F32"/>.</summary>
    BF16,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>32-bit signed integer.</summary>
    I32,
}
