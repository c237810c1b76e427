"""The commands as a person or a program calls them: exit statuses, one-sentence errors, JSON and nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

GOOD = ("gb-18580-2017", "gb-18580-2025", "dst-9001-2025")


def call(*words: str | Path, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    settings = {name: str(value) for name, value in environment.items()}
    command = [sys.executable, "-m", "assistant.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | settings, check=False)


def one_json(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.stdout.count("\n") == 1, done.stdout + done.stderr
    return json.loads(done.stdout)


def is_one_sentence(text: str) -> bool:
    return bool(text.strip()) and "\n" not in text.strip() and "Traceback" not in text


def locked(source: Path, target: Path) -> None:
    writer = PdfWriter(PdfReader(source))
    writer.encrypt("a real password", algorithm="RC4-128")
    writer.write(target)


@pytest.fixture(scope="module")
def mixed(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, subprocess.CompletedProcess[str]]:
    """A corpus of good and bad files, its index, and what indexing said."""
    folder = tmp_path_factory.mktemp("mixed")
    documents, index = folder / "documents", folder / "index"
    documents.mkdir()
    for name in GOOD:
        shutil.copy(corpus / f"{name}.pdf", documents)
    shutil.copy(corpus / "catalogue.toml", documents)
    whole = (corpus / "gb-43352-2023.pdf").read_bytes()
    (documents / "cut-off.pdf").write_bytes(whole[:2000])
    (documents / "no-bytes.pdf").write_bytes(b"")
    (documents / "text.pdf").write_text("This is a text file.\n")
    PdfWriter().write(documents / "no-pages.pdf")
    locked(corpus / "gb-18401-2010.pdf", documents / "locked.pdf")
    return documents, index, call("index", documents, "--index", index, "--json")


def test_bad_files_are_named_each_in_one_sentence_and_the_rest_is_indexed(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]],
) -> None:
    _, _, done = mixed
    report = one_json(done)
    assert done.returncode == 1
    assert report["documents"]["added"] == len(GOOD)
    codes = {failed["file"]: failed["code"] for failed in report["failed"]}
    assert codes == {
        "cut-off.pdf": "damaged",
        "no-bytes.pdf": "empty",
        "no-pages.pdf": "empty",
        "text.pdf": "not_a_pdf",
        "locked.pdf": "encrypted",
    }
    assert all(failed["file"] in failed["message"] for failed in report["failed"])
    assert len(done.stderr.strip().splitlines()) == len(codes)


def test_indexing_again_makes_no_new_build(mixed: tuple[Path, Path, subprocess.CompletedProcess[str]]) -> None:
    documents, index, first = mixed
    again = one_json(call("index", documents, "--index", index, "--json"))
    assert again["build"] == one_json(first)["build"]
    assert again["documents"] == {"added": 0, "changed": 0, "removed": 0, "unchanged": len(GOOD)}
    assert again["clauses"]["embedded"] == 0


def test_a_batch_is_answered_in_order_and_a_bad_line_says_what_is_wrong(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    _, index, _ = mixed
    lines = [
        json.dumps({"id": "q1", "turns": ["人造板制品的甲醛释放限量是多少？"], "as_of": "2026-11-24", "more": 1}),
        "{not json",
        json.dumps({"id": "q3", "turns": []}),
        json.dumps({"id": "q4", "turns": [""]}),
        json.dumps({"id": "q5", "turns": ["甲醛" * 10_000]}),
        json.dumps({"id": "q6", "turns": ["What is the weather in Nanjing today?"]}),
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(lines), encoding="utf-8")
    done = call("ask", "--batch", batch, ASSISTANT_INDEX=index)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [answer.get("id") for answer in answers] == ["q1", None, "q3", "q4", "q5", "q6"]
    assert "0.050" in answers[0]["text"]
    assert answers[0]["citations"][0]["edition"] == "gb-18580-2025"
    assert all(is_one_sentence(answer["error"]["message"]) for answer in answers[1:5])
    assert answers[5]["outcome"] == "declined"


def test_search_gives_ranked_clauses(mixed: tuple[Path, Path, subprocess.CompletedProcess[str]]) -> None:
    _, index, _ = mixed
    report = one_json(call("search", "GB 18580-2025 4.2", "-k", "3", "--explain", "--json", ASSISTANT_INDEX=index))
    first = report["results"][0]
    assert (first["edition"], first["key"], first["rank"]) == ("gb-18580-2025", "4/2", 1)
    assert len(report["results"]) == 3
    assert first["why"]


def test_check_judges_each_sentence_of_a_file_or_of_the_standard_input(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    _, index, _ = mixed
    letter = tmp_path / "letter.txt"
    letter.write_text(
        "根据GB 18580-2025，人造板制品的甲醛释放限量为≤0.080 mg/m³。\nAll is well in Nanjing.\n", "gb18030"
    )
    report = one_json(call("check", letter, "--index", index, "--as-of", "2026-11-24", "--json"))
    first, second = report["sentences"]
    assert (first["verdict"], second["verdict"]) == ("contradicted", "not_found")
    assert [one["said"] for one in first["differs"]] == ["≤0.080 mg/m³"]
    assert "0.050" in first["differs"][0]["clause_says"]
    assert {"n", "edition", "key", "quote", "page", "boxes", "status", "url"} <= first["citations"][0].keys()
    assert second["citations"] == []
    command = [sys.executable, "-m", "assistant.cli", "check", "-", "--index", str(index)]
    shown = subprocess.run(command, input=letter.read_bytes(), capture_output=True, check=True).stdout.decode()
    assert "✗ contradicted" in shown
    assert "said ≤0.080 mg/m³, the clause says" in shown
    assert "gb-18580-2025" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("name", ["missing.txt", "", "empty.txt", "picture.txt"])
def test_a_text_that_cannot_be_checked_is_told_in_one_sentence(
    name: str, mixed: tuple[Path, Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\0\0\xff")
    done = call("check", tmp_path / name, "--index", mixed[1], "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert is_one_sentence(done.stderr)


def test_status_depends_on_the_day(mixed: tuple[Path, Path, subprocess.CompletedProcess[str]]) -> None:
    _, index, _ = mixed

    def statuses(day: str) -> dict[str, str]:
        report = one_json(call("status", "--as-of", day, "--json", ASSISTANT_INDEX=index))
        return {row["edition"]: row["status"] for row in report["editions"]}

    assert statuses("2026-05-31")["gb-18580-2025"] == "upcoming"
    assert statuses("2026-05-31")["gb-18580-2017"] == "in_force"
    assert statuses("2026-06-01") == statuses("2026-06-01") | {
        "gb-18580-2017": "superseded",
        "gb-18580-2025": "in_force",
    }


def test_show_gives_an_edition_with_its_clauses_or_one_by_key_or_label(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]],
) -> None:
    _, index, _ = mixed
    record = one_json(call("show", "gb-18580-2025", "--json", ASSISTANT_INDEX=index))
    assert record["number"] == "GB 18580-2025"
    assert {"4/1", "4/2", "Table 1/2"} <= {clause["key"] for clause in record["clauses"]}
    by_key, by_label = (
        one_json(call("show", "gb-18580-2025", name, "--json", ASSISTANT_INDEX=index)) for name in ("Table 1", "表1")
    )
    assert by_key == by_label


def test_show_gives_what_references_lead_to_and_what_changed(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]],
) -> None:
    _, index, _ = mixed
    record = one_json(call("show", "gb-18580-2025", "--json", ASSISTANT_INDEX=index))
    assert {"kind", "new", "key", "span"} <= set(record["changes"][0])
    clause = one_json(call("show", "gb-18580-2025", "4/1", "--json", "--as-of", "2026-07-01", ASSISTANT_INDEX=index))
    assert [(one["found"], one.get("key")) for one in clause["references"]] == [("clause", "Table 1")]
    printed = call("show", "gb-18580-2025", "4/1", "--as-of", "2026-01-01", ASSISTANT_INDEX=index).stdout
    assert "表1 → gb-18580-2025 Table 1 [upcoming]" in printed
    assert "not in the library" in call("show", "gb-18580-2025", "5/1", ASSISTANT_INDEX=index).stdout
    assert re.search(r"(?m)^added +3/1", call("show", "gb-18580-2025", ASSISTANT_INDEX=index).stdout)


@pytest.mark.parametrize(
    "words",
    [
        ["ask"],
        ["ask", ""],
        ["ask", "限量是多少？", "--as-of", "tomorrow"],
        ["show", "gb-99999-2025"],
        ["show", "gb-18580-2025", "99/9"],
        ["search", "限量", "--edition", "gb-99999-2025"],
        ["frobnicate"],
        ["index", "no/such/folder"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_status_2_and_one_sentence(
    words: list[str], mixed: tuple[Path, Path, subprocess.CompletedProcess[str]]
) -> None:
    _, index, _ = mixed
    done = call(*words, ASSISTANT_INDEX=index)
    assert done.returncode == 2, done.stderr
    assert is_one_sentence(done.stderr), done.stderr
    assert not done.stdout


def test_asking_without_an_index_says_how_to_make_one(tmp_path: Path) -> None:
    done = call("ask", "限量是多少？", ASSISTANT_INDEX=tmp_path / "none")
    assert done.returncode != 0
    assert is_one_sentence(done.stderr)
    assert "assistant index" in done.stderr


def test_parse_of_what_is_no_pdf_gives_its_error_as_json(tmp_path: Path) -> None:
    text = tmp_path / "text.pdf"
    text.write_text("no pdf")
    done = call("parse", text, "--json")
    assert done.returncode == 1
    assert one_json(done)["error"]["code"] == "not_a_pdf"
    assert is_one_sentence(done.stderr)


def test_parse_reads_a_document_and_draws_it(corpus: Path, tmp_path: Path) -> None:
    page = tmp_path / "overlay.html"
    document = one_json(call("parse", corpus / "gb-18580-2025.pdf", "--html", page, "--json"))
    assert document["number"] == "GB 18580-2025"
    assert document["pages"] == 5
    assert {"key", "path", "label", "kind", "text", "page", "end_page", "boxes"} <= document["clauses"][5].keys()
    assert "4.2" in page.read_text("utf-8")


def test_each_clause_is_told_on_one_line_and_a_row_by_its_cells(
    corpus: Path, mixed: tuple[Path, Path, subprocess.CompletedProcess[str]]
) -> None:
    _, index, _ = mixed
    parsed = call("parse", corpus / "gb-18580-2025.pdf").stdout
    shown = call("show", "gb-18580-2025", ASSISTANT_INDEX=index).stdout
    assert all(line.startswith("p.") for line in parsed.splitlines()[1:])
    for told in (parsed, shown):
        rows = re.findall(r"(?m)^p\.\d+ .*(?:表1 第\d行|Table 1/\d+) +(.*)$", told)
        assert len(set(rows)) == len(rows) > 1


def test_a_batch_file_with_marks_bad_dates_and_half_characters_gives_one_line_each(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    lines = (
        '{"id": "first", "turns": ["甲醛"]}',
        '{"id": "date", "turns": ["甲醛"], "as_of": 2025}',
        '{"id": "half", "turns": ["a\\ud800b"]}',
        "[" * 100_000,
        '{"id": null, "turns": []}',
        "",
    )
    batch = tmp_path / "questions.jsonl"
    batch.write_bytes("\ufeff".encode() + "\r\n".join(lines).encode())
    done = call("search", "--batch", batch, ASSISTANT_INDEX=mixed[1])
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert [one.get("id") for one in said] == ["first", "date", "half", None, None]
    assert said[0]["results"]
    assert [one["error"]["code"] for one in said[1:]] == ["usage"] * 4


def test_a_history_that_is_no_list_and_an_index_that_is_a_file_are_wrong_calls(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    history = tmp_path / "history.json"
    history.write_text("{}")
    for done in (
        call("ask", "甲醛", "--history", history, ASSISTANT_INDEX=mixed[1]),
        call("status", "--index", history),
    ):
        assert done.returncode == 2
        assert is_one_sentence(done.stderr), done.stderr
        assert done.stdout == ""


def test_the_day_of_a_call_holds_for_the_lines_of_a_batch_that_name_none(
    mixed: tuple[Path, Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(
        '{"id": "theirs", "turns": ["GB 18580-2017"]}\n'
        '{"id": "own", "turns": ["GB 18580-2017"], "as_of": "2026-07-01"}\n'
    )
    done = call("ask", "--batch", batch, "--as-of", "2020-01-01", ASSISTANT_INDEX=mixed[1])
    assert [json.loads(line)["as_of"] for line in done.stdout.splitlines()] == ["2020-01-01", "2026-07-01"]
    for words in (("--as-of", "2020-13-01"), ("甲醛",)):
        for command in ("ask", "search"):
            wrong = call(command, *words, "--batch", batch, ASSISTANT_INDEX=mixed[1])
            assert wrong.returncode == 2
            assert is_one_sentence(wrong.stderr), wrong.stderr
            assert wrong.stdout == ""


def test_a_setting_that_cannot_be_is_named_in_one_sentence() -> None:
    done = call("status", ASSISTANT_RATE_LIMIT="many", ASSISTANT_PORT="")
    assert done.returncode == 2
    assert is_one_sentence(done.stderr), done.stderr
    assert "ASSISTANT_RATE_LIMIT" in done.stderr
    assert "ASSISTANT_PORT" in done.stderr
