"""Cut printed lines at the borders of cells, and put a cell's text together again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, repeat
from statistics import median

from assistant.reading.ocr.cells import cells_of
from assistant.reading.pages.page import Line, Rect

_RAISED_LETTERS = dict(zip("abcdefgh", "ᵃᵇᶜᵈᵉᶠᵍʰ", strict=True))
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]")
_WIDE = 1.3
"""A gap this many times the font's size stands between columns, not words."""
_MAY_BE_MARK = re.compile("[a-h]")
_MARKS = re.compile(r"[a-h](?:\s*[,，、]\s*[a-h])*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one printed line that lies in one cell."""

    text: str
    box: Rect
    size: float
    line: int
    """Index of the line in its page."""

    @property
    def middle(self) -> float:
        """Height of the line's middle on the page."""
        return (self.box.y0 + self.box.y1) / 2


def cut(line: Line, index: int, place: Callable[[float, float], int | None]) -> Iterator[tuple[int | None, Run]]:
    """Cut a line where `place`, asked for the middle of each character, changes its answer, and at wide gaps.

    Yields the answer and the run, left to right; blanks follow their left, runs of blanks alone are left out.
    """
    centres = [(left + right) / 2 for left, right in pairwise(line.xs)]
    if line.box.y1 - line.box.y0 < 2.2 * line.size or len(line.tops) != len(line.text):
        heights: Iterable[float] = repeat((line.box.y0 + line.box.y1) / 2)
    else:
        # A comma stands low and a raised mark high: the line's middle, bent towards the character's own, decides.
        heights = [(top + foot) / 2 for top, foot in line.tops]
    answers = list(map(place, centres, heights))
    for i in [i for i, char in enumerate(line.text) if char.isspace() and i]:
        answers[i] = answers[i - 1]
    if line.score < 1.0:
        answers = cells_of(line.text, line.xs, answers)
    for i in range(len(answers) - 1, 0, -1):
        # A bracket that leans over the border belongs to what it opens.
        if line.text[i - 1] in "(（[［《" and not line.text[i].isspace():
            answers[i - 1] = answers[i]
    start = last = 0
    for i in range(1, len(answers) + 1):
        wide = i < len(answers) and not line.text[i].isspace() and line.xs[i] - line.xs[last + 1] > _WIDE * line.size
        if i < len(answers) and not line.text[i].isspace():
            last = i
        if i == len(answers) or answers[i] != answers[start] or wide:
            if run := _run(line, index, start, i):
                yield answers[start], run
            start = i


def _run(line: Line, index: int, start: int, end: int) -> Run | None:
    """Return the run of characters start to end, blanks at its ends left out."""
    text = line.text[start:end]
    start, end = end - len(text.lstrip()), start + len(text.rstrip())
    if start >= end:
        return None
    xs, (y0, y1) = line.xs[start : end + 1], (line.box.y0, line.box.y1)
    if len(line.tops) == len(line.text):
        tops = [at for at, char in zip(line.tops[start:end], line.text[start:end], strict=True) if not char.isspace()]
        y0, y1 = min(top for top, _ in tops), max(foot for _, foot in tops)
    return Run(_with_raised_marks(line, start, end), Rect(min(xs), y0, max(xs), y1), line.size, index)


def _with_raised_marks(line: Line, start: int, end: int) -> str:
    """Return a part of a line, with a blank and raised letters for footnote marks that stand raised after a word."""
    text = line.text[start:end]
    if len(line.tops) != len(line.text) or end - start < 2 or not _MAY_BE_MARK.search(text):
        return text
    foot = median(line.tops[i][1] for i in range(start, end) if not line.text[i].isspace())
    if all(line.tops[start + at.start()][1] >= foot - 0.2 * line.size for at in _MAY_BE_MARK.finditer(text)):
        return text
    raised = [line.text[i] in "abcdefgh,，、 " and line.tops[i][1] < foot - 0.2 * line.size for i in range(start, end)]
    out: list[str] = []
    for i, char in enumerate(text):
        if raised[i] and char in _RAISED_LETTERS and i:
            if not raised[i - 1] and not text[i - 1].isspace():
                out.append(" ")
            out.append(_RAISED_LETTERS[char])
        else:
            out.append(char)
    return "".join(out)


def raised(mark: str) -> str:
    """Return a footnote letter as a raised letter."""
    return "".join(_RAISED_LETTERS.get(char, char) for char in mark)


def gaps(line: Line, index: int, widest: float = 1.0) -> list[Run]:
    """Cut a line at gaps wider than `widest` times its font size."""
    runs: list[Run] = []
    start = 0
    chars = [i for i, char in enumerate(line.text) if not char.isspace()]
    for before, after in pairwise(chars):
        if after > before + 1 and line.xs[after] - line.xs[before + 1] > widest * line.size:
            if run := _run(line, index, start, after):
                runs.append(run)
            start = after
    if run := _run(line, index, start, len(line.text)):
        runs.append(run)
    return runs


def printed_lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Group runs that stand beside each other, top to bottom, each group left to right."""
    runs = list(runs)
    if len(runs) < 2:
        return [runs] if runs else []
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -r.size):
        for line in lines:
            overlap = min(line[0].box.y1, run.box.y1) - max(line[0].box.y0, run.box.y0)
            if overlap > 0.5 * min(line[0].box.y1 - line[0].box.y0, run.box.y1 - run.box.y0):
                line.append(run)
                break
        else:
            lines.append([run])
    lines.sort(key=lambda line: line[0].middle)
    return [sorted(line, key=lambda r: r.box.x0) for line in lines]


def line_text(line: list[Run]) -> str:
    """Return the text of runs on one printed line. A small letter that stands raised is a footnote mark."""
    if len(line) < 2:
        return line[0].text if line else ""
    out = ""
    last: Run | None = None
    biggest = max(line, key=lambda r: r.size)
    for run in line:
        text = run.text
        if last and run.size < 0.85 * biggest.size and run.middle < biggest.middle and _MARKS.fullmatch(text):
            text = " " + raised(text)
        elif last and run.box.x0 - last.box.x1 > 0.2 * run.size and not (_CJK.match(text) and _CJK.match(out[-1:])):
            text = " " + text
        out, last = out + text, run
    return out


def join(first: str, second: str) -> str:
    """Join two printed lines of one text: Chinese without a blank, words with one, a hyphened word as printed."""
    if not first or not second:
        return first or second
    if first.endswith(("-", "‐", "/")) and first[-2:-1].isalpha() and second[0].isalpha():
        return first + second
    wide = unicodedata.east_asian_width(first[-1]) in "WF" or unicodedata.east_asian_width(second[0]) in "WF"
    return first + second if wide else f"{first} {second}"


def text_of(runs: Iterable[Run], width: float = 0.0) -> str:
    """Return the text of a cell.

    Args:
        runs: What stands in the cell.
        width: The cell's inner width in points. Where the next line's first word would have found room, the break was
            made by hand, and a blank stands for it.
    """
    out = ""
    before: list[Run] = []
    for line in printed_lines(runs):
        text = line_text(line)
        if before and width:
            word = re.match(r"[0-9A-Za-z.,/-]+", text)
            room = width - (before[-1].box.x1 - before[0].box.x0)
            made = room > (0.55 * len(word.group()) if word else 1.0) * line[0].size + 0.3 * line[0].size
            out = f"{out} {text}" if made and not out.endswith(("、", "，", "-")) else join(out, text)
        else:
            out = join(out, text)
        before = line
    return out.strip()
