"""Tables over several pages or in several panels: what goes on, what is repeated, and where the header ends."""

from __future__ import annotations


def test_a_continuation_on_the_same_page_goes_on_too(read):
    rows = "".join(f"[{n}], [item {n}]," for n in range(1, 24))
    (table,) = read(f"""
        #caption[表5　方法]
        #table(columns: (60pt, 200pt), [序号], [项目], {rows})
        #caption[表5　方法（续）]
        #table(columns: (60pt, 200pt), [序号], [项目], [24], [item 24])
    """)
    assert (table.number, table.end_page) == ("5", 2)
    assert table.row_serials == tuple(str(n) for n in range(1, 25))


def test_rows_go_on_over_a_page_whose_foot_has_footnotes(read):
    (table,) = read("""
        #caption[Table 3 — Proofing by level]
        #table(columns: (80pt, 150pt, 150pt), [], [In person], [Remote],
          table.cell(colspan: 3)[Level 2], [Basis], [A card], [A number], [Action], [Looks], [Calls])
        #v(1fr)
        #line(length: 120pt, stroke: 0.5pt)
        #text(8pt)[1 A token at this level may also be obtained at a higher level.]
        #pagebreak()
        #table(columns: (80pt, 150pt, 150pt),
          table.cell(colspan: 3)[Level 3], [Basis], [A passport], [Two numbers], [Action], [Compares], [Writes])
    """)
    assert [row[0] for row in table.rows] == ["Level 2", "Basis", "Action", "Level 3", "Basis", "Action"]


def test_a_first_row_under_a_spanning_head_is_no_header(read):
    (table,) = read("""
        #caption[Table 35 — Fields]
        #table(columns: (80pt, 100pt, 200pt), table.cell(colspan: 2)[Field], [Description],
          table.cell(rowspan: 2)[Address], [Host], [Name of the server], [Port], [Port of the server],
          table.cell(rowspan: 2)[Extra], [Code], [Made by the platform], [Place], [Where the vehicle is])
    """)
    assert table.header == ("Field", "Field", "Description")
    assert table.rows[0] == ("Address", "Host", "Name of the server")
    assert len(table.rows) == 4


def test_labels_in_every_column_are_header_where_values_begin_below_them(read):
    (table,) = read("""
        #caption[表3　最高允许排水量]
        #table(columns: 5, [种类], table.cell(colspan: 2)[猪], table.cell(colspan: 2)[鸡],
          [地区], [冬季], [夏季], [冬季], [夏季],
          [三角洲], [2.0], [3.0], [0.5], [0.8], [其他], [2.5], [3.5], [0.8], [1.2])
    """)
    assert table.header == ("种类 地区", "猪 冬季", "猪 夏季", "鸡 冬季", "鸡 夏季")
    assert table.rows[0] == ("三角洲", "2.0", "3.0", "0.5", "0.8")


def test_a_list_of_terms_has_no_header(read):
    (table,) = read("""
        #table(columns: (80pt, 300pt),
          [Attack], [An attempt by an unauthorised person to fool a verifier or a relying party into belief.],
          [Claim], [What somebody says of himself.], [Proof], [What shows that a claim is true.])
    """)
    assert table.header == ()
    assert len(table.rows) == 3


def test_panels_under_banners_are_stacked_between_them(read):
    (table,) = read("""
        #table(columns: 4, [No.], [Name], [No.], [Name],
          table.cell(colspan: 4)[First kind], [1], [Lead], [3], [Zinc], [2], [Tin], [4], [Iron],
          [No.], [Name], [No.], [Name],
          table.cell(colspan: 4)[Second kind], [1], [Salt], [2], [Sand])
    """)
    assert table.header == ("No.", "Name")
    assert [row[1] for row in table.rows] == [
        "First kind",
        "Lead",
        "Tin",
        "Zinc",
        "Iron",
        "Second kind",
        "Salt",
        "Sand",
    ]


