"""Lists within a clause: a) 1) —— （一） ① and how they nest, decided by what was counted before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from assistant.reading.clauses.drafts import Draft
from assistant.reading.clauses.flow import FlowLine
from assistant.reading.clauses.numbering import Mark
from assistant.reading.clauses.setting import Setting

ITEM_STYLES = (
    "cn",
    "cn_paren",
    "num_dot",
    "num_paren",
    "num_close",
    "alpha_dot",
    "alpha_paren",
    "alpha_close",
    "roman_paren",
    "roman_close",
    "roman_dot",
    "circled",
    "reference",
)


_MORE_ITEMS = re.compile(r"(?:和|或|及|与|至|、|～|~)\s?[(（]?[a-z\d①-⑳][)）]?|[的项款]")


def _names_items(line: FlowLine, mark: Mark) -> bool:
    """Whether the number belongs to a sentence about items: `a)和b)的试验`, `a)项的规定`."""
    return mark.glued and bool(_MORE_ITEMS.match(line.text, mark.end))


def _names_picture(line: FlowLine, below: FlowLine | None) -> bool:
    """Whether a line begins a caption set in the middle, as under a figure's parts: its second line is centred."""
    if below is None or below.marks or not (below.centred and below.indent > 6):
        return False
    if not line.full or line.ends_sentence or all(mark.value != 1 for mark in line.marks):
        return False
    return below.gap < 0.8 and abs(below.line.size - line.line.size) < 0.5 and below.line.bold == line.line.bold


@dataclass(slots=True)
class Level:
    """One open list: its style, the item counted last and where that item's number stands (in line sizes)."""

    style: str
    value: int
    draft: Draft
    indent: float
    roomy: bool = False
    """Whether its items may hold several paragraphs: its first did, or they are the sections of a notice."""


@dataclass(slots=True)
class ListStack:
    """The lists that are open at a line, outermost first."""

    levels: list[Level] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    """The last number of each style in the part, for lists whose numbers run on from clause to clause."""
    closed: list[list[Level]] = field(default_factory=list)
    """Lists of this clause that a paragraph closed, each with those that held it: they may yet go on."""

    def close_all(self) -> None:
        """Forget all lists: a clause has begun."""
        self.levels.clear()
        self.closed.clear()

    def close_at(self, indent: float, keep: int = 0) -> None:
        """Close the lists that an unnumbered paragraph at this indent has left, but for the outermost `keep`.

        A paragraph under a list's first item, no further left, belongs to that item: no list ends with its first.
        """
        while len(self.levels) > keep and indent <= self.levels[-1].indent + 0.6:
            last = self.levels[-1]
            last.roomy = last.roomy or (last.value == 1 and last.draft.kind == "item")
            if last.roomy and indent > last.indent - 0.6:
                return
            self.closed.append(list(self.levels))
            self.levels.pop()

    def place(
        self, line: FlowLine, above: FlowLine | None, below: FlowLine | None, setting: Setting
    ) -> tuple[Mark, int] | None:
        """Return the reading under which a line continues or opens a list, and that list's depth; None if it does not.

        A number continues the innermost list of its style that expects it; 1 or a opens a list or begins one anew.
        """
        marks = [mark for mark in line.marks if mark.style in ITEM_STYLES and not _names_items(line, mark)]
        wrapped = setting.wraps(line, above)
        if (line.centred and line.indent > 6) or _names_picture(line, below):
            return None
        if (misread := self._misread(marks, line, below)) is not None:
            return misread
        if line.indent > 8 and any(not line.text[mark.end :].strip() for mark in marks):
            return None  # the number of a formula, at the right edge
        for tolerance in (0, 1):
            for mark in marks:
                for depth in range(len(self.levels) - 1, -1, -1):
                    level = self.levels[depth]
                    aligned = abs(level.indent - line.indent) < 1.5
                    if (
                        level.style == mark.style
                        and mark.value == level.value + 1 + tolerance
                        and (aligned or not wrapped)
                    ):
                        return (mark, depth) if aligned or not tolerance else None
        if wrapped:
            return None
        for mark in marks:
            if (resumed := self._resumed(mark, line)) is not None:
                return mark, resumed
        for mark in marks:
            if mark.value != 1:
                continue
            same = next((depth for depth, level in enumerate(self.levels) if level.style == mark.style), None)
            return mark, len(self.levels) if same is None else same
        for mark in marks:
            counts = mark.ordinal[0].isdigit()  # letters begin anew in each clause
            runs_on = counts and not self.levels and mark.value == self.counted.get(mark.style, 0) + 1
            if runs_on and (setting.opens(line, above) or (above is not None and above.ends_sentence)):
                return mark, 0
        return None

    def _misread(self, marks: list[Mark], line: FlowLine, below: FlowLine | None) -> tuple[Mark, int] | None:
        """Count a number that OCR read with one wrong figure, where the list's other numbers stand around it."""
        if line.source != "ocr" or below is None or not self.levels:
            return None
        level, depth = self.levels[-1], len(self.levels) - 1
        follows = below.mark(level.style)
        if follows is None or follows.value != level.value + 2 or abs(level.indent - line.indent) > 1.5:
            return None
        number = str(level.value + 1)
        for mark in marks:
            printed = mark.ordinal[0]
            if mark.style != level.style or not printed.isdigit() or len(printed) != len(number):
                continue
            if sum(a != b for a, b in zip(printed, number, strict=True)) == 1:
                return replace(mark, ordinal=(number,), value=level.value + 1), depth
        return None

    def _resumed(self, mark: Mark, line: FlowLine) -> int | None:
        """Open a closed list again where this number goes on with it at the same indent; return its depth."""
        for levels in reversed(self.closed):
            last = levels[-1]
            if last.style == mark.style and mark.value == last.value + 1 and abs(last.indent - line.indent) < 1.5:
                self.levels = list(levels)
                return len(levels) - 1
        return None

    def open(self, mark: Mark, depth: int, draft: Draft, indent: float) -> None:
        """Put an item on the stack at its depth, closing what lay deeper."""
        roomy = draft.kind == "clause" or any(level.roomy for level in self.levels[depth : depth + 1])
        del self.levels[depth:]
        self.levels.append(Level(mark.style, mark.value, draft, indent, roomy))
        self.counted[mark.style] = mark.value

    def parent(self, depth: int) -> Draft | None:
        """Return the item that holds the list at this depth, None for the clause itself."""
        return self.levels[depth - 1].draft if depth else None
