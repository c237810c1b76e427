"""Answers beside the first clause verbatim, and the page of questions that went wrong."""

from __future__ import annotations

from types import SimpleNamespace

from assistant.answering.ask import Asker
from evals.answers import by_first_clause, by_quotes
from evals.failed_page import failed_page
from tests.answering.conftest import asker

__all__ = ["asker"]

QUESTION = {
    "id": "Q1", "type": "LIM", "turns": ["玻璃类灯具的铅限量是多少？"], "as_of": "2026-11-23",
    "evidence": [{"edition": "lamps-2024", "path": ["Table 1", "1"]}],
}  # fmt: skip


def test_both_answer_with_citations_to_clauses(asker: Asker) -> None:
    for make in (by_quotes, by_first_clause):
        answer = make(asker.build)(QUESTION)
        assert answer["outcome"] == "answered"
        assert answer["citations"][0]["edition"] == "lamps-2024"
        assert "≤90" in answer["text"]


def test_the_page_of_failed_questions_escapes_what_documents_and_answers_say() -> None:
    answer = {
        "text": "<b>bold</b>",
        "citations": [{"edition": "x", "path": ["1"], "quote": "<script>alert(1)</script>"}],
    }
    page = failed_page([(QUESTION, answer, SimpleNamespace(pair="zh→zh", problems=["fact missing: <90"]))], 4)
    assert "1 of 4 questions" in page
    assert "lamps-2024 Table 1.1" in page
    assert "<script>" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "fact missing: &lt;90" in page
