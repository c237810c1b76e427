"""The body of a document as one run of lines, each with what its setting on the page tells about paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.reading.clauses.footnotes import footnotes_from, raised_before
from assistant.reading.clauses.layout import CONTENTS_TITLE
from assistant.reading.clauses.numbering import Mark, read_marks
from assistant.reading.pages.page import Line, Page, Rect

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
    foot: bool = False
    """Whether it belongs to the footnotes at the bottom of its page."""

    @property
    def text(self) -> str:
        """The printed line."""
        return self.line.text

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle of its column with room on both sides."""
        return min(self.indent, self.short) > 4 and abs(self.indent - self.short) < max(1.5, 0.2 * self.indent)

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


_PAGE_NUMBER = re.compile(r"^\s*[-—–－]\s*\d{1,3}\s*[-—–－]\s*$")
_CONTENTS_ENTRY = re.compile(
    r"(?:…{2,}|\.{4,}|·{4,}|(?:\. ){4,})[\s.…·]*[-—(（]?\s*(?:\d{1,3}|[IVXⅠ-Ⅻ]{1,4})\s*[-—)）]?\s*$"
)
_APPROVAL = re.compile(
    r"(?:\D{0,24}(?:19|20)\d\d\s?[-—.年·]{1,2}\s?\d{1,2}\s?[-—.月·]{1,2}\s?\d{1,2}\s?日?\s*(?:批准|发布|实施)\s*)+"
)
"""The line at the foot of an old standard's first page: who approved it when, and from when it holds."""
_CONTINUES = re.compile(
    r"\s*[(（]?\s*(?:continue[sd] (?:on|from|over)\b.{0,20}|转下页|接上页|续上页|下页续)\s*[)）]?\s*", re.I
)
"""What is printed where a listing is parted by a page's end."""
_PRICE = re.compile(r"\s*(?:ICS\s+\d\d[\d.;\s]*|Price based on \d+ pages?|©.{0,60}|定价.{0,20})\s*")
"""What stands on the last page of a standard that is sold."""
Edges = tuple[float, float]


