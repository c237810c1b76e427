"""The demonstration corpus and real editions: facts that were looked up in the documents, no sentence of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.commands.comparing import diff
from assistant.reading.worker import read_in_worker
from assistant.revision.compare import compare
from assistant.revision.shapes import Comparison

CORPUS = Path(__file__).parents[2] / "corpus"


def compared(old: Path, new: Path) -> Comparison:
    one, other = (read_in_worker(file, ocr="never") for file in (old, new))
    return compare(one, one.clauses, other, other.clauses, (old.stem, new.stem))


def test_the_fictional_pair_has_every_change_and_no_other() -> None:
    result = compared(CORPUS / "dst-9001-2023.pdf", CORPUS / "dst-9001-2025.pdf")
    limits = [("changed", f"4/2/{n}", f"4/2/{n}") for n in range(1, 10)]
    limits.insert(7, ("added", None, "4/2/7/Note"))
    expected = [("changed", "2", "2"), ("split", "4/1/2", "4/1/2"), ("split", "4/1/2", "4/1/3"), *limits]
    expected += [("added", None, "4/2/10"), ("added", None, "A/1"), ("moved", "A/1", "A/2")]
    assert [(c.op, c.old_key, c.new_key) for c in result.changes] == expected
    assert [v.direction for c in result.changes for v in c.values or ()] == ["stricter"] * 9
    assert {c.verdict for c in result.claims or ()} == {"agrees"}


def test_gb_18580_has_every_change_and_no_other() -> None:
    result = compared(CORPUS / "gb-18580-2017.pdf", CORPUS / "gb-18580-2025.pdf")
    changed = ("1", "2", "3", "4/1", "5/1", "Table 1", "Table 1/1")
    added = (
        "3/1",
        "3/2",
        "4/2",
        "Table 1/2",
        "5/2",
        "5/3",
        "A",
        "A/1",
        "A/2",
        "A/2/a",
        "A/2/b",
        "A/2/c",
        "A/2/d",
        "A/3",
    )
    expected = {("changed", key, key) for key in changed} | {("added", None, key) for key in added}
    expected.add(("removed", "5/2", None))
    assert {(c.op, c.old_key, c.new_key) for c in result.changes} == expected
    assert not result.misprints
    told = [claim for claim in result.claims or () if claim.values]
    assert [(v.old, v.new, v.direction) for claim in told for v in claim.values or ()] == [
        ("0.124 mg/m³", "0.050 mg/m³", "stricter")
    ]
    assert {claim.verdict for claim in result.claims or ()} == {"agrees"}


def test_the_command_prints_the_contract_s_shape_and_writes_a_page(tmp_path: Path) -> None:
    files = [str(CORPUS / f"gb-18580-{year}.pdf") for year in (2017, 2025)]
    page = tmp_path / "diff.html"
    told = CliRunner().invoke(diff, [*files, "--json", "--html", str(page), "--index", str(tmp_path)])
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    ops = {tuple(c.get("new_path") or ()): c["op"] for c in found["changes"]}
    assert (ops["3", "1"], ops["4", "2"], ops["A",], ops["4", "1"]) == ("added", "added", "added", "changed")
    assert ("4",) not in ops
    assert all(claim["verdict"] == "agrees" for claim in found["claims"])
    assert "<ins>" in page.read_text(encoding="utf-8")
    shown = CliRunner().invoke(diff, [*files, "--index", str(tmp_path)])
    assert "added" in shown.output.splitlines()[-1]


@pytest.mark.shared
@pytest.mark.timeout(600)
def test_the_sections_that_the_maintainers_name_are_found_changed() -> None:
    folder = Path(os.environ["ASSISTANT_SHARED"]) / "pdfs" / "editions"
    result = compared(folder / "debian-policy-4.5.1.0.pdf", folder / "debian-policy-4.6.2.0.pdf")
    paths = [c.new_path for c in result.changes if c.new_path]
    named = ("3.8", "6.5", "6.6", "11.8.4", "9.1.1", "9.7.2", "9.7.3", "12.1")
    missed = [n for n in named if not any(p[: len(n.split("."))] == tuple(n.split(".")) for p in paths)]
    assert not missed
