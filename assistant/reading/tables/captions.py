"""What is printed around a table: its caption, its unit line and its notes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.library.folding import fold
from assistant.library.model import Box
from assistant.reading.pages.page import Line, Page, Rect
from assistant.reading.tables.text import join

_NUMBER = r"(?:[a-z]\s*[.-]?\s*\d+(?:[.-]\d+)*|\d+(?:[.-]\d+)*(?:[a-z](?![a-z]))?)"
_CHINESE = re.compile(
    rf"(?P<before>续)?表\s*(?P<number>{_NUMBER}|[a-z](?=\s+\S))\s*(?P<after>\(续(?:表)?\d*\)|\(完\)|续(?=\s|$))?[\s.:]*(?P<title>.*)"
)
_ENGLISH = re.compile(
    rf"(?:table|tab\.)\s*(?P<number>{_NUMBER}|[ivxl]+(?![a-z]))\s*"
    r"(?P<after>\(?(?:continued|concluded|cont(?:'d|inued|\.)?)\)?)?[\s.:–-]*(?P<title>.*)"
)
_BARE = re.compile(r"(?:续表|\(续表?\)|表\s*\(续\)|续)$|(?:table\s*)?\(continued\)$")
_ATTACHED = re.compile(r"附表\s*(?:\d+|[一二三四五六七八九十]+)?\s*(?:\(续\))?[\s:]*(?P<title>.*)")
_AFTER = re.compile(r"\s*\((?:continued|concluded|续表?|完)\)\s*$")
_SENTENCE = re.compile(
    r"(?:规定|给出|列出|所列|中的?|的|见|执行|至表|和表|~表|与表|、|,|，|及|适用于?|为(?!.*表$)|to\b|and\b|shows?\b|lists?\b|gives?\b|"
    r"provides?\b|summari[sz]es?\b|below\b|of\b|contains?\b|describes?\b|presents?\b|in\b|is\b|are\b)"
)
_UNIT = re.compile(
    r"[(\[]?\s*(?:计量|数值)?单位(?:均)?\s*[:为]\s*(?P<unit>.*?)[\])]?\s*$|^(?:unit|units|values?\s+in|dimensions\s+in)\b"
)
_UNIT_AT_END = re.compile(r"[(\[]?\s*(?:计量|数值)?单位(?:\s*[:为].*|\s+(?=[a-zμ%(])\S{1,12})$")
_BARE_UNIT = re.compile(
    r"(?:[munμk]?g|mg|ng|ml|l|m\d?|mm|cm|kg|t|db|%|pg|bq|ma|kw)\s*(?:/\s*\(?\w+[\d·.-]*\)?)*(?:\s*\(.*\))?$"
)
_ASKS = re.compile(r"\S{2,8}[:：](?:\s+\S{1,8}){1,6}$")
_BOX_TO_TICK = re.compile(r"[□☐▢]")
_FIGURE = re.compile(r"(?:图|figure|fig\.)\s*(?:[a-z]?\.?\d+)")
_GENERAL = re.compile(
    r"(?P<mark>注\s*\d{0,2}|note\s*\d{0,2}|备注|说明)\s*[:.\s]\s*(?=\S)|(?P<plain>注\s*\d{0,2})\s*[:]"
)
_LETTER = re.compile(r"(?P<mark>[a-h])(?:[):]\s*(?=\S)|\s+(?=\S)|(?=[\u4e00-\u9fff(<≤≥\d]))")
_DIGIT = re.compile(r"(?P<mark>\(\d{1,2}\)|\d{1,2}\)|[①-⑳]|\*{1,3}|[†‡])\s*(?=\S)")


class Caption(NamedTuple):
    """A caption line taken apart."""

    number: str
    title: str
    continued: bool
    unit: str


def read_caption(text: str) -> Caption | None:
    """Read a printed line as a table's caption, or return None."""
    folded = fold(text, keep_blanks=True)
    start = len(folded.text) - len(folded.text.lstrip())
    body = folded.text[start:]
    match = _CHINESE.match(body) or _ENGLISH.match(body)
    number, continued = "", False
    if match:
        found = match.groupdict()
        if len(found["number"]) == 1 and text[folded.origin[start + match.start("number")]].islower():
            return None
        number = found["number"].upper().replace(" ", "")
        number = re.sub(r"^([A-Z])(?=\d)", r"\1.", number) if re.match(r"[A-Z]\d", number) else number
        continued = bool(found.get("before") or found["after"])
        glued = not body[match.end("number") : match.start("title")].strip(" ") and match.start("title") == match.end(
            "number"
        )
        if _SENTENCE.match(found["title"]) or (glued and found["title"][:1] in set("~-至和与及、,;)")):
            return None
    elif _BARE.match(body):
        return Caption("", "", True, "")
    else:
        match = _ATTACHED.match(body)
        if not match or _SENTENCE.match(match["title"]):
            return None
        return Caption("", text.strip(), "续" in body, "")
    if re.search(r"[。;；]$", text.strip()):
        return None
    at = match.start("title")
    if at == len(body):
        return Caption(number, "", continued, "")
    title = text[folded.origin[start + at] :].strip()
    unit = ""
    printed = fold(title, keep_blanks=True)
    if found_unit := _UNIT_AT_END.search(printed.text):
        cut = printed.origin[found_unit.start()] if found_unit.start() < len(printed.origin) else len(title)
        title, unit = title[:cut].strip(), title[cut:].strip()
    elif is_bare_unit(title):
        title, unit = "", title
    if tail := _AFTER.search(fold(title, keep_blanks=True).text):
        continued = True
        title = title[: fold(title, keep_blanks=True).origin[tail.start()]].strip() if tail.start() else ""
    return Caption(number, title, continued, unit)


