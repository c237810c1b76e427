"""The matrix of an edition and of a product over the demonstration corpus, and its Excel file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import openpyxl
import pytest

from assistant.errors import NotFoundError, UsageError
from assistant.index.builds import Build, open_current
from assistant.jobs.matrix import matrix, products
from assistant.jobs.spreadsheet import write_matrix
from assistant.library.folding import locate
from assistant.settings import Settings
from assistant.web.images import PageImages
from assistant.web.library.crops import row_picture

DAY = date(2026, 11, 26)
EDITIONS = (
    "gb-18580-2017", "gb-18580-2025", "gbt-39600-2021", "dst-9001-2025", "dst-9001-2025-amd1", "cgp-furniture-rule",
)  # fmt: skip


@pytest.fixture(scope="module")
def build(indexed: Callable[[Sequence[str]], Settings]) -> Iterator[Build]:
    with open_current(indexed(EDITIONS).index) as build:
        yield build


@pytest.mark.parametrize("asked", ["gb-18580-2025", "GB 18580-2025", "GB 18580"])
def test_an_edition_by_its_id_or_number(build: Build, asked: str) -> None:
    made = matrix(build, asked, DAY)
    assert [(one.edition, one.binding, one.status) for one in made.editions] == [
        ("gb-18580-2025", "mandatory", "in_force")
    ]
    rows = {row.key: row for row in made.rows}
    assert (rows["Table 1/2"].limit, rows["Table 1/2"].unit) == ("≤0.050", "mg/m³")
    assert rows["Table 1/2"].conditions == ("产品类别: 人造板制品", "限量标识: E0")
    for row in made.rows:
        assert locate(row.quote, build.clause(row.edition, row.key).text) is not None


def test_a_product_takes_what_holds_on_the_day_and_what_binds_first(build: Build) -> None:
    made = matrix(build, "人造板", DAY)
    assert [(one.edition, one.why) for one in made.editions] == [
        ("gb-18580-2025", "title"),
        ("gbt-39600-2021", "title"),
    ]
    assert [one.edition for one in matrix(build, "wood-based panels", DAY).editions] == [
        "gb-18580-2025",
        "gbt-39600-2021",
    ]
    earlier = matrix(build, "人造板", date(2020, 1, 1))
    assert "gb-18580-2017" in [one.edition for one in earlier.editions]


def test_an_amendment_in_force_stands_beside_what_it_amends(build: Build) -> None:
    made = matrix(build, "dst-9001-2025", DAY)
    assert [one.edition for one in made.editions] == ["dst-9001-2025", "dst-9001-2025-amd1"]
    assert [row.limit for row in made.rows if "TVOC" in row.indicator] == ["≤0.30", "≤0.40"]
    assert [one.edition for one in matrix(build, "dst-9001-2025", date(2026, 6, 1)).editions] == ["dst-9001-2025"]


def test_what_the_library_does_not_hold_is_said(build: Build) -> None:
    with pytest.raises(NotFoundError, match="no document"):
        matrix(build, "spacecraft")
    with pytest.raises(UsageError):
        matrix(build, " ")
    assert ("人造板", "wood-based panel") in products(build, DAY)


def test_the_excel_file_leaves_room_for_the_company_and_says_what_it_is_of(build: Build) -> None:
    made = matrix(build, "dst-9001-2025", DAY)
    first = made.rows[0].model_copy(update={"indicator": "=1+1", "limit": None, "doubts": ("stacked",)})
    made = made.model_copy(update={"rows": (first, *made.rows[1:])})
    book = openpyxl.load_workbook(io.BytesIO(write_matrix(made, build, "en")))
    sheet, about = book.worksheets
    heads = [cell.value for cell in sheet[1]]
    assert heads[:4] == ["Indicator", "Limit", "Unit", "Condition"]
    assert sheet.freeze_panes == "B2"
    assert sheet.cell(2, 1).value == "=1+1"
    assert sheet.cell(2, 1).data_type == "s"
    assert sheet.cell(2, 2).value is None
    assert "see page" in sheet.cell(2, 4).value
    own, evidence = heads.index("Own value") + 1, heads.index("Evidence") + 1
    assert {sheet.cell(row, column).value for row in range(2, len(made.rows) + 2) for column in (own, evidence)} == {
        None
    }
    told = "\n".join(str(cell.value) for row in about for cell in row)
    assert build.id in told
    assert "FICTIONAL" in told
    assert "2026-11-26" in told


def test_a_blank_value_stands_beside_its_place_on_the_page_and_a_clause_opens(build: Build) -> None:
    made = matrix(build, "gb-18580-2025", DAY)
    doubtful = made.rows[0].model_copy(update={"limit": None, "doubts": ("stacked",)})
    made = made.model_copy(update={"rows": (doubtful, *made.rows[1:])})
    images = PageImages()
    sheet = openpyxl.load_workbook(
        io.BytesIO(
            write_matrix(
                made,
                build,
                address=lambda row: f"http://library.example/{row.key}",
                picture=lambda row: row_picture(images, build, row),
            )
        )
    ).worksheets[0]
    images.close()
    (shown,) = sheet._images
    assert shown.anchor._from.row == 1
    assert shown.width > 50
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heads.index("条款号") + 1).hyperlink.target == f"http://library.example/{doubtful.key}"
