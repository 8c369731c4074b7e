using System.Net;
using System.Xml;

namespace MetaLearn.Reports;

/// <summary>Text for pages and figures.</summary>
internal static class Html
{
    /// <summary>Text as HTML and as XML content or attribute value.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(Clean(text));

    /// <summary>Characters that XML cannot hold, and halves of surrogate pairs, become U+FFFD.</summary>
    public static string Clean(string text)
    {
        var clean = text.ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            if (i + 1 < clean.Length && char.IsSurrogatePair(clean[i], clean[i + 1])) i++;
            else if (!XmlConvert.IsXmlChar(clean[i])) clean[i] = '\ufffd';
        }
        return new string(clean);
    }
}
