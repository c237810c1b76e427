"""The body of a document as one run of lines, each with what its setting on the page tells about paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.numbering import Mark, read_marks
from assistant.reading.page import Line, Page

CJK = re.compile(r"[⺀-⿕㐀-鿿]")
_SENTENCE_END = re.compile(r"[。；！？：;!?:.．…”’」』）)\]】]$")


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A body line with its setting. Distances are in multiples of the line's own size."""

    line: Line
    page: int
    index: int
    """Position in `Page.lines`, by which tables name the lines they consume."""
    source: str
    indent: float
    """How far the line begins to the right of its column's left edge."""
    short: float
    """How far it ends before its column's right edge."""
    gap: float
    """White space above, less than zero at the top of a page or column."""
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The printed line."""
        return self.line.text

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle of its column with room on both sides."""
        return self.indent > 2.5 and abs(self.indent - self.short) < max(1.5, 0.25 * self.indent)

    @property
    def full(self) -> bool:
        """Whether the line runs to the right edge, so that the next may continue it."""
        return self.short < 2.2

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends as sentences, list leads and bracketed remarks end."""
        return bool(_SENTENCE_END.search(self.text.rstrip()))

    def mark(self, *styles: str) -> Mark | None:
        """Return the line's reading in one of these styles, if it has one."""
        return next((mark for mark in self.marks if mark.style in styles), None)


def _edge(values: Sequence[float], tolerance: float, *, low: bool) -> float:
    """The outermost value shared by several lines; the outermost of all where none is."""
    bins = Counter(round(value / tolerance) for value in values)
    often = max(2, len(values) // 12)
    shared = [key for key, count in bins.items() if count + bins.get(key + 1, 0) + bins.get(key - 1, 0) >= often]
    picked = [value for value in values if round(value / tolerance) in shared] or list(values)
    return min(picked) if low else max(picked)


def _columns(page: Page, lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The (left, right) text edges of the page's one or two columns."""
    sizes = sorted(line.size for line in lines)
    tolerance = max(1.0, sizes[len(sizes) // 2] * 0.4)
    middle = page.width / 2
    left = [line for line in lines if line.box.x1 < middle * 1.03]
    right = [line for line in lines if line.box.x0 > middle * 0.97]
    if min(len(left), len(right)) > 0.3 * len(lines) and len(lines) > 12:
        return [_column(part, tolerance) for part in (left, right)]
    return [_column(lines, tolerance)]


def _column(lines: Sequence[Line], tolerance: float) -> tuple[float, float]:
    return (
        _edge([line.box.x0 for line in lines], tolerance, low=True),
        _edge([line.box.x1 for line in lines], tolerance, low=False),
    )


def body_edges(pages: Sequence[Page]) -> dict[int, list[tuple[float, float]]]:
    """Return each page's column edges; single-column pages of one size share the edges most of them have."""
    edges = {page.number: _columns(page, page.lines) for page in pages if page.lines}
    widths: dict[tuple[int, int, int], list[tuple[float, float]]] = {}
    for page in pages:
        found = edges.get(page.number, [])
        if len(found) == 1 and len(page.lines) > 8:
            widths.setdefault((round(page.width), round(page.height), page.number % 2), []).append(found[0])
    for page in pages:
        known = sorted(widths.get((round(page.width), round(page.height), page.number % 2), []))
        if len(edges.get(page.number, [])) == 1 and known and len(page.lines) <= 8:
            edges[page.number] = [known[len(known) // 2]]
    return edges


def body_flow(pages: Sequence[Page], consumed: Collection[tuple[int, int]] = ()) -> list[FlowLine]:
    """Return the lines of all pages but contents pages, less those that tables have taken, in reading order."""
    taken = set(consumed)
    edges = body_edges(pages)
    return [line for page in pages if not page.contents for line in _page_flow(page, edges.get(page.number, []), taken)]


def _page_flow(page: Page, columns: list[tuple[float, float]], taken: set[tuple[int, int]]) -> Iterator[FlowLine]:
    above: Line | None = None
    for index, line in enumerate(page.lines):
        if (page.number, index) in taken or not line.text.strip():
            continue
        size = line.size or 10.0
        left, right = min(columns, key=lambda edge: abs(edge[0] - line.box.x0) + abs(edge[1] - line.box.x1) * 0.1)
        if len(columns) == 2:
            left, right = columns[0] if line.box.x0 < page.width / 2 * 0.97 else columns[1]
        gap = (line.box.y0 - above.box.y1) / size if above else -1.0
        yield FlowLine(
            line=line,
            page=page.number,
            index=index,
            source=page.source,
            indent=(line.box.x0 - left) / size,
            short=(right - line.box.x1) / size,
            gap=gap if gap > -3 else -1.0,
            marks=tuple(read_marks(line.text)),
        )
        above = line


def typical_gap(flow: Sequence[FlowLine]) -> float:
    """Return the usual white space between lines of one paragraph, in line sizes."""
    gaps = sorted(b.gap for a, b in pairwise(flow) if a.page == b.page and -0.5 < b.gap < 2)
    return gaps[len(gaps) // 3] if gaps else 0.5


def body_size(flow: Sequence[FlowLine]) -> float:
    """Return the size in which most characters are set, in points."""
    sizes: Counter[float] = Counter()
    for line in flow:
        sizes[round(line.line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def is_chinese(flow: Sequence[FlowLine]) -> bool:
    """Return whether the document is written in Chinese rather than in a language of Latin letters."""
    text = "".join(line.text for line in flow)
    return len(CJK.findall(text)) > 0.2 * max(1, len(text))
