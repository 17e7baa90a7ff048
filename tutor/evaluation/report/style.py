"""How the page looks: two palettes and one style sheet. No font, image or script is loaded."""

from __future__ import annotations

LIGHT = {
    "paper": "#fcfbf9",
    "raised": "#f3f1ec",
    "rule": "#d9d5cc",
    "axis": "#85807a",
    "ink": "#1f2328",
    "quiet": "#5a5f66",
    "good": "#1d663c",
    "bad": "#a12a2a",
    "series-1": "#2b5c8f",
    "series-2": "#a2510c",
    "series-3": "#1f7164",
    "series-4": "#7c4689",
    "series-5": "#7a6410",
    "series-6": "#a93a5b",
}
"""By day. What is read has a contrast of 4.5:1 with what it stands on (WCAG 2.2, 1.4.3), and what
a chart is read by has 3:1 (1.4.11)."""

DARK = {
    "paper": "#16181b",
    "raised": "#202327",
    "rule": "#383d43",
    "axis": "#7d848c",
    "ink": "#e8e6e1",
    "quiet": "#a9aeb5",
    "good": "#83cf9d",
    "bad": "#f19c94",
    "series-1": "#88b7ea",
    "series-2": "#e7a667",
    "series-3": "#74c9b8",
    "series-4": "#cd9fda",
    "series-5": "#d3bd62",
    "series-6": "#f096b1",
}
"""By night, to the same measure."""

SERIES = 6
"""How many colours graders have; from the seventh on they begin again."""

SHADED = 45
"""The most of the first series' colour that a cell of a matrix has, in percent."""

