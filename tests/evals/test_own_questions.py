"""Our own blind question sets: each line is whole, each pattern compiles, each clause named is there."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from assistant.errors import ReadingError
from assistant.library.model import OcrMode
from assistant.reading.read import read_pdf

QUESTIONS = Path(__file__).parents[2] / "evals" / "questions"
NEEDED = {
    "id", "lang", "role", "type", "cross_lingual", "as_of", "turns", "expect", "must", "must_not", "evidence",
    "evidence_mode",
}  # fmt: skip
TYPES = {
    "LIM", "MUL", "SCO", "ELI", "STA", "DEF", "PRO", "MAT", "TIM", "CMP", "AMB", "ADV", "TYP", "FUP", "OOS",
}  # fmt: skip
OUTCOMES = {"answered", "declined", "clarify", "answered_or_declined"}


def questions(name: str) -> list[dict]:
    return [json.loads(line) for line in (QUESTIONS / f"own_{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("name", "letter"), [("real", "W"), ("corpus", "V")])
def test_each_question_is_whole(name: str, letter: str) -> None:
    asked = questions(name)
    assert [question["id"] for question in asked] == [f"{letter}{n:03d}" for n in range(1, len(asked) + 1)]
    assert max(Counter(question["turns"][-1] for question in asked).values()) == 1
    for question in asked:
        assert question.keys() >= NEEDED, question["id"]
        assert question["type"] in TYPES
        assert question["expect"] in OUTCOMES
        assert all(turn.strip() for turn in question["turns"])
        assert (len(question["turns"]) > 1) == (question["type"] == "FUP"), question["id"]
        facts = [*question["must"], *question.get("must_if_answered", [])]
        assert all(facts), question["id"]
        for pattern in [*question["must_not"], *(pattern for fact in facts for pattern in fact)]:
            assert not re.search(pattern, ""), question["id"]


@pytest.mark.parametrize("name", ["real", "corpus"])
def test_what_is_to_be_answered_has_evidence_and_facts(name: str) -> None:
    for question in questions(name):
        if question["expect"] == "answered":
            assert question["evidence"], question["id"]
            assert question["must"], question["id"]
        if question["evidence_mode"] == "all":
            groups = {evidence.get("group", evidence["edition"]) for evidence in question["evidence"]}
            assert len(groups) > 1, question["id"]


def normal(path: Iterable[str]) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFKC", part) for part in path)


@cache
def paths(file: Path, ocr: OcrMode) -> set[tuple[str, ...]]:
    """Return the paths read, none where pages want OCR and get none."""
    try:
        document = read_pdf(file, ocr=ocr)
    except ReadingError:
        return set()
    if ocr == "never" and any(warning.code.startswith("text_layer_") for warning in document.warnings):
        return set()
    return {normal(clause.path) for clause in document.clauses}


def check(name: str, folder: Path, ocr: OcrMode) -> tuple[int, list[tuple[str, str, list[str]]]]:
    """Return how many editions with text were looked into, and the evidence that is not in them."""
    files = {file.stem: file for file in folder.rglob("*.pdf")}
    named = [(question["id"], evidence) for question in questions(name) for evidence in question["evidence"]]
    read = {edition: paths(files[edition], ocr) for edition in {evidence["edition"] for _, evidence in named}}
    gone = [
        (asked, evidence["edition"], evidence["path"])
        for asked, evidence in named
        if read[evidence["edition"]] and normal(evidence["path"]) not in read[evidence["edition"]]
    ]
    return sum(map(bool, read.values())), gone


def test_the_clauses_of_the_corpus_are_there(corpus: Path) -> None:
    assert check("corpus", corpus, "auto") == (19, [])


@pytest.mark.shared
@pytest.mark.timeout(1800)
def test_the_clauses_of_the_real_documents_are_there(shared: Path) -> None:
    read, gone = check("real", shared / "pdfs", "never")
    assert gone == []
    assert read >= 60