def is_unit(text: str) -> bool:
    """Whether a line states the unit of a table's values."""
    folded = fold(text, keep_blanks=True).text.strip()
    return bool(_UNIT.search(folded)) if len(folded) < 60 else False


def is_bare_unit(text: str) -> bool:
    """Whether a line is nothing but the sign of a unit, as one printed above a table's right end."""
    return bool(_BARE_UNIT.fullmatch(fold(text, keep_blanks=True).text.strip()))


def is_figure_caption(text: str) -> bool:
    """Whether a line is the caption of a figure."""
    return bool(_FIGURE.match(fold(text, keep_blanks=True).text.strip()))


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above (or, for a caption alone, below) the cells."""

    caption: Caption | None = None
    title_lines: tuple[int, ...] = ()
    unit: str = ""
    lines: tuple[int, ...] = ()
    """Indices of all lines read, caption, title and unit."""


def heading_of(page: Page, box: Rect, taken: Collection[int]) -> Heading:
    """Read the lines right above a table's cells, upwards to its caption."""
    above = _neighbours(page, box, taken, above=True)
    title: list[int] = []
    units: list[int] = []
    rows = _rows_of(page, above[:10])
    asked: list[int] = []
    for row in rows[:6]:
        i, line = row[0], page.lines[row[0]]
        if len(row) > 1 and _is_unit_at_right(page.lines[row[-1]], box):
            units.append(row[-1])
            row = row[:-1]
        text = " ".join(page.lines[j].text.strip() for j in row)
        caption = read_caption(text)
        if caption and not (caption.title.endswith(("，", "；")) or len(line.text) > 120):
            words = caption.title
            for j in reversed(title):
                words = join(words, page.lines[j].text.strip())
            unit = caption.unit or " ".join(page.lines[j].text.strip() for j in reversed(units))
            return Heading(caption._replace(title=words), (*row, *reversed(title)), unit, (*row, *title, *units))
        if is_unit(text) or _is_unit_at_right(line, box, text):
            units += reversed(row)
            continue
        if len(title) < 2 and len(row) == 1 and _may_be_title(line, box):
            title.append(i)
        elif not (asked or title) and (_BOX_TO_TICK.search(text) or _ASKS.match(text)):
            asked = row  # a line of a form, which stays text
        else:
            break
    unit = " ".join(page.lines[j].text.strip() for j in reversed(units))
    for line in page.furniture:
        # A caption at the top of a page is easily taken for a running head.
        caption = read_caption(line.text) if line.box.y1 < box.y0 + 2 else None
        if caption and caption.number and set(above) <= {*title, *units, *asked}:
            return Heading(caption, (), caption.unit or unit, (*title, *units))
    return Heading(None, (), unit, tuple(units))


