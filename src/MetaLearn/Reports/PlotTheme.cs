namespace MetaLearn.Reports;

/// <summary>Colours and type of figures, for light and dark pages; the same sheet serves a figure on its own and all figures of a page.</summary>
internal static class PlotTheme
{
    /// <summary>Order in which series without a colour get theirs.</summary>
    public static ReadOnlySpan<PlotColor> Cycle => [PlotColor.Blue, PlotColor.Vermilion, PlotColor.Green, PlotColor.Purple, PlotColor.Amber, PlotColor.Gray, PlotColor.Ink];

    public static string ClassOf(PlotColor color) => color switch
    {
        PlotColor.Blue => "ml-blue",
        PlotColor.Vermilion => "ml-vermilion",
        PlotColor.Green => "ml-green",
        PlotColor.Purple => "ml-purple",
        PlotColor.Amber => "ml-amber",
        PlotColor.Gray => "ml-gray",
        _ => "ml-inked",
    };

    // No angle brackets or ampersands: see PageStyle.
    public const string Css = """
        :root{color-scheme:light dark;--ml-surface:#fff;--ml-sunk:#f5f6f8;--ml-ink:#1b212c;--ml-muted:#5a6473;--ml-rule:#e3e6eb;--ml-axis:#a9b1bd;--ml-blue:#0b6bb5;--ml-vermilion:#cf4f0a;--ml-green:#008563;--ml-purple:#a8478a;--ml-amber:#a96f00;--ml-gray:#828b98}
        @media (prefers-color-scheme:dark){:root{--ml-surface:#12161d;--ml-sunk:#1b212b;--ml-ink:#e7eaf0;--ml-muted:#a3adbb;--ml-rule:#2a313d;--ml-axis:#566172;--ml-blue:#62b3f6;--ml-vermilion:#ff8c52;--ml-green:#3fcda0;--ml-purple:#e593cb;--ml-amber:#efb73e;--ml-gray:#8b96a5}}
        .ml-figure{display:block;width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:13px}
        .ml-figure text{fill:var(--ml-muted)}
        .ml-figure .ml-title{fill:var(--ml-ink);font-size:16px;font-weight:600}
        .ml-figure .ml-row{fill:var(--ml-ink);font-size:14px;font-weight:600}
        .ml-figure .ml-key{fill:var(--ml-ink)}
        .ml-figure .ml-tick{font-size:12px;font-variant-numeric:tabular-nums}
        .ml-grid{stroke:var(--ml-rule);stroke-width:1;fill:none}
        .ml-axis{stroke:var(--ml-axis);stroke-width:1;fill:none}
        .ml-line{stroke:currentColor;stroke-width:2;fill:none;stroke-linejoin:round;stroke-linecap:round}
        .ml-dashed{stroke-dasharray:7 5}
        .ml-dotted{stroke-dasharray:.1 4.5;stroke-width:2.4}
        .ml-band{fill:currentColor;fill-opacity:.17}
        .ml-mark{fill:currentColor;stroke:var(--ml-surface);stroke-width:1}
        .ml-blue{color:var(--ml-blue)}.ml-vermilion{color:var(--ml-vermilion)}.ml-green{color:var(--ml-green)}.ml-purple{color:var(--ml-purple)}.ml-amber{color:var(--ml-amber)}.ml-gray{color:var(--ml-gray)}.ml-inked{color:var(--ml-ink)}

        """;
}
