"""The pictures of the documentation, drawn as SVG that reads on a light and on a dark page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.pages import US, Measured
from benchmarks.tables import Measure, Run

__all__ = ["Drawing", "write"]

DOCS = Path(__file__).parent.parent / "docs"
COLOURS = ("#2f81f7", "#d4a72c", "#a371f7", "#57ab5a", "#e5534b", "#8b949e")
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.small { font-size: 11px } .head { font-weight: 600; font-size: 15px } .faint { fill: #656d76 }
.rule { stroke: #8b949e; stroke-opacity: .35 } .error { stroke: #1f2328; stroke-width: 1.2 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .faint { fill: #8d96a0 } .error { stroke: #e6edf3 }
}
</style>"""


class Drawing:
    """An SVG under construction. Lengths are pixels, y grows downward."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-label="{escape(title)}">',
            f"<title>{escape(title)}</title>",
            STYLE,
        ]

    def text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> None:
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str = "rule") -> None:
        self._parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>')

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="1.5" fill="{colour}"/>'
        )

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>')

    def __str__(self) -> str:
        return "\n".join([*self._parts, "</svg>\n"])


def write(run: Run, pages: Sequence[Measured], path: Path = DOCS / "quality.svg") -> None:
    """Bag F1 of every extractor by type and by language, and against what it costs."""
    types = {p.split(", ")[1]: of for (family, p), of in run.items() if family == "html, {}" and p.startswith("wcxb")}
    news = {p.split(", ")[1]: of for (family, p), of in run.items() if family == "html, {}" and p.startswith("news")}
    extractors = list(types["all"].scores)
    colour = dict(zip(extractors, COLOURS, strict=False))
    drawing = Drawing(990, 930, "Quality of extractors: bag F1 by page type and language, and against time")
    for x, extractor in zip(range(60, 960, 130), extractors, strict=False):
        drawing.bar(x, 14, 12, 12, colour[extractor])
        drawing.text(x + 18, 25, extractor)
    _bars(drawing, 60, "Bag F1 by page type (wcxb-dev, hosts not seen in training)", types, colour)
    _bars(drawing, 360, "Bag F1 of news by language (never trained on)", news, colour)
    cost = {e: sum(page.seconds[e] for page in pages) / len(pages) * 1000 for e in extractors}
    _scatter(drawing, 660, cost, types["all"], news["all"], colour)
    path.write_text(str(drawing), encoding="utf-8")


def _bars(drawing: Drawing, top: int, title: str, groups: Mapping[str, Measure], colour: Mapping[str, str]) -> None:
    left, width, height = 60.0, 880.0, 200.0
    base = top + 40 + height
    drawing.text(left, top + 16, title, "head")
    for tenth in range(0, 11, 2):
        y = base - height * tenth / 10
        drawing.line(left, y, left + width, y)
        drawing.text(left - 8, y + 4, f"{tenth / 10:.1f}", "small faint", "end")
    step = width / len(groups)
    thick = step * 0.82 / len(colour)
    for i, (name, measure) in enumerate(sorted(groups.items(), key=lambda item: (item[0] == "all", item[0]))):
        start = left + i * step + step * 0.09
        drawing.text(start + step * 0.41, base + 18, f"{name} ({len(measure.hosts)})", "small", "middle")
        for j, extractor in enumerate(colour):
            x, value = start + j * thick, measure.value(extractor)
            drawing.bar(x, base - height * value, thick - 1.5, height * value, colour[extractor])
            if span := measure.interval(extractor):
                middle = x + (thick - 1.5) / 2
                drawing.line(middle, base - height * span.low, middle, base - height * span.high, "error")


def _scatter(
    drawing: Drawing, top: int, cost: Mapping[str, float], types: Measure, news: Measure, colour: Mapping[str, str]
) -> None:
    left, width, height = 60.0, 880.0, 200.0
    base = top + 40 + height
    drawing.text(left, top + 16, "Mean bag F1 of both sets against processor time a page (logarithmic)", "head")
    mean = {e: (types.value(e) + news.value(e)) / 2 for e in cost}
    low, high = math.floor(min(mean.values()) * 10) / 10, math.ceil(max(mean.values()) * 10) / 10
    for i in range(round((high - low) * 10) + 1):
        y = base - height * i / max(round((high - low) * 10), 1)
        drawing.line(left, y, left + width, y)
        drawing.text(left - 8, y + 4, f"{low + i / 10:.1f}", "small faint", "end")
    first, last = math.floor(math.log10(min(cost.values()))), math.ceil(math.log10(max(cost.values())))
    for power in range(first, last + 1):
        x = left + width * (power - first) / max(last - first, 1)
        drawing.line(x, base, x, base - height)
        drawing.text(x, base + 18, f"{10**power:g} ms", "small faint", "middle")
    for extractor, spent in cost.items():
        x = left + width * (math.log10(spent) - first) / max(last - first, 1)
        y = base - height * (mean[extractor] - low) / (high - low)
        drawing.dot(x, y, 7 if extractor == US else 5, colour[extractor])
        inward, anchor = (-11, "end") if x > left + 0.8 * width else (11, "start")
        drawing.text(x + inward, y + 4, f"{extractor} {mean[extractor]:.3f}, {spent:.0f} ms", "small", anchor)
