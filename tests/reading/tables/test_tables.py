"""Tables of small documents set for each test, read as a user's PDF is: through the text layer, layout and tables."""

from __future__ import annotations

import pytest

from assistant.reading.clauses.layout import body_lines
from assistant.reading.pdf import load_pages
from assistant.reading.tables.tables import find_tables


def test_ruled_table_has_number_title_unit_header_and_rows(read):
    (table,) = read("""
        Body text before the table, which says nothing of note.
        #caption[表1 限量]
        #align(right, text(9pt)[单位为毫克每千克])
        #table(columns: 3, [序号], [项目], [限量], [1], [铅（Pb）], [≤50], [2], [汞（Hg）], [—])
        Body text after the table.
    """)
    assert (table.number, table.title, table.unit) == ("1", "限量", "单位为毫克每千克")
    assert table.header == ("序号", "项目", "限量")
    assert table.rows == (("1", "铅（Pb）", "≤50"), ("2", "汞（Hg）", "—"))
    assert table.row_serials == ("1", "2")
    assert table.page == table.end_page == 1
    assert len(table.row_boxes) == 2
    assert table.row_boxes[0][0][4] <= table.row_boxes[1][0][2] + 1


def test_text_around_a_table_is_not_consumed(read, tmp_path, corpus):
    read("""
        First sentence stands above.

        #caption[Table 1 — Limits]
        #table(columns: 2, [Item], [Limit], [Lead], [90])

        Last sentence stands below.
    """)
    pages = body_lines(load_pages(tmp_path / "t.pdf", "never", None, None)[0])
    (table,) = find_tables(pages)
    left = [line.text for i, line in enumerate(pages[0].lines) if (1, i) not in table.consumed]
    assert left == ["First sentence stands above.", "Last sentence stands below."]


def test_merged_cells_stand_in_every_place_they_cover(read):
    (table,) = read("""
        #caption[Table A.1 — Limits by class]
        #table(columns: 4,
          table.cell(rowspan: 2)[Item], table.cell(colspan: 2)[Limit], table.cell(rowspan: 2)[Place],
          [direct], [indirect],
          [Lead], [1.0], [2.0], table.cell(rowspan: 2)[outlet],
          [Tin], table.cell(colspan: 2)[0.5])
    """)
    assert table.number == "A.1"
    assert table.header == ("Item", "Limit direct", "Limit indirect", "Place")
    assert table.rows == (("Lead", "1.0", "2.0", "outlet"), ("Tin", "0.5", "0.5", "outlet"))


def test_rows_under_one_number_share_their_serial(read):
    (table,) = read("""
        #caption[Table 2 — Methods]
        #table(columns: 3, [No.], [Item], [Method],
          table.cell(rowspan: 2)[1], table.cell(rowspan: 2)[Lead], [flame], [furnace], [2], [Tin], [plasma])
    """)
    assert table.row_serials == ("1", "1", "2")
    assert [row[2] for row in table.rows] == ["flame", "furnace", "plasma"]


def test_raised_letters_are_marks_and_lines_below_are_notes(read):
    (table,) = read("""
        #caption[Table 3 — Defects]
        #table(columns: 2, [Defect], [Share], [organic#super[a]], [1,0], [pecks], [2,0#super[b]])
        #set text(8pt)
        #super[a] Seeds and husks, bran and parts of straw, and whatever else is printed on a line that runs on and on,
        through the page and to the right margin, then down to the next line of the note and beyond.

        #super[b] After milling.

        NOTE 1 Only cargo rice is considered.
        #set text(10.5pt)

        The body goes on here.
    """)
    assert table.rows == (("organic ᵃ", "1,0"), ("pecks", "2,0 ᵇ"))
    assert [(note.mark, note.text.split()[0]) for note in table.notes] == [
        ("a", "Seeds"),
        ("b", "After"),
        ("NOTE1", "Only"),
    ]
    assert table.notes[0].text.endswith("and beyond.")
    assert len(table.notes[0].boxes) == 2


def test_continued_table_is_one_table(read):
    rows = "".join(f"[{n}], [item {n}], [{n}.5]," for n in range(1, 31))
    (table,) = read(f"""
        #set table(inset: 5pt)
        #let n = counter("part")
        #table(columns: (40pt, 200pt, 100pt), table.header(
          table.cell(colspan: 3, stroke: none)[#n.step()#context if n.get().at(0) > 1 [表1（续）] else [表1 限量]],
          [序号], [项目], [限量]), {rows})
    """)
    assert (table.number, table.title, table.page, table.end_page) == ("1", "限量", 1, 2)
    assert table.row_serials == tuple(str(n) for n in range(1, 31))
    assert len(table.boxes) == 2


