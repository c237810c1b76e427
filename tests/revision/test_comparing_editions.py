"""Two small editions of our own, compared clause by clause."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.library.model import Change, Clause, Document, Reference
from assistant.revision.compare import compare
from assistant.revision.page import page_of
from assistant.revision.shapes import ClauseChange, Comparison
from assistant.revision.words import word_diff


def clause(key: str, text: str = "", **more: Any) -> Clause:
    path = tuple(key.split("/"))
    return Clause(
        **({"kind": "clause", "label": ".".join(path), "page": 1, "end_page": 1} | more), key=key, path=path, text=text
    )


def edition(*clauses: Clause, **more: Any) -> Document:
    given = {"file": "a.pdf", "sha256": "0", "pages": 1, "language": "zh", "kind": "standard"} | more
    return Document(**given, clauses=clauses)


def compared(old: Document, new: Document) -> Comparison:
    return compare(old, old.clauses, new, new.clauses, ("old", "new"))


def short(changes: tuple[ClauseChange, ...]) -> list[tuple[str, str | None, str | None]]:
    return [(c.op, c.old_key, c.new_key) for c in changes]


def only(old: str, new: str) -> ClauseChange:
    (change,) = compared(edition(clause("4/1", old)), edition(clause("4/1", new))).changes
    return change


def test_an_inserted_clause_renumbers_those_behind_it_and_changes_none() -> None:
    old = edition(
        clause("1", "桌面应平整，不得有裂纹。"), clause("2", "抽屉应能顺畅拉出，并有防脱装置。", title="抽屉")
    )
    new = edition(
        clause("1", "桌面应平整，不得有裂纹。"),
        clause("2", "所用油漆的气味等级由供需双方商定。"),
        clause("3", "抽屉应能顺畅拉出，并有防脱装置。", title="抽屉"),
    )
    assert short(compared(old, new).changes) == [("added", None, "2"), ("moved", "2", "3")]
    assert short(compared(new, old).changes) == [("removed", "2", None), ("moved", "3", "2")]


def test_items_of_a_renumbered_clause_are_not_told_as_renumbered_too() -> None:
    def listed(key: str) -> tuple[Clause, ...]:
        items = (clause(f"{key}/a", "外观检查；", kind="item"), clause(f"{key}/b", "力学试验。", kind="item"))
        return (clause(key, "出厂检验包括下列项目，由质检部门进行："), *items)

    old = edition(*listed("4"))
    new = edition(clause("4", "型式检验每年进行一次，样品随机抽取。"), *listed("5"))
    assert short(compared(old, new).changes) == [("added", None, "4"), ("moved", "4", "5")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("本标准适用于 办公桌（含抽屉）——木制。", "本文件适用于办公桌(含抽屉)—木制；"),
        ("按 XX/T 1-2020 检验，见 2020-01-02 的公告。", "按 XX/T 1-2024 检验，见 2024-05-06 的公告。"),
        ("The drawer shall close,\nfully.", "The drawer  shall close fully"),
        ("寿命不少于20 000次。", "寿命不少于20000次。"),
        ("As said before.³ The load is fixed.", "As said before.⁵ The load is fixed."),
    ],
)
def test_what_every_new_edition_prints_differently_is_no_change(old: str, new: str) -> None:
    before = edition(clause("1", old), number="XX/T 1-2020", issued="2020-01-02")
    after = edition(clause("1", new), number="XX/T 1-2024", issued="2024-05-06")
    assert not compared(before, after).changes


def test_a_reference_that_follows_a_renumbered_clause_is_no_change_and_one_elsewhere_is() -> None:
    def pointing(key: str, at: str) -> Clause:
        one = Reference(kind="clause", span=(2, 3), path=(at,))
        return clause(key, f"按第{at}章的规定取样并试验，结果记入报告。", references=(one,))

    old = edition(pointing("1", "2"), clause("2", "样品应在恒温恒湿室内放置七天。"))
    added = clause("2", "本章规定了环境条件和仪器精度等级。")
    new = edition(pointing("1", "3"), added, clause("3", "样品应在恒温恒湿室内放置七天。"))
    assert short(compared(old, new).changes) == [("added", None, "2"), ("moved", "2", "3")]
    other = edition(pointing("1", "4"), added, clause("3", "样品应在恒温恒湿室内放置七天。"))
    assert ("changed", "1", "1") in short(compared(old, other).changes)


def test_a_clause_that_is_parted_is_split_and_the_other_way_round_merged() -> None:
    whole = "企业应建立能源台账并逐月核对，台账的记录应由专人保管并至少保存五年。"
    parts = (clause("4/1", "企业应建立能源台账并逐月核对。"), clause("4/2", "台账的记录应由专人保管并至少保存五年。"))
    old, new = edition(clause("4/1", whole)), edition(*parts)
    assert short(compared(old, new).changes) == [("split", "4/1", "4/1"), ("split", "4/1", "4/2")]
    assert set(short(compared(new, old).changes)) == {("merged", "4/1", "4/1"), ("merged", "4/2", "4/1")}


def test_a_clause_is_known_by_its_list_and_by_the_paragraph_that_it_kept() -> None:
    def listed(key: str, lead: str, *items: str) -> list[Clause]:
        below = [clause(f"{key}/{i}", text, kind="item") for i, text in enumerate(items, 1)]
        return [clause(key, lead, kind="article"), *below]

    goods = ("虚报原料的产地和批次；", "更改检验仪器的校准记录；", "出借本单位的检验专用章。")
    papers = ("未按期提交年度报告；", "遗失现场检查的影像资料。")
    kept = "认证机构应当每年向社会公布获证企业名单及其产品型号。"
    old = edition(
        *listed("3", "不得有下列行为：", *papers), *listed("4", "企业不得有下列行为：", *goods), clause("5", kept)
    )
    grown = f"{kept}名单有变化的，应当自变化之日起十日内更新，并说明变化的原因和依据，接受公众查询。"
    new = edition(
        *listed("3", "企业不得有下列行为：", *goods), *listed("4", "不得有下列行为：", *papers), clause("6", grown)
    )
    ops = short(compared(old, new).changes)
    assert ops == [("moved", "4", "3"), ("moved", "3", "4"), ("changed", "5", "6")]


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("甲醛释放量应不大于0.050 mg/m³。", "甲醛释放量应不大于0.025 mg/m³。", "stricter"),
        ("利用率应≥90%。", "利用率应≥85%。", "looser"),
        ("The load shall be at least 20 kg.", "The load shall be at least 25 kg.", "stricter"),
        ("The moisture shall be at most 14 %.", "The moisture shall be at most 15 %.", "looser"),
        ("证书有效期为3年。", "证书有效期为5年。", "other"),
        ("处以5万元罚款。", "处以10万元罚款。", "other"),
    ],
)
def test_a_changed_limit_has_old_and_new_value_and_its_direction(old: str, new: str, way: str) -> None:
    change = only(old, new)
    assert change.op == "changed"
    assert [v.direction for v in change.values or ()] == [way]
    assert not change.force


def test_values_bear_their_unit_and_no_modal_verb() -> None:
    (value,) = only("释放量应不大于0.050 mg/m³。", "释放量应不大于0.025 mg/m³。").values or ()
    assert (value.old, value.new, value.unit) == ("不大于0.050 mg/m³", "不大于0.025 mg/m³", "mg/m3")


@pytest.mark.parametrize(
    ("old", "new", "forces"),
    [
        ("桌面应做耐磨试验。", "桌面宜做耐磨试验。", ("shall", "should")),
        ("The maker should keep records.", "The maker shall keep records.", ("should", "shall")),
    ],
)
def test_a_changed_modal_verb_is_told(old: str, new: str, forces: tuple[str, str]) -> None:
    assert [(f.old, f.new) for f in only(old, new).force or ()] == [forces]


def table(*rows: tuple[str, ...], header: tuple[str, ...] = ("序号", "项目", "限量 mg/kg")) -> list[Clause]:
    more = {"header": header}
    cells = [clause(f"Table 1/{i}", "", kind="row", cells=row, **more) for i, row in enumerate(rows, 1)]
    return [clause("Table 1", "", kind="table", title="限量", **more), *cells]


def test_rows_are_known_by_their_name_and_cells_by_their_head() -> None:
    old = edition(*table(("1", "铅", "≤90"), ("2", "镉", "≤75")))
    new = edition(*table(("1", "砷", "≤25"), ("2", "铅", "≤60"), ("3", "镉", "≤75")))
    added, changed = compared(old, new).changes
    assert (added.op, added.new_key) == ("added", "Table 1/1")
    assert (changed.op, changed.old_key, changed.new_key) == ("changed", "Table 1/1", "Table 1/2")
    assert [(c.column, c.old, c.new) for c in changed.cells or ()] == [("限量 mg/kg", "≤90", "≤60")]
    assert [(v.old, v.new, v.direction) for v in changed.values or ()] == [("≤90", "≤60", "stricter")]


def test_marks_that_all_shift_by_one_amount_are_footnotes() -> None:
    words = ("Wood must be dry.", "Nails must be clean.", "Glue must be fresh.")
    old = edition(*(clause(str(i), f"{w} {i + 10}") for i, w in enumerate(words, 1)))
    new = edition(*(clause(str(i), f"{w} {i + 14}") for i, w in enumerate(words, 1)))
    assert not compared(old, new).changes


def test_an_article_is_compared_whole_and_its_paragraphs_are_not_told_again() -> None:
    def law(last: str) -> Document:
        paragraphs = ("经营者应当登记。", last)
        own = [clause(f"1/{i}", text) for i, text in enumerate(paragraphs, 1)]
        return edition(clause("1", "\n".join(paragraphs), kind="article"), *own)

    assert short(compared(law("登记机关应当公开。"), law("登记机关应当及时公开。")).changes) == [("changed", "1", "1")]


def test_the_foreword_s_own_list_is_held_against_what_is_found() -> None:
    told = "更改了限值（见4.1）；增加了标签（见9）。"
    claims = (
        Change(kind="changed", new=(("4", "1"),), old=(("4", "1"),), key="Foreword", span=(0, 11)),
        Change(kind="added", new=(("9",),), key="Foreword", span=(11, 20)),
    )
    old = edition(clause("4/1", "释放量应不大于0.1 mg/m³。"), clause("5", "样品应随机抽取三件。"))
    new = edition(
        clause("Foreword", told, kind="preamble"),
        clause("4/1", "释放量应不大于0.05 mg/m³。"),
        clause("5", "样品应随机抽取五件。"),
        changes=claims,
    )
    result = compared(old, new)
    assert [(c.verdict, c.changes) for c in result.claims or ()] == [("agrees", (0,)), ("not_found", ())]
    assert result.unclaimed == (1,)


def test_word_pieces_join_to_both_texts() -> None:
    old, new = "The limit is 20 000 cycles.", "The new limit was 30 000 cycles."
    pieces = word_diff(old, new)
    assert "".join(t for tag, t in pieces if tag != "ins") == old
    assert "".join(t for tag, t in pieces if tag != "del") == new
    assert ("del", "is 20 000") in pieces
    assert word_diff("kept dry\nand cool", "kept dry and\ncool") == [("same", "kept dry and\ncool")]


def test_the_page_escapes_what_documents_say_and_speaks_their_language() -> None:
    old = edition(clause("1", "<script>alert(1)</script> shall be kept dry."), language="en")
    new = edition(clause("1", "<script>alert(2)</script> shall be kept dry."), language="en")
    page = page_of(compared(old, new))
    assert "<script" not in page
    assert "<del>1</del>" in page
    assert "<ins>2</ins>" in page
    assert "What changed" in page
    assert "条款变化" in page_of(compared(edition(clause("1", "甲")), edition(clause("1", "乙"))))


def test_a_citation_that_follows_its_entry_in_the_list_of_references_is_no_change() -> None:
    def citing(number: str, *entries: str) -> Document:
        items = [clause(f"A/{i}", text, kind="item") for i, text in enumerate(entries, 1)]
        text = f"Drawers are tested as [{number}] says, with the load of [1]."
        return edition(clause("1", text), clause("A", "", kind="annex", title="References"), *items, language="en")

    loads, tests, wood = "XX 1, Loads of drawers, 1999", "XX 2, Tests of drawers, 2001", "XX 7, Kinds of wood, 2015"
    old, new = citing("2", loads, tests), citing("3", loads, wood, tests)
    assert short(compared(old, new).changes) == [("added", None, "A/2"), ("moved", "A/2", "A/3")]
    assert ("changed", "1", "1") in short(compared(old, citing("4", loads, wood, tests)).changes)


def test_a_sentence_that_names_one_edition_in_both_is_the_same() -> None:
    clauses = (clause("1", "Figure 1 stands in XX/T 1-2020 and was drawn for it."),)
    old, new = edition(*clauses, number="XX/T 1-2020"), edition(*clauses, number="XX/T 1-2024")
    assert not compared(old, new).changes


def test_a_clause_rewritten_between_two_that_stayed_is_changed_and_one_on_another_matter_is_not() -> None:
    first, last = "本文件适用于室内用的办公桌。", "检验报告应保存五年，供有关部门查阅。"
    written = "桌面的耐磨性能按附录规定的方法测定，磨损量由检验人员逐件记录，并与样品留存的照片核对。"
    again = "对桌面的耐磨性能，检验机构采用自动磨耗仪测定；仪器每年校准一次，校准证书随报告提交给委托的企业。"
    other = "包装箱上应印有防潮、防压标志，运输时不得与有腐蚀性的物品混装，堆放高度不超过两米，并避免日晒雨淋。"
    old = edition(clause("1", first), clause("2", written), clause("3", last))
    assert short(compared(old, edition(clause("1", first), clause("4", again), clause("5", last))).changes) == [
        ("changed", "2", "4"),
        ("moved", "3", "5"),
    ]
    ops = short(compared(old, edition(clause("1", first), clause("2", other), clause("3", last))).changes)
    assert set(ops) == {("removed", "2", None), ("added", None, "2")}


def test_a_clause_on_another_matter_under_the_number_of_a_removed_one_is_added() -> None:
    law = "The bureau wrote this text under the act that founded it, and nobody need follow it."
    aim = "The text helps makers of desks and shelves to choose their boards, glues and nails."
    old = edition(clause("1", law, title="Authority"), language="en")
    new = edition(clause("1", aim, title="Purpose"), language="en")
    assert set(short(compared(old, new).changes)) == {("removed", "1", None), ("added", None, "1")}


def test_a_sentence_that_becomes_an_item_of_its_own_clause_splits_nothing() -> None:
    old = edition(clause("4", "未取得许可从事普通货物运输的，处三千元以下罚款，并责令停止经营。", kind="article"))
    items = (
        clause("4/1", "未取得许可从事普通货物运输的，处三千元以下罚款；", kind="item"),
        clause("4/2", "未取得许可从事危险货物运输的，处五万元以下罚款。", kind="item"),
    )
    new = edition(clause("4", "有下列情形之一的，责令停止经营：", kind="article"), *items)
    assert short(compared(old, new).changes) == [("changed", "4", "4"), ("added", None, "4/1"), ("added", None, "4/2")]


def test_a_character_that_an_edition_prints_otherwise_everywhere_else_is_a_misprint() -> None:
    often = [clause(f"1/{i}", f"第{i}款规定终端注册的办法和期限。") for i in range(1, 5)]
    told = "平台收到终端注朋请求后，应在两分钟内应答。"
    old = edition(*often, clause("2", told))
    result = compared(old, edition(*often, clause("2", told.replace("朋", "册"))))
    assert not result.changes
    assert [c.new_key for c in result.misprints or ()] == ["2"]
    for right, wrong in (("应在两", "宜在两"), ("两分钟", "三分钟"), ("应答。", "回答。")):
        result = compared(edition(*often, clause("2", told)), edition(*often, clause("2", told.replace(right, wrong))))
        assert [c.new_key for c in result.changes] == ["2"]
        assert not result.misprints


def test_a_cell_that_follows_a_renumbered_table_is_no_change() -> None:
    def pointing(at: str, more: str = "") -> tuple[Clause, ...]:
        text = f"项目: 抽屉；要求: 见表{at}{more}"
        start = text.index("表")
        seen = Reference(kind="table", span=(start, start + 1 + len(at)), path=(f"Table {at}",))
        header, cells = ("项目", "要求"), ("抽屉", f"见表{at}{more}")
        row = clause("Table 1/1", text, kind="row", header=header, cells=cells, references=(seen,))
        return clause("Table 1", "", kind="table", title="抽屉", header=header), row

    def loads(key: str) -> Clause:
        return clause(key, "", kind="table", title="抽屉的承载", header=("尺寸", "载荷"))

    new = clause("Table 2", "", kind="table", title="油漆的气味", header=("油漆", "等级"))
    old = edition(*pointing("2"), loads("Table 2"))
    assert short(compared(old, edition(*pointing("3"), new, loads("Table 3"))).changes) == [
        ("added", None, "Table 2"),
        ("moved", "Table 2", "Table 3"),
    ]
    (row, *_) = compared(old, edition(*pointing("3", "，每批检验"), new, loads("Table 3"))).changes
    assert [(c.old, c.new) for c in row.cells or ()] == [("见表2", "见表3，每批检验")]


def test_an_edition_that_names_itself_in_full_is_unchanged() -> None:
    def naming(revision: int) -> Document:
        text = f"Makers follow Special Publication 800-70 Revision {revision} and keep their records."
        return edition(clause("1", text), number=f"NIST SP 800-70 Rev. {revision}", language="en")

    assert not compared(naming(3), naming(4)).changes


def test_a_heading_alone_is_no_section_that_happens_to_say_its_words() -> None:
    head = clause("4", title="Issues of drawers and of shelves in offices")
    other = clause("3/4", "See also the list of issues of drawers and of shelves in offices.", title="Further matters")
    old, new = edition(head, language="en"), edition(other, language="en")
    assert set(short(compared(old, new).changes)) == {("removed", "4", None), ("added", None, "3/4")}


def test_a_section_of_one_name_and_number_keeps_its_counterpart() -> None:
    plans = "Makers plan their repairs, keep a list of tools, train those who mend drawers and report what broke."
    shelves = "Shelves are bought by weight, painted twice and carried upright through doors that open outwards."
    lamps = "Lamps hang above each desk, give warm light and are switched by a cord of cotton or of hemp."
    old = edition(
        clause("Summary", f"{plans} {shelves}", title="Summary"),
        clause("2", f"{lamps} {shelves}", title="Mending"),
        language="en",
    )
    new = edition(
        clause("Summary", f"{shelves} {lamps[:40]}", title="Summary"),
        clause("B", f"{plans} Glue is kept in a cool place.", title="Plans"),
        language="en",
    )
    assert ("Summary", "Summary") in {(c.old_key, c.new_key) for c in compared(old, new).changes}