def _edge(values: Sequence[float], tolerance: float, *, low: bool) -> float:
    """The outermost value that several lines share; the outermost of all where none do."""
    bins = Counter(round(value / tolerance) for value in values)
    often = max(2, len(values) // 33) if len(values) > 30 else 1
    shared = {key for key, count in bins.items() if count + bins.get(key + 1, 0) + bins.get(key - 1, 0) >= often}
    picked = [value for value in values if round(value / tolerance) in shared] or list(values)
    return min(picked) if low else max(picked)


def _column(lines: Sequence[Line]) -> Edges:
    sizes = sorted(line.size for line in lines)
    tolerance = max(1.0, sizes[len(sizes) // 2] * 0.4)
    left = _edge([line.box.x0 for line in lines], tolerance, low=True)
    return left, _edge([line.box.x1 for line in lines], tolerance, low=False)


def _halves(page: Page, lines: Sequence[Line]) -> tuple[list[Line], list[Line]] | None:
    """The lines of the left and the right column of a page set in two columns."""
    middle = page.width / 2
    left = [line for line in lines if line.box.x1 < middle * 1.03]
    right = [line for line in lines if line.box.x0 > middle * 0.97]
    if len(lines) <= 12 or min(len(left), len(right)) <= 0.3 * len(lines):
        return None
    widths = [sorted(line.box.x1 - line.box.x0 for line in half)[len(half) // 2] for half in (left, right)]
    return (left, right) if min(widths) > 0.22 * page.width else None


def body_edges(pages: Sequence[Page], taken: Collection[tuple[int, int]] = ()) -> dict[int, list[Edges]]:
    """Return the (left, right) text edges of each page's columns.

    Digital pages of one size share them (left and right pages apart); scanned pages, which lie askew, have their own.
    """
    edges: dict[int, list[Edges]] = {}
    groups: dict[tuple[int, int, int, int], list[tuple[Page, list[Line]]]] = {}
    for page in pages:
        lines = [line for i, line in enumerate(page.lines) if (page.number, i) not in taken and line.text.strip()]
        if not lines or page.contents:
            continue
        halves = _halves(page, lines)
        if halves:
            edges[page.number] = [_column(half) for half in halves]
            continue
        alone = page.number if page.source == "ocr" and len(lines) > 12 else 0
        key = (round(page.width), round(page.height), page.number % 2, alone)
        groups.setdefault(key, []).append((page, lines))
    for key, group in groups.items():
        printed = [line for _, lines in group for line in lines]
        if len(printed) < 25 and not key[3]:
            printed = [
                line
                for other, pages_ in groups.items()
                if other[:2] == key[:2]
                for _, lines in pages_
                for line in lines
            ]
        if len(printed) < 12 and not key[3]:  # tables took the rest: their width is the best witness of the edges
            printed = [line for page, _ in group for line in page.lines if line.text.strip()]
        shared = _column(printed)
        edges.update({page.number: [shared] for page, _ in group})
    return edges


def body_flow(pages: Sequence[Page], consumed: Collection[tuple[int, int]] = ()) -> list[FlowLine]:
    """Return the lines of all pages but contents pages, less those that tables have taken, in reading order."""
    taken = set(consumed)
    pages = [_above_contents(page) for page in pages]
    edges = body_edges(pages, taken)
    body = [page for page in pages if not page.contents]
    size = size_of_body([line for page in body for line in page.lines])
    short = len(pages) < 3
    last = max((page.number for page in pages), default=0)
    flow = [list(_page_flow(page, edges.get(page.number, []), taken, size, short, last)) for page in body]
    if short and not taken and not any(flow):
        # Nothing but what looks like a head or foot: that is the text.
        flow = [list(_page_flow(page, edges.get(page.number, []), taken, size, False, last)) for page in body]
    return _without_section_heads([lines for lines in flow if lines])


def _above_contents(page: Page) -> Page:
    """A page on which a contents list begins, less that list: a title printed above it is body."""
    at = next((i for i, line in enumerate(page.lines) if CONTENTS_TITLE.fullmatch(line.text.strip())), 0)
    return replace(page, lines=page.lines[:at], contents=False) if page.contents and at else page


def _without_section_heads(pages: Sequence[Sequence[FlowLine]]) -> list[FlowLine]:
    """The lines less the running heads that repeat the number and title of the section on the page."""
    seen: dict[str, set[str]] = {}
    out: list[FlowLine] = []
    for lines in pages:
        edges = {id(line) for line in (*lines[:2], *lines[-2:])}
        # The head of a page may name the section that begins further down.
        heads = {_head_text(line) for line in lines[2:] if line.mark("decimal", "lettered")}
        for line, below in zip(lines, (*lines[1:], None), strict=True):
            number, title = _head_text(line)
            titles = seen.setdefault(number, set())
            again = _repeats(title, titles) or ((number, title) in heads and line in lines[:2])
            if title and len(line.text) > 6 and id(line) in edges and again:
                continue
            # A chapter's title may stand below its number.
            titles.add(title or (_bare_title(below.text) if number and below is not None else ""))
            out.append(line)
    return out


def _head_text(line: FlowLine) -> tuple[str, str]:
    """A section's number and title."""
    mark = line.mark("decimal", "lettered", "chapter_en")
    return ("/".join(mark.ordinal), _bare_title(line.text[mark.end :])) if mark else ("", "")


def _bare_title(text: str) -> str:
    """A title without stops, blanks and the page number that may follow."""
    return re.sub(r"[\W\d]+$|\s", "", text).casefold()


def _repeats(title: str, titles: Collection[str]) -> bool:
    """Whether a title was printed before; of a long one perhaps the first line only."""
    return title in titles or any(len(known) > 12 and title.startswith(known) for known in titles)


def size_of_body(lines: Sequence[Line]) -> float:
    """Return the size in which most characters of these lines are set, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _whole_lines(page: Page, taken: set[tuple[int, int]], columns: list[Edges]) -> Iterator[tuple[int, Line]]:
    """The lines that no table took, pieces of one printed line (`附　录 A`, a number and its title) put together."""
    held: tuple[int, Line] | None = None
    for index, line in enumerate(page.lines):
        if (page.number, index) in taken or not line.text.strip():
            continue
        if held and (_one_line(held[1], line, columns) or _one_heading(held[1], line) or raised_before(held[1], line)):
            held = (held[0], _together(held[1], line))
            continue
        if held:
            yield held
        held = (index, line)
    if held:
        yield held


def _one_line(left: Line, right: Line, columns: list[Edges]) -> bool:
    size = max(left.size, right.size, 1.0)
    overlap = min(left.box.y1, right.box.y1) - max(left.box.y0, right.box.y0)
    gap = (right.box.x0 - left.box.x1) / size
    if overlap < 0.6 * min(left.box.y1 - left.box.y0, right.box.y1 - right.box.y0) or gap < -0.2:
        return False
    if len(columns) == 2 and left.box.x1 < columns[1][0] <= right.box.x0 + size:
        return False
    numbered = any(not left.text[mark.end :].strip() for mark in read_marks(left.text))
    return gap < (12 if numbered else 4) and 0.7 < left.size / max(right.size, 1.0) < 1.4


def _one_heading(word: Line, number: Line) -> bool:
    """Whether a line prints the number to the word above it: CHAPTER, TWO."""
    if word.text.strip() not in ("CHAPTER", "Chapter", "APPENDIX", "Appendix", "ANNEX", "Annex"):
        return False
    close = -word.size < number.box.y0 - word.box.y1 < 4 * word.size
    marks = read_marks(f"{word.text.strip()} {number.text.strip()}") if close and len(number.text) < 12 else []
    return any(mark.end == len(word.text.strip()) + 1 + len(number.text.strip()) for mark in marks)


def _together(left: Line, right: Line) -> Line:
    box = Rect(
        left.box.x0, min(left.box.y0, right.box.y0), max(left.box.x1, right.box.x1), max(left.box.y1, right.box.y1)
    )
    tops = (*left.tops, left.tops[-1], *right.tops) if left.tops and right.tops else ()
    text, xs = f"{left.text} {right.text}", (*left.xs, *right.xs)
    size = max(left.size, right.size)
    return replace(left, text=text, box=box, xs=xs, size=size, tops=tops, score=min(left.score, right.score))


def runs_past(line: Line, page: Page, body: float, *, short: bool) -> bool:
    """Whether a line is the running head or foot of a document too short to show by repetition what runs."""
    low = line.box.y0 > 0.92 * page.height
    if short:
        return low or (page.number > 1 and line.box.y1 < 0.075 * page.height)
    return low and page.source == "digital" and line.size < 0.75 * body


def _page_flow(
    page: Page, columns: list[Edges], taken: set[tuple[int, int]], body: float, short: bool, last: int
) -> Iterator[FlowLine]:
    above: Line | None = None
    foot = footnotes_from(page, body)
    listing = sum(bool(_CONTENTS_ENTRY.search(line.text)) for line in page.lines) > 2
    for index, line in _whole_lines(page, taken, columns):
        size = line.size or 10.0
        left, right = min(columns, key=lambda edge: abs(edge[0] - line.box.x0) + abs(edge[1] - line.box.x1) * 0.1)
        if len(columns) == 2:
            left, right = columns[0] if line.box.x0 < page.width / 2 * 0.97 else columns[1]
        outside = line.box.x1 < left - 0.3 * size or line.box.x0 > right + 0.3 * size
        if runs_past(line, page, body, short=short):
            continue
        if line.box.y0 > 0.8 * page.height and _APPROVAL.fullmatch(line.text.strip()):
            continue
        if _CONTINUES.fullmatch(line.text) or (page.number == last and _PRICE.fullmatch(line.text)):
            continue
        if outside or _PAGE_NUMBER.match(line.text) or (listing and _CONTENTS_ENTRY.search(line.text)):
            continue
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
            foot=index >= foot,
        )
        above = line


def typical_gaps(flow: Sequence[FlowLine]) -> dict[int, float]:
    """Return for each print size (rounded, in points) the usual white space below a line that runs on."""
    gaps: dict[int, list[float]] = {}
    for above, line in pairwise(flow):
        size = round(line.line.size)
        if above.page == line.page and round(above.line.size) == size and above.short < 4 and -0.6 < line.gap < 3:
            gaps.setdefault(size, []).append(line.gap)
    return {size: sorted(found)[len(found) // 2] for size, found in gaps.items() if len(found) > 2}


def body_size(flow: Sequence[FlowLine]) -> float:
    """Return the size in which most characters are set, in points."""
    return size_of_body([line.line for line in flow])


def is_chinese(flow: Sequence[FlowLine]) -> bool:
    """Return whether the document is written in Chinese rather than in a language of Latin letters."""
    text = "".join(line.text for line in flow)
    return len(CJK.findall(text)) > 0.2 * max(1, len(text))
