namespace MetaLearn.Reports;

/// <summary>The page's style sheet, on top of <see cref="PlotTheme"/>'s colours.</summary>
internal static class PageStyle
{
    // No angle brackets or ampersands: the sheet stands unescaped in a page that is XML as well.
    public const string Css = """
        *{box-sizing:border-box}
        body{margin:0;background:var(--ml-surface);color:var(--ml-ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
        main{max-width:1080px;margin:0 auto;padding:56px 32px 72px}
        header{padding-bottom:8px}
        h1{font-size:2.1rem;line-height:1.2;letter-spacing:-.02em;font-weight:700;margin:0 0 14px;text-wrap:balance}
        header p{font-size:1.1rem;color:var(--ml-muted);max-width:68ch;margin:0}
        section{margin-top:44px;padding-top:32px;border-top:1px solid var(--ml-rule)}
        h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.01em;font-weight:650;margin:0 0 14px}
        p{max-width:72ch;margin:0 0 16px;overflow-wrap:break-word}
        figure{margin:20px -10px 28px;overflow-x:auto}
        .table{overflow-x:auto;margin:16px 0 28px}
        table{border-collapse:collapse;font-size:.94rem;font-variant-numeric:tabular-nums;min-width:min(100%,420px)}
        caption{text-align:left;color:var(--ml-muted);padding-bottom:8px}
        th,td{padding:8px 28px 8px 0;text-align:left;font-weight:400;border-bottom:1px solid var(--ml-rule);white-space:nowrap}
        th:last-child,td:last-child{padding-right:4px}
        thead th{font-weight:600;font-size:.86rem;color:var(--ml-muted);border-bottom:1.5px solid var(--ml-axis);vertical-align:bottom}
        .right{text-align:right}
        .pictures{vertical-align:top}
        .pictures img{image-rendering:pixelated;margin:0 6px 4px 0;border:1px solid var(--ml-rule)}
        pre{background:var(--ml-sunk);border:1px solid var(--ml-rule);border-radius:8px;padding:14px 18px;overflow-x:auto;font:.88rem/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;margin:0 0 20px}
        code{font:inherit}
        footer{margin-top:48px;padding-top:18px;border-top:1px solid var(--ml-rule);font-size:.86rem;color:var(--ml-muted)}
        @media (max-width:640px){main{padding:32px 18px 48px}h1{font-size:1.7rem}}

        """;
}
