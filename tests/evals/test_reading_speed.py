"""The comparison with pypdf reads the same files with both and names what it leaves out."""

from pathlib import Path

import pytest
import typst

from evals.reading_speed import measure, table


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    source = tmp_path / "own.typ"
    source.write_text("#for i in range(1, 4) [= Part #i\n#lorem(300)\n#pagebreak(weak: true)]", "utf-8")
    good, broken = tmp_path / "own.pdf", tmp_path / "broken.pdf"
    good.write_bytes(typst.compile(str(source)))
    broken.write_bytes(b"%PDF-1.7 nothing")
    return [good, broken]


def test_both_read_the_same_files(documents: list[Path]) -> None:
    result = measure(documents, rounds=2)

    assert [(file["file"], file["pages"]) for file in result["files"]] == [("own.pdf", 3)]
    assert [Path(one["file"]).name for one in result["left_out"]] == ["broken.pdf"]
    assert result["pages"] == 3
    assert 0 < result["cold_pages_per_second"] <= result["warm_pages_per_second"]
    speeds = result["warm_pages_per_second"] / result["pypdf_pages_per_second"]
    assert result["warm_ratio"] == pytest.approx(speeds, abs=0.1, rel=0.05)
    assert min(result["pypdf_cpu_ms"], result["ours_cpu_ms"]) > 0


def test_the_table_names_files_and_ratios(documents: list[Path]) -> None:
    shown = table(measure(documents))

    assert "own.pdf" in shown
    assert "left out" in shown
    assert "broken.pdf" in shown
    assert "times pypdf" in shown