def _is_unit_at_right(line: Line, box: Rect, text: str = "") -> bool:
    """Whether a line (and what stands beside it, in `text`) is a bare unit above the table's right half."""
    return is_bare_unit(text or line.text) and line.box.x0 > (box.x0 + box.x1) / 2


def _rows_of(page: Page, indices: Sequence[int]) -> list[list[int]]:
    """Group lines that stand beside each other, in the order given; each group left to right."""
    rows: list[list[int]] = []
    for i in indices:
        box = page.lines[i].box
        for row in rows:
            other = page.lines[row[0]].box
            if min(box.y1, other.y1) - max(box.y0, other.y0) > 0.5 * min(box.y1 - box.y0, other.y1 - other.y0):
                row.append(i)
                break
        else:
            rows.append([i])
    return [sorted(row, key=lambda i: page.lines[i].box.x0) for row in rows]


def last_caption(page: Page) -> Heading | None:
    """Read a caption that stands last on a page, its table on the next."""
    lowest = sorted(
        (i for i, line in enumerate(page.lines) if line.box.x1 - line.box.x0 > line.size),
        key=lambda i: -page.lines[i].box.y0,
    )[:2]
    for i in lowest:
        caption = read_caption(page.lines[i].text)
        if caption and caption.number:
            return Heading(caption, (i,), caption.unit, (i, *(j for j in lowest if is_unit(page.lines[j].text))))
        if not is_unit(page.lines[i].text):
            break
    return None


def caption_below(page: Page, box: Rect, taken: Collection[int]) -> Heading:
    """Read a caption printed right below the cells."""
    for i in _neighbours(page, box, taken, above=False)[:1]:
        line = page.lines[i]
        caption = read_caption(line.text)
        if caption and caption.number and line.box.y0 - box.y1 < 3 * line.size:
            return Heading(caption, (i,), caption.unit, (i,))
    return Heading()


def figure_below(page: Page, box: Rect) -> bool:
    """Whether the first line below a box is a figure's caption."""
    below = [i for i in _neighbours(page, box, (), above=False)[:3] if page.lines[i].box.y0 - box.y1 < 60]
    return any(is_figure_caption(page.lines[i].text) for i in below)


def _neighbours(page: Page, box: Rect, taken: Collection[int], *, above: bool) -> list[int]:
    """Return indices of lines above or below a box, nearest first, that share some of its width."""
    found = []
    for i, line in enumerate(page.lines):
        middle = (line.box.y0 + line.box.y1) / 2
        beside = line.box.x1 > box.x0 - 5 and line.box.x0 < box.x1 + 5
        # Captions and units may be set to the page, beside a narrow table.
        beside = beside or _is_heading(line)
        if i not in taken and beside and (middle < box.y0 + 2 if above else middle > box.y1 - 2):
            found.append((abs(middle - (box.y0 if above else box.y1)), -line.box.x0 if above else line.box.x0, i))
    found.sort()
    return [i for _, _, i in found]


def _is_heading(line: Line) -> bool:
    """Whether a line is a caption or states a unit."""
    return len(line.text) < 120 and (read_caption(line.text) is not None or is_unit(line.text))


def _may_be_title(line: Line, box: Rect) -> bool:
    """Whether a line between caption and cells may be the title's next line: centred, or short, and no sentence."""
    text = line.text.strip()
    if re.search(r"[。；;:：.]$", text) or re.match(r"[\d(（a-z]+[.)）、]", text):
        return False
    off = abs((line.box.x0 + line.box.x1) / 2 - (box.x0 + box.x1) / 2)
    return off < 0.08 * (box.x1 - box.x0) or line.bold


