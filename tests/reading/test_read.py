"""Whole PDFs read through the one door: the demonstration corpus, a PDF made here, and real documents."""

import json
import subprocess
import sys

import pytest

from assistant.errors import ReadingError
from assistant.reading.read import read_pdf


@pytest.fixture(scope="module")
def measures(corpus):
    return read_pdf(corpus / "label-measures-2025.pdf", ocr="never")


def by_key(document):
    return {clause.key: clause for clause in document.clauses}


def test_measures_of_the_corpus(measures):
    clauses = by_key(measures)
    assert (measures.kind, measures.title) == ("law", "绿色产品认证与标识管理办法")
    assert (measures.issued, measures.effective) == ("2025-12-18", "2026-01-01")
    assert clauses["8"].text == "绿色产品认证证书的有效期为五年。"
    assert clauses["8"].label == "第八条"
    assert clauses["Chapter 3"].title == "认证证书"
    assert clauses["附件1/1"].label == "附件1 第1条"
    assert clauses["front"].label == "绿色产品认证与标识管理办法"


def test_old_and_new_edition_of_a_standard(corpus):
    old, new = (read_pdf(corpus / f"gb-18580-{year}.pdf", ocr="never") for year in (2017, 2025))
    assert (old.number, new.number, new.replaces) == ("GB 18580-2017", "GB 18580-2025", ("GB 18580-2017",))
    assert (new.issued, new.effective) == ("2025-05-30", "2026-06-01")
    assert any("0.124" in clause.text for clause in old.clauses if clause.kind == "row")
    assert "0.050" in by_key(new)["4/2"].text
    assert by_key(new)["3/1"].title == "人造板"
    row = next(clause for clause in new.clauses if clause.kind == "row" and "0.050" in clause.text)
    assert row.path[0] == "Table 1"
    assert row.header is not None


def test_every_document_of_the_corpus_is_read_whole(corpus):
    """Each span lies in its text, each box on its page, each key is single, and no heading of the outline is lost."""
    for path in sorted(corpus.glob("*.pdf")):
        document = read_pdf(path, ocr="never") if path.stem != "incentives-procurement" else None
        if document is None:
            continue
        keys = [clause.key for clause in document.clauses]
        assert len(keys) == len(set(keys)), path.name
        assert document.title, path.name
        for clause in document.clauses:
            assert all(1 <= box[0] <= document.pages and box[1] <= box[3] and box[2] <= box[4] for box in clause.boxes)
            assert all(0 <= start <= end <= len(clause.text) for start, end in clause.spans)
            assert not clause.spans or len(clause.spans) == len(clause.boxes)
            assert "written by this project. Not the official" not in clause.text, (
                f"{path.name} {clause.key}: a page's foot is no text"
            )
        quality = document.quality
        assert (quality.contents_found, quality.bookmarks_found) == (
            quality.contents_entries,
            quality.bookmark_entries,
        ), path.name


def test_progress_and_figures(corpus):
    seen = []
    document = read_pdf(corpus / "gb-43352-2023.pdf", ocr="never", progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (document.pages, document.pages)
    assert document.text_source == {"digital": document.pages, "ocr": 0}
    assert document.quality.tables == document.quality.captions == document.quality.captions_found == 1


def test_a_file_that_is_no_pdf_says_so(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_text("Dear Sir")
    with pytest.raises(ReadingError) as caught:
        read_pdf(path)
    assert caught.value.code == "not_a_pdf"
    assert "letter.pdf" in str(caught.value)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("stem", "clauses", "items"),
    [
        ("GB17761-2018  电动自行车安全技术规范", 0.97, 0.93),
        ("P8_GB_GB-31572-2015", 0.97, 0.93),
        ("P7_gdwrypwxkflglml", 0.95, 0.9),
    ],
)
def test_real_documents_keep_their_score(shared, tmp_path, stem, clauses, items):
    gold = json.loads((shared / "gold/clauses" / f"{stem}.json").read_text("utf-8"))
    document = read_pdf(shared / "pdfs" / gold["file"], ocr="never")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / f"{stem}.json").write_text(json.dumps(gold), "utf-8")
    (tmp_path / f"{stem}.json").write_text(json.dumps(document.to_json()), "utf-8")
    tool = shared / "tools/score_clauses.py"
    call = [sys.executable, tool, tmp_path / "gold", "--outputs", tmp_path, "--json"]
    scores = json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout)["all"]
    assert scores["clauses"]["f1"] >= clauses
    assert scores["items"]["f1"] is None or scores["items"]["f1"] >= items
    assert scores["meta"] >= 0.8
