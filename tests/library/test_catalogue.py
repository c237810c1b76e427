from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.library.catalogue import Catalogue


def write(folder: Path, text: str) -> Path:
    (folder / "catalogue.toml").write_text(text, "utf-8")
    return folder


def test_the_shipped_catalogue_is_read(corpus: Path) -> None:
    entry = Catalogue.load(corpus).entry("label-measures-2019")
    assert entry.repealed == "2026-01-01"
    assert entry.replaced_by == ("label-measures-2025",)


def test_a_folder_without_catalogue_works(tmp_path: Path) -> None:
    assert Catalogue.load(tmp_path).entry("anything").title is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[edition]]\nid = "a"\ncolour = "red"', "colour"),
        ('[[edition]]\nid = "a"\nissued = "May 2025"', "issued"),
        ('[[edition]]\ntitle = "a"', "id"),
        ('[[edition]]\nid = "a"\n[[edition]]\nid = "a"', "twice"),
        ("[[edition", "TOML"),
        ('[[editions]]\nid = "a"', "editions"),
    ],
)
def test_a_wrong_catalogue_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Catalogue.load(write(tmp_path, text))
    assert "catalogue.toml" in caught.value.message
    assert said in caught.value.message