class FoundNote(NamedTuple):
    """A note under a table."""

    mark: str
    text: str
    boxes: tuple[Box, ...]


def split_note(text: str, marks: Collection[str], expected: str = "", *, small: bool = False) -> tuple[str, str] | None:
    """Split a note's first line into mark and text, or return None where it opens no note.

    Args:
        text: The printed line.
        marks: Marks seen in the table's cells; a digit opens a note only if it is one of them.
        expected: The letter that would follow the note before.
        small: Whether the line is printed smaller than the body.
    """
    folded = fold(text, keep_blanks=True)
    lead = len(folded.text) - len(folded.text.lstrip())
    body = folded.text[lead:]
    if match := _GENERAL.match(body):
        name = (match["mark"] or match["plain"]).replace(" ", "")
        mark = name.upper() if name.startswith("note") else name
        if not (match["plain"] or ":" in match.group() or "注" in mark or mark.startswith("NOTE")):
            return None
        inner = _DIGIT.match(body, match.end()) or _LETTER.match(body, match.end())
        if inner and inner["mark"] in marks:
            mark, match = inner["mark"], inner
    elif match := _DIGIT.match(body):
        mark = match["mark"]
        if mark not in marks and not (small and expected == mark):
            return None
    elif text.strip()[:1].islower() and (match := _LETTER.match(body)):
        mark = match["mark"]
        first = mark == "a" and (small or any("b" <= other <= "h" for other in marks))
        if mark not in marks and not (mark == expected and mark != "a") and not first:
            return None
    else:
        return None
    end = lead + match.end()
    rest = text[folded.origin[end] :] if end < len(folded.origin) else ""
    return mark, rest.strip()


def notes_below(
    page: Page, box: Rect, taken: Collection[int], marks: Collection[str]
) -> tuple[list[FoundNote], list[int]]:
    """Read the notes printed right below a table's cells.

    Returns:
        The notes and the indices of their lines.
    """
    body_size = sorted(line.size for line in page.lines)[len(page.lines) // 2] if page.lines else 10.0
    notes: list[FoundNote] = []
    used: list[int] = []
    last: Line | None = None
    letters = iter("abcdefgh")
    expected = next(letters)
    bottom = box.y1
    for i in reversed(_by_height(page, box, taken)):
        line = page.lines[i]
        if line.box.y0 - bottom > 2.2 * line.size + (6 if not notes else 0):
            break
        small = line.size < 0.93 * body_size
        opened = split_note(line.text, marks, expected, small=small)
        at = (page.number, *line.box)
        if opened:
            notes.append(FoundNote(*opened, (at,)))
            if opened[0] == expected:
                expected = next(letters, "")
        elif notes and last and _continues(last, line, box):
            mark, text, boxes = notes[-1]
            notes[-1] = FoundNote(mark, join(text, line.text.strip()), (*boxes, at))
        else:
            break
        used.append(i)
        last, bottom = line, line.box.y1
    return notes, used


def _by_height(page: Page, box: Rect, taken: Collection[int]) -> Sequence[int]:
    """Return lines below a box that begin within its width, lowest first."""
    below = [
        i
        for i, line in enumerate(page.lines)
        if i not in taken and line.box.y0 > box.y1 - 4 and box.x0 - 30 < line.box.x0 < box.x1
    ]
    return sorted(below, key=lambda i: (-page.lines[i].box.y0, -page.lines[i].box.x0))


def _continues(last: Line, line: Line, box: Rect) -> bool:
    """Whether a line goes on with the note before it: the same type, and the line before ran to the end."""
    full = last.box.x1 > box.x1 - 3.5 * last.size or line.box.x0 - last.box.x1 > 0
    same_line = abs(line.box.y0 - last.box.y0) < 0.5 * last.size
    heading = re.match(r"\s*(?:\d+(?:\.\d+)+|[A-Z]\.\d+|第.{1,5}[条章]|表\s*\d|附\s*录)", line.text)
    return (full or same_line) and abs(line.size - last.size) < 0.12 * last.size and not heading