def test_each_panel_gets_the_second_half_of_its_split_row(read):
    rows = "".join(f"[a{n}], [first {n}], [b{n}], [second {n}]," for n in range(1, 16))
    (table,) = read(f"""
        #table(columns: (50pt, 110pt, 50pt, 110pt), table.header([Item], [Process], [Item], [Process]), {rows}
          [a16], [made by way \\ of salt and], [b16], [made by way \\ of sand and],
        )
        #pagebreak()
        #table(columns: (50pt, 110pt, 50pt, 110pt), [Item], [Process], [Item], [Process],
          [], [acid], [], [lime], [a17], [first 17], [b17], [second 17])
    """)
    process = {row[0]: row[1] for row in table.rows}
    assert process["a16"].endswith("salt and acid")
    assert process["b16"].endswith("sand and lime")
    assert "" not in process


def test_a_number_printed_apart_is_joined_where_it_is_the_next(read):
    first, second = read("""
        #caption[表A.10　扫描指令]
        #table(columns: 2, [序号], [功能], [1], [开])
        #caption[表A.1 1　开关指令]
        #table(columns: 2, [序号], [功能], [1], [关])
    """)
    assert (first.number, second.number, second.title) == ("A.10", "A.11", "开关指令")


def test_a_row_alone_at_a_page_foot_begins_the_table_that_goes_on_overleaf(read):
    rows = "".join(f"[{n}], [item {n}]," for n in range(1, 4))
    tables = read(f"""
        #table(columns: (100pt, 300pt), [处罚依据], [条例第一条], {rows})
        第二项　未报告情况
        #v(1fr)
        #table(columns: (100pt, 300pt), [违反条款], [条例第二条　单位应当报告。])
        #pagebreak()
        #table(columns: (100pt, 300pt), [处罚依据], [条例第三条], [行为], [罚款], [未报告], [二万元])
        第三项　未记录情况
    """)
    assert [(t.page, t.end_page) for t in tables] == [(1, 1), (1, 2)]
    assert (tables[1].header, *tables[1].rows)[0][0] == "违反条款"


def test_a_row_alone_at_a_page_foot_is_no_table_where_none_goes_on(read):
    tables = read("""
        #table(columns: (100pt, 300pt), [处罚依据], [条例第一条], [行为], [罚款])
        第二项　未报告情况
        #v(1fr)
        #table(columns: (100pt, 300pt), [提示], [单位应当报告。])
        #pagebreak()
        第三项　未记录情况及其他违反规定的情况
    """)
    assert [t.page for t in tables] == [1]


def test_a_sentence_that_breaks_off_at_a_page_s_end_is_one_row(read):
    tables = read(
        """
        #set page(width: 400pt, height: 300pt, margin: 30pt)
        Table 1 — Locks
        #table(columns: (80pt, 50pt, 180pt), [Lock], [Class], [Requirement],
          [Bolt], [1], [The bolt shall be of steel.],
          [Latch with], [2], [The latch shall close by itself and shall be of steel or of])
        #pagebreak()
        #table(columns: (80pt, 50pt, 180pt), [a handle], [], [brass that bears the load.],
          [Chain], [3], [The chain shall have twelve links.])
        """
    )
    [rows] = [[list(row) for row in table.rows] for table in tables]
    held = "The latch shall close by itself and shall be of steel or of brass that bears the load."
    assert rows == [
        ["Bolt", "1", "The bolt shall be of steel."],
        ["Latch with a handle", "2", held],
        ["Chain", "3", "The chain shall have twelve links."],
    ]


def test_rows_that_all_begin_in_small_letters_stay_apart_over_a_page_s_end(read):
    tables = read(
        """
        #set page(width: 400pt, height: 300pt, margin: 30pt)
        Table 1 — Parts
        #table(columns: (80pt, 200pt), [Part], [What it is], [seat], [boards of wood that carry the sitter],
          [back], [bars of wood that carry the back of the sitter])
        #pagebreak()
        #table(columns: (80pt, 200pt), [foot], [rods of steel that carry the whole])
        """
    )
    assert [row[0] for table in tables for row in table.rows] == ["seat", "back", "foot"]
