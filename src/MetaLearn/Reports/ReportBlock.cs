using System.Text;

namespace MetaLearn.Reports;

/// <summary>A piece of a report: text, table or figure.</summary>
public abstract record ReportBlock
{
    private protected ReportBlock()
    {
    }

    /// <summary>Appends the block as XHTML, escaped.</summary>
    internal abstract void AppendTo(StringBuilder html);
}