def test_repeated_header_without_a_caption_continues_too(read):
    rows = "".join(f"[{n}], [item {n}], [{n}.5]," for n in range(1, 41))
    (table,) = read(f"""
        #caption[Table 1 — Limits]
        #table(columns: (40pt, 200pt, 100pt), table.header([No.], [Item], [Limit]), {rows})
        The text after the table.
    """)
    assert table.header == ("No.", "Item", "Limit")
    assert len(table.rows) == 40
    assert table.end_page > 1


def test_row_split_by_the_page_break_is_one_row_with_two_boxes(read):
    (table,) = read("""
        #caption[Table 1 — Fields]
        #table(columns: (100pt, 300pt), table.header([Field], [Description]),
          [Version], [#lorem(150)], [Author], [#lorem(200)], [Tier], [Short.])
    """)
    assert [row[0] for row in table.rows] == ["Version", "Author", "Tier"]
    assert [len(boxes) for boxes in table.row_boxes] == [1, 2, 1]
    assert {box[0] for box in table.row_boxes[1]} == {1, 2}


def test_group_cell_running_over_the_page_break_is_filled_on_both_sides(read):
    rows = "".join(f"[{n}], [value {n}]," for n in range(1, 25))
    (table,) = read(f"""
        #caption[Table 1 — Groups]
        #table(columns: (100pt, 60pt, 100pt), table.header([Group], [No.], [Value]),
          table.cell(rowspan: 24)[resource], {rows})
    """)
    assert len(table.rows) == 24
    assert {row[0] for row in table.rows} == {"resource"}


def test_three_line_table_has_columns_where_text_lines_up(read):
    (table,) = read("""
        #caption[Table 4 — Repeatability]
        #table(columns: (150pt, 80pt, 80pt), stroke: none,
          table.hline(), [Description], [Arborio], [Drago], table.hline(),
          [Number of laboratories], [13], [11], [Mean value, g/100 g], [81,2], [82,0], [Limit], [1,16], [0,42],
          table.hline())
    """)
    assert table.header == ("Description", "Arborio", "Drago")
    assert table.rows == (
        ("Number of laboratories", "13", "11"),
        ("Mean value, g/100 g", "81,2", "82,0"),
        ("Limit", "1,16", "0,42"),
    )


def test_a_short_rule_says_over_which_columns_a_head_stands(read):
    (table,) = read("""
        #caption[表1　限值]
        #table(columns: (100pt, 80pt, 80pt, 80pt), stroke: none,
          table.hline(), table.cell(rowspan: 2)[污染物], table.cell(colspan: 2)[限值], table.cell(rowspan: 2)[位置],
          table.hline(start: 1, end: 3), [直接排放], [间接排放], table.hline(),
          [总铅], [0.5], [1.0], [车间], [悬浮物], [50], [100], [总排口], table.hline())
    """)
    assert [head.replace(" ", "") for head in table.header] == ["污染物", "限值直接排放", "限值间接排放", "位置"]
    assert table.rows[1] == ("悬浮物", "50", "100", "总排口")


def test_a_grid_whose_text_runs_up_the_page_beside_upright_text_gives_no_wrong_cells(read):
    tables = read("""
        本页正文说明下列限值的适用范围，排放单位应按所在区域的类别执行相应的级别，新建单位自批准之日起执行一级限值，现有单位执行二级限值。

        #rotate(-90deg, reflow: true)[#block(width: 320pt)[
          #table(columns: 4, [序号], [污染物项目], [一级限值], [二级限值], [1], [总铅含量], [0.15], [0.25])]]
    """)
    assert tables == []


def test_table_that_rules_only_columns_has_its_rows(read):
    (table,) = read("""
        #caption[Table 5 — Limits]
        #table(columns: (40pt, 160pt, 80pt),
          stroke: (x, y) => (
            left: 0.5pt, right: 0.5pt,
            top: if y < 2 { 0.5pt } else { 0pt }, bottom: if y in (0, 3) { 0.5pt } else { 0pt },
          ),
          [No.], [Item], [Limit], [1], [Lead], [0.5], [2], [Tin and its compounds], [1.0], [3], [Zinc], [2.0])
    """)
    assert table.rows == (("1", "Lead", "0.5"), ("2", "Tin and its compounds", "1.0"), ("3", "Zinc", "2.0"))


