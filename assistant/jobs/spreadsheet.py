"""A requirement matrix as an Excel file, with blank columns for the company's own values and evidence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.jobs.requirements.shapes import Matrix, MatrixEdition, Requirement
from assistant.settings import ROOT

if TYPE_CHECKING:
    from assistant.index.builds import Build

Lang = Literal["zh", "en"]
_WORDS: dict[str, tuple[str, str]] = {
    "matrix": ("要求矩阵", "Requirements"),
    "made_of": ("来源说明", "Made from"),
    "indicator": ("指标", "Indicator"),
    "limit": ("限值", "Limit"),
    "unit": ("单位", "Unit"),
    "condition": ("条件", "Condition"),
    "subject": ("表或条款", "Table or clause"),
    "clause": ("条款号", "Clause"),
    "page": ("页", "Page"),
    "binding": ("强制或推荐", "Mandatory or voluntary"),
    "edition": ("版本", "Edition"),
    "since": ("实施日期", "In force from"),
    "status": ("状态", "Status"),
    "quote": ("原文", "As printed"),
    "picture": ("原页图像", "On the page"),
    "own": ("本企业数值", "Own value"),
    "evidence": ("证明材料", "Evidence"),
    "mandatory": ("强制", "mandatory"),
    "voluntary": ("推荐", "voluntary"),
    "unknown": ("文件未说明", "not stated"),
    "in_force": ("现行有效", "in force"),
    "superseded": ("已被代替", "superseded"),
    "repealed": ("已废止", "repealed"),
    "upcoming": ("尚未实施", "not yet in force"),
    "status_unknown": ("状态不明", "unknown"),
    "doubtful": ("见第 {page} 页原图：读数有疑，未填", "doubtful reading, left blank: see page {page}"),
    "fictional": ("虚构文件：数字都是为测试编造的", "FICTIONAL: all figures were made up for testing"),
    "digest": ("本项目自撰的演示摘要，不是官方文本", "Demonstration digest of this project, not the official text"),
    "asked": ("所选标准或产品", "Chosen standard or product"),
    "as_of": ("截至日期", "As of"),
    "build": ("文库版本", "Library build"),
    "rows": ("限值条数", "Limits"),
    "blank": ("其中留空", "of which left blank"),
    "verdict": (
        "本表只列条款所写的限值，不作合格与否的判断。",
        "This lists what clauses say; it judges no compliance.",
    ),
}
_COLUMNS = (
    ("indicator", 28), ("limit", 14), ("unit", 12), ("condition", 40), ("subject", 24), ("clause", 16), ("page", 7),
    ("binding", 12), ("edition", 18), ("since", 13), ("status", 12), ("own", 16), ("evidence", 24), ("quote", 48),
    ("picture", 52),
)  # fmt: skip
_HEAD = PatternFill("solid", fgColor="1F5C4A")
_BLANK = PatternFill("solid", fgColor="FFF6D6")
_DOUBT = PatternFill("solid", fgColor="FBE3E1")


_PICTURES = 120
"""Doubtful rows that are shown at most: each makes the file larger."""


def write_matrix(
    matrix: Matrix,
    build: Build,
    lang: Lang = "zh",
    address: Callable[[Requirement], str] | None = None,
    picture: Callable[[Requirement], bytes | None] | None = None,
) -> bytes:
    """Return the Excel file of a matrix: its rows on one sheet, what it was made from on another.

    Texts that a spreadsheet would run as formulas are stored as texts.

    Args:
        matrix: The matrix.
        build: The build it was made from.
        lang: Language of headings and notes.
        address: Gives the address of a row's clause, which its cell then opens.
        picture: Gives a PNG of a row's place on its page, which then stands beside a blank value.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _say("matrix", lang)
    editions = {one.edition: one for one in matrix.editions}
    for column, (name, width) in enumerate(_COLUMNS, 1):
        _put(sheet, 1, column, _say(name, lang)).font = Font(bold=True, color="FFFFFF")
        sheet.cell(1, column).fill = _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line, row in enumerate(matrix.rows, 2):
        for column, (name, _) in enumerate(_COLUMNS, 1):
            cell = _put(sheet, line, column, _value(name, row, editions[row.edition], lang))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if name in {"own", "evidence"}:
                cell.fill = _BLANK
            elif name == "limit" and row.limit is None:
                cell.fill = _DOUBT
        if address:
            opens = sheet.cell(line, _place("clause"))
            opens.hyperlink, opens.font = address(row), Font(color="0B5394", underline="single")
    if picture:
        _add_pictures(sheet, matrix, picture)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{len(matrix.rows) + 1}"
    _made_of(book.create_sheet(_say("made_of", lang)), matrix, build, lang)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _place(name: str) -> int:
    return next(column for column, (one, _) in enumerate(_COLUMNS, 1) if one == name)


