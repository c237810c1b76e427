"""What references lead to: the clause, the edition in force on the day, or nothing the library holds."""

from datetime import date

import pytest

from assistant.library.links import Links
from assistant.library.model import Clause, EditionRecord, Patch, Reference

NOW = date(2026, 6, 1)


def record(edition, number=None, **facts):
    return EditionRecord(
        edition=edition, document=edition, file=f"{edition}.pdf", sha256="0", pages=1, language="zh", kind="standard",
        number=number, **facts,
    )  # fmt: skip


class Shelf:
    def __init__(self):
        self.editions = {
            one.edition: one
            for one in (
                record("old", "GB/T 90001-2017", effective="2018-01-01", superseded_on="2026-01-01"),
                record("new", "GB/T 90001-2025", effective="2026-01-01"),
                record("amd", "GB/T 90001-2025", amends="new", effective="2026-03-01"),
                record("law", title="中华人民共和国绿色法", effective="2020-01-01"),
                record("own", "GB/T 90002-2024", effective="2024-01-01"),
            )
        }
        self.keys = {
            "old": ["4/1"], "new": ["4/2", "A"], "law": ["5", "5/1", "5/2", "7", "Chapter 3"],
            "own": ["4/2", "Annex II", "Table 1"],
        }  # fmt: skip

    def labels(self, edition):
        return [(key, key) for key in self.keys.get(edition, ())]

    def citing(self, edition, path):
        place = Reference(kind="clause", span=(0, 3), document="GB/T 90001", path=tuple(path))
        one = Clause(key="9", path=("9",), label="9", kind="clause", text="见", page=1, end_page=1, references=(place,))
        return [("own", one)]


@pytest.fixture
def links():
    return Links(Shelf())


def lead(links, document, *path, on=NOW):
    one = links.resolve("own", Reference(kind="clause", span=(0, 1), document=document, path=path), on)
    return one.found, one.edition, one.key, one.status


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        (None, ("4", "2"), ("clause", "own", "4/2", "in_force")),
        (None, ("Table 1",), ("clause", "own", "Table 1", "in_force")),
        (None, ("II",), ("no_such_clause", "own", None, "in_force")),
        (None, ("Annex II",), ("clause", "own", "Annex II", "in_force")),
        (None, ("8", "8"), ("no_such_clause", "own", None, "in_force")),
        ("GB/T 90001", ("4", "2"), ("clause", "new", "4/2", "in_force")),
        ("GB/T 90001", (), ("document", "new", None, "in_force")),
        ("GB／T 90001—2017", ("4", "1"), ("clause", "old", "4/1", "superseded")),
        ("GB/T 90001-2009", ("4", "1"), ("not_in_library", None, None, None)),
        ("GB/T 90003", (), ("not_in_library", None, None, None)),
        ("绿色法", ("5", "2"), ("clause", "law", "5/2", "in_force")),
        ("中华人民共和国绿色法", ("7", "1"), ("clause", "law", "7", "in_force")),
        ("绿色法", ("3",), ("clause", "law", "Chapter 3", "in_force")),
        ("蓝色法", (), ("not_in_library", None, None, None)),
    ],
)
def test_a_reference_leads_to_its_clause(links, document, path, expected):
    assert lead(links, document, *path) == expected


def test_an_undated_reference_follows_the_day(links):
    assert lead(links, "GB/T 90001", on=date(2025, 1, 1))[1] == "old"
    assert lead(links, "GB/T 90001", on=date(2017, 1, 1))[1:] == ("old", None, "upcoming")


def test_an_amendment_speaks_of_the_clauses_of_the_edition_it_amends(links):
    one = links.resolve("amd", Reference(kind="clause", span=(0, 1), path=("4", "2")), NOW)
    assert (one.found, one.edition, one.key) == ("clause", "new", "4/2")


def test_what_refers_to_a_clause_is_that_of_the_day(links):
    target = Clause(key="4/2", path=("4", "2"), label="4.2", kind="clause", page=1, end_page=1)
    assert [name for name, _ in links.citing("new", target, NOW)] == ["own"]
    assert links.citing("new", target, date(2025, 1, 1)) == []


def test_the_json_of_a_clause_has_what_its_references_lead_to(links):
    place = Reference(kind="document", span=(1, 11), document="GB/T 90001")
    one = Clause(key="4/2", path=("4", "2"), label="4.2", kind="clause", page=1, end_page=1, references=(place,))
    assert links.with_links("own", one, NOW)["references"] == [
        {"kind": "document", "span": [1, 11], "document": "GB/T 90001", "path": [], "found": "document",
         "edition": "new", "status": "in_force"}
    ]  # fmt: skip


class Amended(Shelf):
    """A library with an amendment of `new`, whose clause patches a place of it."""

    def __init__(self, *patches, key="4/2"):
        super().__init__()
        self.editions["new"] = record("new", "GB/T 90001-2025", effective="2026-01-01", amended_by=("amd",))
        self.keys["amd"] = ["1", "4/2"]
        said = {"label": "一", "kind": "clause", "text": "第4.2条修改", "page": 1, "end_page": 1}
        self.amending = Clause(key="1", path=("1",), **said, patches=patches)

    def citing(self, edition, path):
        return [("amd", self.amending)]


def clause_of(text):
    return Clause(key="4/2", path=("4", "2"), label="4.2", kind="clause", text=text, page=1, end_page=1)


@pytest.mark.parametrize(
    ("patch", "text", "expected"),
    [
        ({"op": "changed", "old": "每年", "new": "每两年"}, "每年检验一次。", "每两年检验一次。"),
        ({"op": "changed", "new": "不检验。"}, "每年检验一次。", "不检验。"),
        ({"op": "changed", "old": "每月", "new": "每周"}, "每年检验一次。", None),
        ({"op": "changed", "part": "second paragraph", "new": "C"}, "A\nB", "A\nC"),
        ({"op": "removed", "part": "第一段"}, "A\nB", "B"),
        ({"op": "removed", "part": "second to third paragraphs"}, "A\nB\nC\nD", "A\nD"),
        ({"op": "removed", "part": "third sentence"}, "A\nB", None),
        ({"op": "added", "new": "C"}, "A", "A\nC"),
        ({"op": "moved"}, "A", None),
    ],
)
def test_a_clause_is_shown_as_amended_where_the_amendment_says_exactly_where(patch, text, expected):
    links = Links(Amended(Patch(path=("4", "2"), **patch)))
    (overlay,) = links.overlays("new", clause_of(text), NOW)
    assert (overlay.edition, overlay.clause.key, overlay.text) == ("amd", "1", expected)
    told = links.with_links("new", clause_of(text), NOW)["amendments"]
    assert [(one["edition"], one["text"]) for one in told] == [("amd", expected)]


def test_patches_apply_one_after_the_other_and_only_while_the_amendment_holds():
    place = ("4", "2")
    first = Patch(op="changed", path=place, old="A", new="B")
    links = Links(
        Amended(first, Patch(op="changed", path=place, old="B", new="C"), Patch(op="added", path=("9",), new="D"))
    )
    assert [one.text for one in links.overlays("new", clause_of("A"), NOW)] == ["B", "C"]
    assert not links.overlays("new", clause_of("A"), date(2026, 2, 1))
    assert links.patched("amd", Amended(first).amending) == ["4/2"]


def test_an_amendment_speaks_of_the_amended_edition_s_clause_though_its_own_bears_the_number():
    links = Links(Amended())
    one = links.resolve("amd", Reference(kind="clause", span=(0, 1), path=("4", "2")), NOW)
    assert (one.edition, one.key) == ("new", "4/2")
