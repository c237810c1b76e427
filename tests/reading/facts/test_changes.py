"""Lists of changes since the previous edition, in forewords and change logs of our own making."""

import pytest

from assistant.library.model import Clause
from assistant.reading.facts.changes import find_changes
from assistant.reading.facts.references import ReferenceFinder

KEYS = ("4/2", "5/1", "6/1/7", "A", "B", "C")


def clause(key, text="", kind="clause", title=None):
    return Clause(
        key=key, path=tuple(key.split("/")), label=key, kind=kind, title=title, text=text, page=1, end_page=1
    )  # fmt: skip


def changes(*clauses):
    every = [*clauses, *(clause(key) for key in KEYS)]
    return find_changes(every, ReferenceFinder(every, ("GB/T 90001-2024",)))


def told(*clauses):
    return [
        (one.kind, ["/".join(path) for path in one.new], ["/".join(path) for path in one.old])
        for one in changes(*clauses)
    ]


def foreword(*lines):
    return clause("Foreword", "\n".join(lines), "preamble", "前言")


LEAD = "本文件代替GB/T 90001—2017，与GB/T 90001—2017相比，除编辑性改动外，主要技术变化如下："


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("更改了甲醛限量（见4.2，2017年版的4.1.2）；", ("changed", ["4/2"], ["4/1/2"])),
        ("增加了包装要求（见5.1和附录A）；", ("added", ["5/1", "A"], [])),
        ("删除了外观要求（见2017年版的4.3、4.4）。", ("removed", [], ["4/3", "4/4"])),
        ("修改了术语；", ("changed", [], [])),
        ("将原标准第8章“试验”移至附录C；", ("moved", ["C"], ["8"])),
        ("增加了6.1.7 提示音、6.4 阻燃性能；", ("added", ["6/1/7", "6/4"], [])),
        ("取消了E2级（见4.2）；", ("removed", ["4/2"], [])),
        ("删除了原标准第4章、第7章；", ("removed", [], ["4", "7"])),
        ("修改了原标准附录B的方法，变更为附录C；", ("changed", ["C"], ["B"])),
        ("将《甲标准》和《乙标准》合并为一个标准；", ("merged", [], [])),
        ("修改了附录A中，表A.2、表A.3的内容；", ("changed", ["Table A.2", "Table A.3"], [])),
        ("修改了附录B部分内容：增加了参数；删除了说明（见附录B，2017年版的附录B）；", ("changed", ["B"], ["B"])),
        ("限值由1.5调整为2.0；", ("changed", [], [])),
        ("补充完善了体系；", ("changed", [], [])),
        ("“删除”一词改为“注销”。", ("changed", [], [])),
    ],
)
def test_an_entry_tells_the_kind_and_the_places(entry, expected):
    assert told(foreword(LEAD, f"——{entry}")) == [expected]


def test_entries_end_with_the_list_and_have_their_key_and_span():
    text = foreword(
        LEAD, "——增加了术语；", "——修改了限值，", "见4.2；", "——删除了附录D。", "本文件由某单位提出。", "——某单位"
    )
    found = changes(text)
    assert [text.text[slice(*one.span)] for one in found] == ["增加了术语；", "修改了限值，\n见4.2；", "删除了附录D。"]
    assert {one.key for one in found} == {"Foreword"}


def test_entries_that_are_items_of_their_own():
    items = (
        clause("Foreword/a", "更改了限量（见4.2，2017年版的4.1）；", "item"),
        clause("Foreword/b", "增加了附录A。", "item"),
    )
    assert told(foreword(LEAD), *items) == [("changed", ["4/2"], ["4/1"]), ("added", ["A"], [])]
    assert told(foreword(LEAD, "历次版本：", "——1990年首次发布。"), *items) == told(foreword(LEAD), *items)
    assert [one.key for one in changes(foreword(LEAD), *items)] == ["Foreword/a", "Foreword/b"]


def test_one_entry_may_tell_two_changes_with_places_of_their_own():
    entry = "——更改了限量（见4.2，2017年版的4.1），删除了外观要求（见2017年版的4.3）。"
    assert told(foreword(LEAD, entry)) == [("changed", ["4/2"], ["4/1"]), ("removed", [], ["4/3"])]


def test_differences_from_an_adopted_standard_and_plain_lists_are_no_changes():
    adopted = "本文件修改采用ISO 1234:2012，与ISO 1234:2012相比，主要技术差异如下："
    assert told(foreword(adopted, "——增加了附录A；")) == []
    assert told(foreword("本系列标准由以下部分组成：", "——第1部分：增加了总则；")) == []
    assert told(clause("4/2", f"{LEAD}\n——增加了附录A；")) == []


def test_english_forewords_and_change_logs():
    text = "The main changes compared to the previous edition are:\n— updated references;\n— deletion of 4.3.\nA list."
    assert told(clause("Foreword", text, "preamble", "Foreword")) == [("changed", [], []), ("removed", [], ["4/3"])]
    log = "Revision 2—August 2012\n• Added a section on sharing (Section 4)\nDeletions:\n"
    log += "• Removed lists (old Appendix B)\n"
    log += "Revision 1\n• Updated resources (old Appendices G and H, new Appendices E and F)"
    assert told(clause("H", log, "annex", "Change Log")) == [
        ("added", ["4"], []),
        ("removed", [], ["B"]),
        ("changed", ["E", "F"], ["G", "H"]),
    ]