_SHEET = """
*{box-sizing:border-box}
html{font:100%/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",
sans-serif;
background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%;color-scheme:light dark}
body{margin:0 auto;max-width:70rem;padding:clamp(1.25rem,4vw,4rem) clamp(1rem,4vw,3rem) 4rem}
h1,h2,h3,h4,h5,p,ul,dl,dd,figure,blockquote{margin:0;padding:0}
h1,h2{font-family:ui-serif,"Iowan Old Style","Palatino Linotype",Palatino,Georgia,"Noto Serif",
"Liberation Serif",serif;
font-weight:600;line-height:1.2;letter-spacing:-.01em;text-wrap:balance}
h1{font-size:clamp(1.8rem,1.4rem + 2vw,2.6rem)}
h2{font-size:clamp(1.4rem,1.2rem + 1vw,1.8rem);margin-bottom:.6rem}
h3{font-size:1.1rem;line-height:1.3;margin:3rem 0 .35rem}
h4{font-size:1rem;line-height:1.35;margin:2rem 0 .9rem}
h5{font-size:1rem;line-height:1.4;font-weight:600;margin:.5rem 0 .8rem}
a{color:var(--series-1)}
:focus-visible{outline:2px solid var(--series-1);outline-offset:3px;border-radius:2px}
.quiet,figcaption,caption,.facts dt{color:var(--quiet)}
h2.gate{margin:2.5rem 0 .5rem}
.lead{color:var(--quiet);margin-top:.6rem}
.about{color:var(--quiet);max-width:42rem;margin-bottom:1.1rem}
.suite{border-top:1px solid var(--rule);margin-top:3.5rem;padding-top:2.25rem}
caption.hidden{position:absolute;width:1px;height:1px;padding:0;overflow:hidden;
clip-path:inset(50%);white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}
.name,tbody th,dd,h1,h2,h3,h4,h5,blockquote,li,p,figcaption{overflow-wrap:anywhere}
p,figcaption{text-wrap:pretty}

.facts{display:flex;flex-wrap:wrap;gap:.35rem 2rem;font-size:.92rem}
.facts>div{display:flex;gap:.5rem}
.facts dt{flex:none}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;margin-top:1.1rem}

.list{list-style:none;max-width:46rem}
.list li{display:grid;grid-template-columns:6.5rem 1fr;column-gap:.8rem;padding:.55rem 0;
border-bottom:1px solid var(--rule)}
.whose{display:block;color:var(--quiet);font-size:.85rem}

.scroll{overflow-x:auto;max-width:100%}
.scroll table{border-collapse:separate;border-spacing:0}
.scroll th:first-child:not(.number){position:sticky;left:0;background:var(--paper)}
table{border-collapse:collapse;font-size:.95rem;font-variant-numeric:tabular-nums lining-nums}
caption{text-align:left;padding-bottom:.5rem}
th,td{padding:.5rem 0 .5rem 1.75rem;text-align:right;vertical-align:baseline;
border-bottom:1px solid var(--rule)}
th:first-child,td:first-child{padding-left:0}
th{font-weight:500}
thead th{color:var(--quiet);font-size:.88rem;line-height:1.35;vertical-align:bottom;
border-bottom-color:var(--axis)}
th:first-child,th.words,td.words{text-align:left}
th.number:first-child{text-align:right;padding-left:1.75rem}
td{white-space:nowrap}
td.words{white-space:normal;min-width:6rem;overflow-wrap:anywhere}
tbody th{min-width:6rem}
.interval{display:inline-block;min-width:7.6em;margin-left:.7rem;text-align:right;
color:var(--quiet);font-size:.85rem}
.stacked .interval{display:block;min-width:0;margin:0}
.interval.wide{min-width:10.6em}
tr.group th{padding-top:1.5rem;color:var(--quiet);font-size:.88rem}

.legend{display:flex;flex-wrap:wrap;gap:.35rem 1.6rem;list-style:none;margin:.2rem 0 .9rem;
font-size:.92rem}
.legend li{display:flex;gap:.55rem;align-items:center}
.legend svg{flex:none;width:2.6rem;height:1rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));
gap:0 3rem;align-items:start}
.charts>figure{display:grid;grid-row:span 2;grid-template-rows:subgrid;margin-bottom:2rem}
.charts>.matrix{margin-bottom:2rem}
figure svg{display:block;width:100%;height:auto;max-width:32rem;overflow:visible}
figcaption{font-size:.92rem;margin-bottom:.7rem}
figcaption b{display:block;color:var(--ink);font-weight:600;font-size:1rem}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",
sans-serif;
fill:var(--quiet);font-variant-numeric:tabular-nums lining-nums}
svg text.strong{fill:var(--ink);font-size:13px}
svg .count{fill:var(--quiet);font-size:12px}
.grid{stroke:var(--rule);stroke-width:1}
.axis{stroke:var(--axis);stroke-width:1}
.ideal{stroke:var(--axis);stroke-width:1.25;stroke-dasharray:1 4;stroke-linecap:round}
.whisker{stroke:var(--ink);stroke-width:1.4}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.marker{stroke-width:1.5;stroke:var(--paper);paint-order:stroke}
.bar{opacity:.32}

.matrix{table-layout:fixed;width:100%;max-width:27rem}
.matrix td{text-align:center;padding:.7rem .3rem;border:2px solid var(--paper);
background:color-mix(in srgb,var(--series-1) calc(var(--shade)*1%),var(--paper));
print-color-adjust:exact;-webkit-print-color-adjust:exact}
.matrix td.same{box-shadow:inset 0 0 0 1.5px var(--axis)}
.matrix td b{display:block;font-weight:600}
.matrix td span{font-size:.82rem}
.matrix th{padding:.4rem .3rem;border:0;text-align:center;font-size:.88rem}
.matrix th:first-child{text-align:left;padding-left:0}

.mistake{border-top:1px solid var(--rule);padding:1.25rem 0 1.75rem;break-inside:avoid}
.mistake h5{margin:0 0 .2rem}
.mistake>p{font-size:.92rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));
gap:1.1rem 2.5rem}
.columns h6{margin:0 0 .35rem;color:var(--quiet);font-weight:500;font-size:.88rem}
blockquote{background:var(--raised);border-left:3px solid var(--axis);padding:.8rem 1rem;
white-space:pre-wrap;max-height:24rem;overflow-y:auto}
.columns table{width:100%;font-size:.92rem}
.columns th,.columns td{padding:.35rem 0 .35rem 1rem;text-align:left;vertical-align:top}
.columns th:first-child{padding-left:0}
.columns td{white-space:nowrap}
.columns tbody th{font-weight:400}
.columns{margin-top:1rem}
.reason{margin-top:.9rem;color:var(--quiet)}

details{margin-top:1.1rem}
summary{cursor:pointer;color:var(--quiet);font-size:.92rem}
details[open]>summary{margin-bottom:.8rem}
footer{border-top:1px solid var(--rule);margin-top:4rem;padding-top:1.5rem;font-size:.92rem}
footer .facts{display:block}
footer .facts>div{margin-bottom:.25rem}

@media (max-width:34rem){
table{font-size:.9rem}
th,td{padding-left:.9rem}
.interval,.interval.wide{display:block;min-width:0;margin:0;font-size:.8rem}
svg text{font-size:13px}
svg text.strong{font-size:14px}
}
@media print{
html{font-size:80%}
body{max-width:none;padding:0}
h2,h3,h4,h5,caption,figcaption,.legend{break-after:avoid}
figure,tr,.mistake{break-inside:avoid}
.suite+.suite{break-before:page}
blockquote{max-height:none}
.scroll{overflow:visible}
nav,summary{display:none}
details::details-content{display:block;content-visibility:visible;height:auto}
}
"""


def sheet() -> str:
    """Return the style sheet; it prints by day, whatever the screen shows."""
    series = "".join(
        f".s{n}{{stroke:var(--series-{n})}}.f{n}{{fill:var(--series-{n})}}"
        for n in range(1, SERIES + 1)
    )
    night = f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"
    return f":root{{{_variables(LIGHT)}}}{night}{_SHEET}{series}"


def _variables(palette: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in palette.items())