def _add_pictures(sheet: Worksheet, matrix: Matrix, picture: Callable[[Requirement], bytes | None]) -> None:
    """Put beside each doubtful row its place on the page; cells of one row share the first one's picture."""
    shown: set[tuple[str, str]] = set()
    for line, row in enumerate(matrix.rows, 2):
        if row.limit is not None or (row.edition, row.key) in shown or len(shown) >= _PICTURES:
            continue
        shown.add((row.edition, row.key))
        if png := picture(row):
            image = Image(io.BytesIO(png))
            share = min(1.0, 360 / image.width)
            image.width, image.height = int(image.width * share), int(image.height * share)
            sheet.add_image(image, f"{get_column_letter(_place('picture'))}{line}")
            sheet.row_dimensions[line].height = max(30.0, image.height * 0.75 + 6)


def _say(key: str, lang: Lang, **values: object) -> str:
    return _WORDS[key][0 if lang == "zh" else 1].format(**values)


def _put(sheet: Worksheet, row: int, column: int, value: str | int) -> Any:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        # A printed text that begins with = must not be run.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return cell


def _value(name: str, row: Requirement, edition: MatrixEdition, lang: Lang) -> str | int:
    doubtful = _say("doubtful", lang, page=row.page) if row.limit is None else ""
    values: dict[str, str | int] = {
        "indicator": row.indicator,
        "limit": row.limit or "",
        "unit": row.unit,
        "condition": "\n".join(filter(None, (doubtful, *row.conditions))),
        "subject": row.subject,
        "clause": row.label,
        "page": row.page,
        "binding": _say(row.binding, lang),
        "edition": edition.number or edition.title,
        "since": edition.effective or "",
        "status": _say(_status(edition), lang) + (f" · {_say('fictional', lang)}" if edition.fictional else ""),
        "quote": row.quote,
    }
    return values.get(name, "")


def _status(edition: MatrixEdition) -> str:
    return "status_unknown" if edition.status == "unknown" else edition.status


def _made_of(sheet: Worksheet, matrix: Matrix, build: Build, lang: Lang) -> None:
    digests = (build.index / build.manifest.corpus).resolve() == ROOT / "corpus"
    lines: list[tuple[str, str | int]] = [
        (_say("asked", lang), matrix.asked),
        (_say("as_of", lang), matrix.as_of),
        (_say("build", lang), matrix.build),
        (_say("rows", lang), len(matrix.rows)),
        (_say("blank", lang), sum(row.limit is None for row in matrix.rows)),
    ]
    for edition in matrix.editions:
        notes = [_say(_status(edition), lang), _say(edition.binding, lang), edition.effective or ""]
        notes += [_say("fictional", lang)] if edition.fictional else []
        notes += [_say("digest", lang)] if digests else []
        lines.append((edition.number or edition.edition, " · ".join(filter(None, (edition.title, *notes)))))
    lines.append(("", _say("verdict", lang)))
    for line, (name, value) in enumerate(lines, 1):
        _put(sheet, line, 1, name)
        _put(sheet, line, 2, value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100
