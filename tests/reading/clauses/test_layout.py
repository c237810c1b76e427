"""Lines come in reading order, without running heads, page numbers and line numbers; contents pages are marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import typst

from assistant.reading.clauses.furniture import without_furniture
from assistant.reading.clauses.layout import body_lines
from assistant.reading.pages.page import Line, Page, Rect, Ruling
from assistant.reading.pdf import load_pages
from assistant.reading.read import read_pdf

PROSE = (
    "The operator shall keep records of every inspection for at least five years after the date of issue. It shows "
    "them to the authority on request. Each record shall name the inspector, the place and the result. "
)
WORDS = ["", *(f"A rule about {thing}." for thing in ["shelves", "doors", "locks", "paint", "glue", "glass", "wood"])]


def read(folder: Path, source: str) -> list[Page]:
    path = folder / "typeset.pdf"
    path.write_bytes(typst.compile(source.encode()))
    return body_lines(load_pages(path, "never")[0])


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    body = "".join(f"[{i}] {PROSE}\n\n" for i in range(1, 13))
    settings = "#set page(columns: 2, margin: 2cm)\n#set columns(gutter: 12pt)\n#set text(9pt)\n#set par(justify: true)"
    source = f"{settings}\n{body}"
    first = read(tmp_path, source)[0]
    marks = [text for text in texts(first) if text.startswith("[")]
    assert [int(text[1 : text.index("]")]) for text in marks] == sorted(range(1, len(marks) + 1))
    assert len(marks) > 6
    assert all(line.box.x1 - line.box.x0 < first.width / 2 for line in first.lines)


def test_a_title_over_columns_comes_first(tmp_path: Path) -> None:
    body = (PROSE + "\n\n") * 6
    source = (
        "#set page(margin: 2cm)\n#set text(9pt)\n"
        "#align(center)[A title that stands over both of the columns below it]\n"
        f"#columns(2, gutter: 14pt)[{body}]\nA closing line that again runs across both columns above it, to the end."
    )
    page = read(tmp_path, source)[0]
    assert texts(page)[0].startswith("A title")
    assert texts(page)[-1].startswith(("A closing line", "to the end"))


def test_a_ruled_table_is_read_row_by_row(tmp_path: Path) -> None:
    cells = "".join(f"[Long name of the substance number {i}], [not more than {i} milligrams]," for i in range(1, 15))
    page = read(tmp_path, f"#set page(margin: 2cm)\n#table(columns: (1fr, 1fr), {cells})")[0]
    assert texts(page)[:4] == [
        "Long name of the substance number 1",
        "not more than 1 milligrams",
        "Long name of the substance number 2",
        "not more than 2 milligrams",
    ]


def test_running_heads_and_page_numbers_are_furniture(tmp_path: Path) -> None:
    source = (
        '#set page(width: 400pt, height: 600pt, margin: 60pt, numbering: "— 1 —",\n'
        " header: context if calc.odd(here().page()) [#h(1fr) XB 1234—2025] else [XB 1234—2025])\n"
        + "#pagebreak()\n".join(f"4.{i} {WORDS[i]}\n" for i in range(1, 6))
    )
    pages = read(tmp_path, source)
    assert [texts(page) for page in pages] == [[f"4.{i} {WORDS[i]}"] for i in range(1, 6)]
    assert all(any("1234" in line.text for line in page.furniture) for page in pages)


def line(text: str, x: float, y: float, width: float | None = None, size: float = 10.0) -> Line:
    right = x + (width or 0.5 * size * len(text))
    xs = tuple(x + (right - x) * i / max(len(text), 1) for i in range(len(text) + 1))
    return Line(text, Rect(x, y, right, y + size), xs, size)


def page_of(*lines: Line, number: int = 1, rulings: tuple[Ruling, ...] = ()) -> Page:
    return Page(number, 500, 700, lines, rulings)


def test_a_document_is_not_all_furniture(tmp_path: Path) -> None:
    sheet = "#set page(margin: 20pt)\n" + "\n#pagebreak()\n".join(f"Specimen {n}" for n in range(1, 6))
    pages = read(tmp_path, sheet)
    assert [line.text for page in pages for line in page.lines] == [f"Specimen {n}" for n in range(1, 6)]


def test_a_page_with_nothing_but_a_line_at_its_foot_is_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "stub.pdf"
    path.write_bytes(typst.compile(b"#set page(margin: 10pt)\n#v(1fr)\nSigned by the director"))
    assert "Signed by the director" in read_pdf(path, "never").clauses[0].text


def test_page_numbers_between_points_that_ocr_reads_as_stops_are_furniture() -> None:
    pages = [page_of(line(WORDS[n], 90, 50), line(f"。{n}。", 250, 630), number=n) for n in range(1, 8)]
    assert [texts(page) for page in body_lines(pages)] == [[WORDS[n]] for n in range(1, 8)]


def test_clause_numbers_at_the_top_of_pages_are_body() -> None:
    pages = [
        page_of(line(f"{n}.1", 50, 50), line(WORDS[n], 90, 50), line(str(n), 250, 670), number=n) for n in range(1, 8)
    ]
    for n, page in enumerate(body_lines(pages), 1):
        assert texts(page) == [f"{n}.1", WORDS[n]]


def test_article_headings_at_the_top_of_pages_are_body() -> None:
    pages = [page_of(line(f"Article {n}", 200, 50), line(WORDS[n], 50, 70), number=n) for n in range(1, 8)]
    assert texts(body_lines(pages)[3]) == ["Article 4", WORDS[4]]


def test_annex_headings_at_the_top_of_pages_are_body() -> None:
    heads = [(f"附 录 {letter}", "（规范性附录）", f"试验方法{letter}") for letter in "ABCDEF"]
    pages = [
        page_of(*(line(text, 200, 50 + 16 * i) for i, text in enumerate(head)), line(WORDS[n], 50, 120), number=n)
        for n, head in enumerate(heads, 1)
    ]
    assert texts(body_lines(pages)[2]) == ["附 录 C", "（规范性附录）", "试验方法C", WORDS[3]]


def test_the_head_of_a_table_that_goes_on_is_no_running_head() -> None:
    walls = tuple(Ruling(x, 40, x, 400) for x in (50, 200, 450))
    pages = [
        page_of(line("Substance", 60, 45), line("Limit", 210, 45), line(f"Zinc {n}", 60, 65), number=n, rulings=walls)
        for n in range(1, 6)
    ]
    assert texts(body_lines(pages)[2]) == ["Substance", "Limit", "Zinc 3"]


def test_line_numbers_in_the_margin_are_furniture() -> None:
    lines = [line("A line of running text that fills the page", 80, 60 + 14 * i, 340) for i in range(12)]
    numbers = [line(str(i + 1), 50, 60 + 14 * i) for i in range(12)]
    [page] = body_lines([page_of(*lines, *numbers)])
    assert len(page.lines) == len(page.furniture) == 12


def contents(*entries: str) -> bool:
    return body_lines([page_of(*(line(text, 60, 100 + 16 * i) for i, text in enumerate(entries)))])[0].contents


def test_contents_pages_are_marked() -> None:
    assert contents("目 次", "前言………………………… Ⅱ", "1 范围………………………… 1", "2 规范性引用文件………………… 1")
    assert contents("Contents", "1 Scope ......... 1-1", "2 Terms ......... 1-2", "Annex A Methods ........ A-1")
    assert contents("目录", "前言", "1范围", "2规范性引用文件", "附录A(规范性)试验方法")


def test_lists_and_headings_are_not_contents() -> None:
    assert not contents("1 范围", "本文件规定了要求……", "2 规范性引用文件", "下列文件对本文件必不可少。")
    assert not contents(
        "目录管理",
        "第一条 为规范目录管理，制定本办法。",
        "第二条 本办法适用于各级单位。",
        "第三条 目录由主管部门公布。",
    )


def test_a_line_of_a_listing_that_opens_some_pages_is_no_running_head() -> None:
    heights = {2: 60, 9: 60, 17: 75, 18: 90}
    pages = [
        page_of(
            line("XB 1234-2025", 380, 30),
            line(f"A.{n} Message of kind {n}" if n not in heights else "Max-Forwards: 70", 50, heights.get(n, 60)),
            *(line(f"Line {k} of page {n} says something", 50, 110 + 15 * k) for k in range(9)),
            number=n,
        )
        for n in range(1, 21)
    ]
    for n in heights:
        assert texts(body_lines(pages)[n - 1])[0] == "Max-Forwards: 70"


def test_the_running_head_of_a_chapter_is_furniture() -> None:
    pages = [
        page_of(
            line("The /var hierarchy" if 8 < n < 14 else f"Chapter {WORDS[n % 7 + 1]}", 180, 45),
            *(line(f"Line {k} of page {n} says something", 50, 110 + 15 * k) for k in range(9)),
            number=n,
        )
        for n in range(1, 21)
    ]
    assert texts(body_lines(pages)[10])[0] == "Line 0 of page 11 says something"


def test_a_running_head_that_ocr_gives_with_its_dash_is_the_one_the_text_layer_lacks(page):
    digital = [
        page("ＧＢ １２３４８ ２００８", "", f"{n} 测量应在无雨雪的天气进行。", number=n) for n in (1, 2, 3, 5, 6)
    ]
    scanned = replace(page("GB 12348—2008", "", "4 测点应选在厂界外。", number=4), source="ocr")
    pages = without_furniture([*digital[:3], scanned, *digital[3:]])
    assert [[line.text for line in one.lines if line.text] for one in pages][3] == ["4 测点应选在厂界外。"]


def counted(n: int, *foot: Line) -> Page:
    """A page whose foot prints the number that runs eight behind the page's."""
    return page_of(*(line(f"Line {k} of page {n} says something", 50, 110 + 15 * k) for k in range(9)), *foot, number=n)


