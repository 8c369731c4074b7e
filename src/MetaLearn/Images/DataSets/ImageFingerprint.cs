using System.Security.Cryptography;
using System.Text;

namespace MetaLearn.Images;

/// <summary>Tells whether two sets hold the same pictures, whatever files they came in.</summary>
internal static class ImageFingerprint
{
    /// <summary>SHA-256 of each class in its order: the name in UTF-8, a line feed, the bytes of its pictures.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(ImageSet set)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var one in set.Classes)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(one.Name + "\n"));
            hash.AppendData(one.Pixels.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
