"""Amendments: the clauses are at the places that they amend, and say what goes and what comes."""

import pytest

from assistant.library.model import Clause
from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.facts.patches import with_patches

ENGLISH = "ISO 12:2020/Amd 1:2024"


def read(*pages, number=ENGLISH):
    return {clause.key: clause for clause in with_patches(build_clauses(pages, ()), number)}


def test_places_of_the_amended_document_on_lines_of_their_own_open_clauses(page):
    cover = page("Desks and shelves", "AMENDMENT 1: Loads and marks", "2024-03")
    clauses = read(
        cover,
        page(
            "Normative references",
            "Replace the reference to XX 3 with the following:",
            "XX 4:2022, Loads of desks",
            "",
            "4.1, second paragraph",
            "Replace the paragraph with the following:",
            "A desk shall bear its own load twice.",
            "",
            "4.2.1",
            "Add the following new NOTE:",
            "NOTE 2 Loads of glass are given in 5.1 of the same document.",
            "",
            "4.2.2, Table 1",
            "In the column “desks”, replace the value “0,3” for “oak” with the value “0,5”.",
            "",
            "Clause 8",
            "Delete the third sentence.",
            number=2,
        ),
        page(
            "A.2.1",
            "Replace the text with the following:",
            "A.2.1 Rig, consisting of a frame and of",
            "2 weights.",
            "",
            "Annex C",
            "Add the following annex after Annex B.",
            ("Annex C", {"centred": True, "bold": True}),
            ("(informative)", {"centred": True}),
            ("Transport", {"centred": True, "bold": True}),
            "C.1 Desks",
            "Desks are carried upright.",
            number=3,
        ),
    )
    keys = [key for key in clauses if key != "front"]
    assert keys == ["2", "4/1", "4/2/1", "4/2/1/Note 2", "4/2/2", "8", "A/2/1", "C", "C/1"]
    assert [clauses[key].label for key in keys[:3]] == ["Normative references", "4.1, second paragraph", "4.2.1"]
    assert (clauses["C"].kind, clauses["C"].title) == ("annex", "Transport")
    assert clauses["C"].text.startswith("Add the following annex after Annex B.")
    patches = {key: clause.patches or () for key, clause in clauses.items()}
    (paragraph,) = patches["4/1"]
    assert (paragraph.op, paragraph.path, paragraph.part) == ("changed", ("4", "1"), "second paragraph")
    assert (paragraph.old, paragraph.new) == (None, "A desk shall bear its own load twice.")
    assert [(one.op, one.new) for one in patches["4/2/1"]] == [
        ("added", "Loads of glass are given in 5.1 of the same document.")
    ]
    (cell,) = patches["4/2/2"]
    assert (cell.path, cell.old, cell.new) == (("Table 1",), "0,3", "0,5")
    assert [(one.op, one.part, one.new) for one in patches["8"]] == [("removed", "third sentence", None)]
    assert patches["A/2/1"][0].new == "A.2.1 Rig, consisting of a frame and of\n2 weights."


def test_place_and_instruction_may_stand_in_one_line(page):
    clauses = read(
        page("Desks", "Amendment 2", "", "Page 3, 4.2: replace “oak” with “ash”.", "", "Page 5, 6.1: delete the note.")
    )
    assert [key for key in clauses if key != "front"] == ["4/2", "6/1"]
    assert clauses["4/2"].text == "replace “oak” with “ash”."
    (patch,) = clauses["4/2"].patches or ()
    assert (patch.path, patch.old, patch.new) == (("4", "2"), "oak", "ash")


def test_a_chinese_amendment_s_lines_open_clauses_at_the_places_they_amend(page):
    clauses = read(
        page(
            "办公桌 第1号修改单",
            "",
            "第4.2条修改为：",
            "桌面应平整，厚度不小于18 mm。",
            "4.3 增加值按厚度计算，见表2。",
            "第5.1.3条中“每年”改为“每两年”。",
            "删除第6.2条的注。",
        ),
        number="GB/T 12345-2020 第1号修改单",
    )
    assert [key for key in clauses if key != "front"] == ["4/2", "5/1/3", "6/2"]
    found = {key: (clause.patches or (None,))[0] for key, clause in clauses.items() if key != "front"}
    assert [(one.op, one.old, one.new) for one in found.values() if one] == [
        ("changed", None, "桌面应平整，厚度不小于18 mm。4.3 增加值按厚度计算，见表2。"),
        ("changed", "每年", "每两年"),
        ("removed", None, None),
    ]


def test_numbered_instructions_name_the_place_that_they_amend(page):
    clauses = read(
        page(
            "办公桌 第1号修改单",
            "一、4.2.6 将“不大于0.30 mg/m³”改为“不大于0.40 mg/m³”。",
            "二、删除4.2.7的注。",
        ),
        number="GB/T 12345-2020 第1号修改单",
    )
    first, second = ((clauses[key].patches or ())[0] for key in ("1", "2"))
    assert (first.path, first.old, first.new) == (("4", "2", "6"), "不大于0.30 mg/m³", "不大于0.40 mg/m³")
    assert (second.op, second.path, second.part) == ("removed", ("4", "2", "7"), "注")


@pytest.mark.parametrize("number", [None, "ISO 12:2020"])
def test_what_is_no_amendment_amends_nothing(page, number):
    rows = ("Desks", "1 Use", "Replace the lamp before it fails.", "4.2", "Add the following parts: a lamp.")
    clauses = read(page(*rows), number=number)
    assert all(clause.patches is None for clause in clauses.values())
    assert "4/2" not in clauses or isinstance(clauses["4/2"], Clause)
