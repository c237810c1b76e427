from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.edits import compare, run
from tests.jobs.test_edits import typeset


@pytest.mark.timeout(300)
def test_twenty_edits_give_the_answers_and_the_ranking_that_come_from_nothing(tmp_path: Path) -> None:
    for number, name in enumerate(("one", "two", "three", "four")):
        typeset(tmp_path / "docs" / f"{name}.pdf", name, 10 * number + 7)
    asked = tmp_path / "questions.jsonl"
    asked.write_text('{"text": "How much lead may the paint of a garden chair contain?"}\n{"text": "part two"}\n')
    came = run(tmp_path / "work", tmp_path / "docs", [asked], 20, 3)
    assert sum(came["edits"].values()) == 20
    assert len(came["edits"]) >= 6
    assert (came["questions"], came["other_answers"], came["other_rankings"], came["other_files"]) == (2, 0, 0, [])
    # What differs is seen.
    other = Settings(corpus=tmp_path / "docs", index=tmp_path / "other", data=tmp_path / "data")
    from assistant.jobs.refresh import refresh

    refresh(other.corpus, other.index, settings=other)
    edited = Settings(corpus=tmp_path / "work/corpus", index=tmp_path / "work/edited", data=tmp_path / "data")
    seen = compare(edited, other, ["How much lead may the paint of a garden chair contain?"])
    assert seen["other_answers"] == 1
    assert seen["other_rankings"] == 1
    assert seen["other_files"]
