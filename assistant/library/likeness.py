"""Clauses made comparable across editions: what is printed, less what every new edition prints differently anyway."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.library.folding import fold_text
from assistant.library.model import Clause

_SELF = re.compile(
    r"本(?:标准|文件|规范|部分|规程|指导性技术文件)|\bthis (?:international standard|standard|document|publication)\b"
)
_THOUSANDS = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)(?:[^\w≤≥<>±%=.]|_)+(?=\d)")
_FOOTNOTE_MARK = re.compile(
    r"(?:(?<=[A-Za-z]{3})|(?<=[.,;:)”’\"。，；：）]))[⁰¹²³⁴-⁹]+|(?<=[A-Za-z])[⁰¹²³⁴-⁹]{2,}|⁽?[⁰¹²³⁴-⁹]+⁾"
    r"|(?<=[a-z]{3}[.,;])\d{1,2}(?=\s|$|[A-Z])"
)
"""A raised number that is neither an exponent of a figure nor of a unit: those have one figure, and no bracket. Also
one behind a stop that a text layer sets as high as the text."""
_CITED = re.compile(r"\[(\d{1,3})\]")
_IDLE = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w≤≥<>±%=|.§]|_")
_SERIALS = frozenset({"序号", "no", "编号", "#", "number"})

Paths = Mapping[tuple[str, ...], tuple[str, ...]]


def comparable(text: str, own: tuple[str, ...] = ()) -> str:
    """Return a text without white space, width, dashes, punctuation and case, and without what names its edition.

    Args:
        text: As printed.
        own: The edition's own number and dates, as `comparable` gives them.
    """
    folded = _THOUSANDS.sub("", _SELF.sub("§", fold_text(_FOOTNOTE_MARK.sub(" ", text))))
    bare = _IDLE.sub("", _BETWEEN_FIGURES.sub("|", folded))
    for name in own:
        bare = bare.replace(name, "§")
    return bare


def own_words(clause: Clause) -> str:
    """Return what a clause itself prints: a table's name and heads, a row's cells without its serial, else its text."""
    if clause.kind == "table":
        return " ".join((clause.title or "", *(clause.header or ())))
    if clause.kind == "row" and clause.cells:
        return " ".join(clause.cells[i] for i in naming_cells(clause))
    return f"{clause.title or ''} {clause.text}".strip()


def naming_cells(row: Clause) -> list[int]:
    """Return the columns of a row without that of its serial number."""
    cells, header = row.cells or (), row.header or ()
    serial = header and re.sub(r"\W", "", fold_text(header[0])) in _SERIALS
    return list(range(1 if serial else 0, len(cells)))


def with_references(clause: Clause, paths: Paths | None, entries: Mapping[str, str] | None = None) -> str:
    """Return a clause's words with its references to its own document as places of the new edition.

    Args:
        clause: A clause of the old edition with the `paths` of its edition in the new one, or of the new with None.
        paths: New place of each old one; a place that is gone stays as it is printed.
        entries: New number of each entry of the list of cited documents, by which `[12]` is read in the old edition.
    """
    text = clause.text
    for one in sorted(clause.references or (), key=lambda r: -r.span[0]):
        if one.document is None and one.path:
            path = one.path if paths is None else paths.get(one.path, one.path)
            text = f"{text[: one.span[0]]} § {'/'.join(path)} {text[one.span[1] :]}"
    text = _CITED.sub(lambda one: f"[{(entries or {}).get(one[1], one[1])}]", text)
    return f"{clause.title or ''} {text}"


def cell_with_references(cell: str, row: Clause, paths: Paths | None) -> str:
    """Return a cell of a row with the row's references to its own document as places of the new edition."""
    for one in row.references or ():
        if one.document is None and one.path:
            path = one.path if paths is None else paths.get(one.path, one.path)
            printed = re.escape(row.text[slice(*one.span)])
            cell = re.sub(rf"{printed}(?!\d)", f" § {'/'.join(path)} ", cell)
    return cell