def test_a_page_number_beside_a_section_s_title_is_furniture_and_so_is_the_title() -> None:
    def foot(n: int) -> tuple[Line, ...]:
        if n == 14:
            return (line(f"2.{n}. Of drawers {n - 8}", 50, 660),)
        titles = (line(f"2.{n}. Of drawers", 50, 660), line(str(n - 8), 430, 660))
        return titles if n % 2 else (line(str(n - 8), 50, 660), line("Chapter 2. Furniture", 330, 660))

    for page in body_lines([counted(n, *foot(n)) for n in range(9, 20)]):
        assert texts(page) == [f"Line {k} of page {page.number} says something" for k in range(9)]


def test_chapters_that_each_open_a_page_are_not_counted_as_its_numbers() -> None:
    pages = [page_of(line(str(n), 50, 50), line(f"Of {WORDS[n]}", 80, 50), line(WORDS[n], 50, 90), number=n + 1)
             for n in range(1, 8)]  # fmt: skip
    assert texts(body_lines(pages)[3]) == ["4", f"Of {WORDS[4]}", WORDS[4]]


def test_the_document_s_own_number_alone_amid_a_page_is_a_running_head_set_anew() -> None:
    cover = page_of(line("QB/T 1234-2025", 380, 60), line("Desks", 200, 200), number=1)
    pages = [
        page_of(
            line(f"Of {WORDS[n]}", 50, 100),
            line("QB/T 1234-2025", 380, 150 + 20 * n),
            line("QB/T 99-2001" if n == 3 else f"Line {WORDS[n]}", 50, 400),
            line("See QB/T 1234-2025", 50, 420),
            number=n,
        )
        for n in range(2, 7)
    ]
    first, *rest = body_lines([cover, *pages])
    assert texts(first) == ["QB/T 1234-2025", "Desks"]
    assert texts(rest[0]) == [f"Of {WORDS[2]}", f"Line {WORDS[2]}", "See QB/T 1234-2025"]
    assert "QB/T 99-2001" in texts(rest[1])