def test_landscape_page(read):
    (table,) = read("""
        #page(flipped: true)[
          #caption[Table 6 — Wide]
          #table(columns: 6, [A], [B], [C], [D], [E], [F], [1], [2], [3], [4], [5], [6])
        ]
    """)
    assert table.header == tuple("ABCDEF")
    assert table.rows == (tuple("123456"),)


def test_panels_side_by_side_are_one_list(read):
    (table,) = read("""
        #caption[Table 7 — Substances]
        #table(columns: 6, [No.], [Name], [Limit], [No.], [Name], [Limit],
          [1], [Lead], [0.1], [3], [Zinc], [0.3], [2], [Tin], [0.2], [], [], [])
    """)
    assert table.header == ("No.", "Name", "Limit")
    assert table.rows == (("1", "Lead", "0.1"), ("2", "Tin", "0.2"), ("3", "Zinc", "0.3"))


def test_empty_cells_of_a_form_stay_empty(read):
    (table,) = read("#table(columns: (60pt, 100pt, 100pt), [序号], [项目], [限量], [1], [], [], [2], [], [])")
    assert table.number == ""
    assert table.rows == (("1", "", ""), ("2", "", ""))


@pytest.mark.parametrize(
    "source",
    [
        "#rect(width: 300pt)[A box round a paragraph of text is no table at all.]",
        "#align(center)[#box(stroke: 1pt, inset: 8pt)[Start] #line(length: 40pt) #box(stroke: 1pt, inset: 8pt)[End]]",
        "A line of text.\n#line(length: 100%)\nAnother line of text.",
        "See Table 1 for the limits.\n\nTable 1 shows the limits that apply to all products.",
        "#table(columns: 2, [[1]], [A guide to checklists.], [[2]], [A guide to patches.])",
        "#table(columns: 2, [GB 8978], [污水排放], [GB/T 14848], [地下水质量], [HJ 91.1-2019], [污水监测])",
        "#table(columns: 5, [标识位], [消息头], [消息体], [检验码], [标识位])",
        """#table(columns: (60pt, 60pt, 60pt), rows: 40pt, [], [in], [], [], [], [out])
        #align(center)[Figure 1 — Flow of the process]""",
    ],
)
def test_what_is_no_table(read, source):
    assert read(source) == []


def test_caption_on_the_page_before(read):
    (table,) = read("""
        #v(360pt)
        #caption[Table 8 — Limits]
        #pagebreak()
        #table(columns: 2, [Item], [Limit], [Lead], [90])
    """)
    assert (table.number, table.page, table.end_page) == ("8", 1, 2) or (table.page, table.boxes[0][0]) == (1, 2)
    assert table.consumed >= {(1, 0)}


def test_a_row_with_a_number_and_letter_keeps_its_serial(read):
    (table,) = read("#caption[Table 9 — Batches]\n#table(columns: 2, [No.], [Rule], [P10a], [Taps], [P10b], [Lamps])")
    assert table.row_serials == ("P10a", "P10b")


def test_spanning_head_without_a_line_under_it(read):
    (table,) = read("""
        #caption[Table D.1 — Repeatability]
        #table(columns: 3,
          table.cell(rowspan: 2)[Description], table.cell(colspan: 2, stroke: (bottom: 0pt))[Rice sample],
          table.cell(stroke: (top: 0pt))[Arborio], table.cell(stroke: (top: 0pt))[Drago],
          [Mean value], [81,2], [82,0], table.cell(colspan: 3)[NOTE Rounded.])
    """)
    assert table.header == ("Description", "Rice sample Arborio", "Rice sample Drago")
    assert table.rows == (("Mean value", "81,2", "82,0"),)
    assert [(note.mark, note.text) for note in table.notes] == [("NOTE", "Rounded.")]


def test_rows_that_no_line_parts(read):
    (table,) = read("""
        #caption[Table 1 — Defects]
        #table(columns: 3, [Defect], [husked], [milled],
          [Extraneous matter: \\ — organic \\ — inorganic], [\\ 1,0 \\ 0,5], [\\ 0,5 \\ 0,3], [Paddy], [2,5], [0,4])
    """)
    assert table.rows == (
        ("Extraneous matter:", "", ""),
        ("— organic", "1,0", "0,5"),
        ("— inorganic", "0,5", "0,3"),
        ("Paddy", "2,5", "0,4"),
    )


def test_no_table_on_a_page_of_text_is_quick(read):
    assert read("#lorem(900)") == []
