from dataclasses import replace

import numpy as np
import pytest

from assistant.retrieval.features import NAMES
from assistant.retrieval.trained import Ranker
from evals.fit_ranker import drawn
from evals.passages import _layout
from evals.ranker_training import Judged, fit, folds_of


def questions(count: int = 60) -> list[Judged]:
    """Questions whose right candidate is the one with the smallest first feature, against the obvious order."""
    some = np.random.default_rng(0)
    made = []
    for _ in range(count):
        features = some.random((20, len(NAMES))).astype(np.float32)
        made.append(Judged(features, features[:, 0] == features[:, 0].min(), np.zeros(20, np.float32)))
    return made


def test_a_ranker_learns_what_is_right_from_other_questions() -> None:
    asked = questions()
    ranker = Ranker(fit(asked[:40]))
    first = [one.right[int(np.argmax(ranker.score(one.features)))] for one in asked[40:]]
    assert np.mean(first) > 0.5


def test_trees_have_nothing_to_correct_where_the_right_one_is_far_ahead() -> None:
    asked = [replace(one, before=np.where(one.right, np.float32(50), np.float32(0))) for one in questions(20)]
    assert np.ptp(Ranker(fit(asked, rounds=20)).score(asked[0].features)) < 0.01
    assert np.ptp(Ranker(fit(questions(20), rounds=20)).score(asked[0].features)) > 0.1


def test_fitting_twice_gives_the_same_trees() -> None:
    asked = questions(20)
    assert fit(asked, rounds=5).model_to_string() == fit(asked, rounds=5).model_to_string()


def test_folds_are_even_and_seeded() -> None:
    assert np.bincount(folds_of(10, 5)).tolist() == [2] * 5
    assert folds_of(10, 5).tolist() == folds_of(10, 5).tolist()


def test_a_ranker_of_other_features_is_refused() -> None:
    class Other:
        def feature_name(self) -> list[str]:
            return ["height"]

    with pytest.raises(ValueError, match="other features"):
        Ranker(Other())


def test_whole_documents_are_drawn_until_there_are_enough() -> None:
    records = [{"id": str(i), "text": "x", "group": "abc"[i // 4]} for i in range(12)]
    kept = drawn(records, 5)
    assert len(kept) == 8
    assert len({record["group"] for record in kept}) == 2
    assert drawn(records, 100) == records


def test_a_passage_lies_under_the_one_whose_title_its_own_goes_on_from() -> None:
    titles = ["1.", "1.1", "1.1.(a)", "1.2", "2.", "1.1"]
    records = [{"title": title, "group": "a" if i < 5 else "b"} for i, title in enumerate(titles)]
    assert _layout(records).parent.tolist() == [-1, 0, 1, 0, -1, -1]
