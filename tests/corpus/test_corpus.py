"""The demonstration corpus: complete, honest on every page, and the same bytes as its sources give."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ENTRIES = tomllib.loads((CORPUS / "catalogue.toml").read_text("utf-8"))["edition"]
BY_ID = {entry["id"]: entry for entry in ENTRIES}
FICTIONAL = [entry["id"] for entry in ENTRIES if entry["fictional"]]
FOOTER = (
    "Demonstration digest written by this project. Not the official text. "
    "Clause numbers are this digest's own unless marked official."
)
FOOTER_ZH = "本文件为本项目编写的示范摘编，不是官方文本"
KEY_FIGURES = {
    "gb-18580-2017": ["≤0.124", "E1", "1 m³气候箱法", "2017-04-22", "2018-05-01", "9 mg/100 g", "5.0 mg/L"],
    "gb-18580-2025": ["≤0.124", "≤0.050", "2025-05-30", "2026-06-01", "GB/T 17657—2022", "500 mm±5 mm"],
    "gbt-39600-2021": ["≤0.025", "≤0.050", "≤0.124", "2021-03-09", "2021-10-01", "79.060.01", "B70"],
    "gb-43352-2023": ["<200", "≤0.75", "≤1000", "mg/m²", "表1（续）", "2024-06-01"],
    "gb-18401-2010": ["20 75 300", "4.0～8.5", "4.0～10.5", "36个月", "GB 31701—2015"],
    "gbt-36132-2025": ["60 %", "新五化", "用地集约化", "2025-12-31", "2018-12-01"],
    "standards-register": ["GB/T 35601-2024", "R28", "表1（续）", "CNCA-CGP-27:2025", "0.15 mg/m³（草案）"],
    "dst-9001-2023": ["0.50 mg/m³", "12.0 kgce", "20 000次", "2023-09-01"],
    "dst-9001-2025": ["0.30 mg/m³", "10.5 kgce", "30 000次", "4.2.10", "A.2"],
    "dst-9001-2025-amd1": ["0.40 mg/m³", "删除4.2.7的注", "2026-07-01"],
}


def page_texts(edition: str) -> list[str]:
    """Return the text layer of each page, line ends as blanks."""
    document = pypdfium2.PdfDocument(CORPUS / f"{edition}.pdf")
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return [re.sub(r"\s+", " ", text) for text in texts]


def is_scan(edition: str) -> bool:
    return (CORPUS / "sources" / f"{edition}.typ").read_text("utf-8").startswith("// raster")


@pytest.fixture(scope="module")
def typesetter() -> ModuleType:
    spec = importlib.util.spec_from_file_location("typeset_corpus", CORPUS / "sources" / "typeset.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_entry_has_a_pdf_and_a_source_and_every_pdf_an_entry() -> None:
    assert len(BY_ID) == len(ENTRIES) == 20
    assert {path.stem for path in CORPUS.glob("*.pdf")} == set(BY_ID)
    assert all((CORPUS / "sources" / f"{edition}.typ").exists() for edition in BY_ID)


def test_links_between_editions_lead_to_editions_and_back() -> None:
    for entry in ENTRIES:
        for older in entry.get("replaces", []):
            assert entry["id"] in BY_ID[older]["replaced_by"]
        for newer in entry.get("replaced_by", []):
            assert entry["id"] in BY_ID[newer]["replaces"]
    assert BY_ID["dst-9001-2025-amd1"]["amends"] in BY_ID


@pytest.mark.parametrize("edition", sorted(BY_ID))
def test_every_page_says_that_it_is_a_digest(edition: str) -> None:
    texts = page_texts(edition)
    if is_scan(edition):
        assert not any(text.strip() for text in texts), "a scan must have no text layer"
        return
    assert all(FOOTER in text for text in texts)
    if BY_ID[edition]["language"] == "zh":
        assert all(FOOTER_ZH in text for text in texts)
    assert re.search("未与官方文本核对|not compared with the official text", " ".join(texts))


@pytest.mark.parametrize("edition", FICTIONAL)
def test_invented_standards_say_so_on_every_page(edition: str) -> None:
    assert edition.startswith("dst-9001")
    assert all("FICTIONAL" in text and "虚构" in text for text in page_texts(edition))


@pytest.mark.parametrize(("edition", "figures"), KEY_FIGURES.items())
def test_key_figures_stand_in_the_text_layer(edition: str, figures: list[str]) -> None:
    text = " ".join(page_texts(edition))
    assert [figure for figure in figures if figure not in text] == []


def test_the_wide_table_is_landscape_and_goes_on_over_the_page() -> None:
    document = pypdfium2.PdfDocument(CORPUS / "gb-43352-2023.pdf")
    wide = [number for number, page in enumerate(document) if page.get_width() > page.get_height()]
    document.close()
    texts = page_texts("gb-43352-2023")
    assert len(wide) == 2
    assert "表1（续）" not in texts[wide[0]]
    assert "表1（续）" in texts[wide[1]]


@pytest.mark.parametrize("edition", sorted(BY_ID))
def test_a_source_gives_the_committed_bytes(edition: str, typesetter: ModuleType) -> None:
    made = typesetter.typeset(CORPUS / "sources" / f"{edition}.typ")
    assert made == (CORPUS / f"{edition}.pdf").read_bytes(), f"run `make corpus` and commit {edition}.pdf"


def test_documents_name_themselves_in_the_document_information() -> None:
    document = pypdfium2.PdfDocument(CORPUS / "gb-18580-2025.pdf")
    title = document.get_metadata_value("Title")
    document.close()
    assert title.startswith("GB 18580—2025 ")
