from pathlib import Path

import numpy as np
import pytest

from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex
from assistant.retrieval import candidates
from assistant.retrieval.candidates import Candidates, Searchable, gather
from assistant.retrieval.features import NAMES
from assistant.retrieval.layout import Layout
from assistant.retrieval.narrowing import NarrowedWords, largest, telling

COUNT = 3000
WORDS = [f"w{n}" for n in range(400)]


@pytest.fixture(scope="module")
def indexes() -> Searchable:
    draw = np.random.default_rng(1)
    # As in real texts few words are common and most are rare.
    common = 1 / np.arange(1, len(WORDS) + 1)
    texts = [draw.choice(WORDS, 30, p=common / common.sum()).tolist() for _ in range(COUNT)]
    vectors = draw.standard_normal((COUNT, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    links = np.stack([np.arange(COUNT)] * 2).astype(np.int32)
    wide = [text + texts[max(0, i - 1)] for i, text in enumerate(texts)]
    return Searchable(
        LexicalIndex.build(texts, in_order=True), LexicalIndex.build(wide), VectorIndex.build(vectors, links, COUNT)
    )


@pytest.fixture(scope="module")
def layout() -> Layout:
    return Layout(np.arange(COUNT, dtype=np.int32) // 50, np.where(np.arange(COUNT) % 50, np.arange(COUNT) - 1, -1))


def asked(indexes: Searchable, above: int, layout: Layout | None, allowed: np.ndarray, seed: int) -> Candidates:
    draw = np.random.default_rng(seed)
    wordings = [(dict.fromkeys(draw.choice(WORDS, 6, replace=False).tolist(), 1.0) | {"unknown": 1.0}, 1.0)]
    vector = indexes.vectors.vectors(np.array([seed]))[0]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(candidates, "NARROW_ABOVE", above)
        return gather(indexes, wordings, vector, allowed, 20, np.array([5, 2999]), layout)


@pytest.mark.parametrize("seed", range(8))
def test_the_narrow_way_finds_the_same_candidates_with_the_same_signals(
    indexes: Searchable, layout: Layout, seed: int
) -> None:
    allowed = np.random.default_rng(seed).random(COUNT) < 0.7
    whole, narrow = (asked(indexes, above, layout, allowed, seed) for above in (COUNT, 100))
    assert allowed[narrow.rows].all()
    # The last of those found by words may be another.
    both, there, here = np.intersect1d(whole.rows, narrow.rows, return_indices=True)
    assert len(both) >= len(whole.rows) - 2
    for name, values in whole.signals.items():
        assert np.allclose(values[there], narrow.signals[name][here], rtol=1e-5), name
    assert whole.features is not None
    assert narrow.features is not None
    # What hangs on the other candidates, or on a parent's other children, may differ with the last.
    exact = [i for i, name in enumerate(NAMES) if not name.startswith(("rank_", "child_", "sibling_", "group_"))]
    assert np.allclose(whole.features[there][:, exact], narrow.features[here][:, exact], rtol=1e-4, atol=1e-5)


def test_a_question_without_known_words_still_has_its_nearest(
    indexes: Searchable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "NARROW_ABOVE", 100)
    vector = indexes.vectors.vectors(np.array([7]))[0]
    found = gather(indexes, [({"unknown": 1.0}, 1.0)], vector, np.ones(COUNT, bool), 20)
    assert len(found.rows) == 20
    assert 7 in found.rows
    assert not len(gather(indexes, [], None, np.ones(COUNT, bool), 20).rows)


def test_words_weigh_as_in_the_whole(indexes: Searchable) -> None:
    pool = np.arange(0, COUNT, 7)
    narrow = NarrowedWords(indexes.own, pool, ["w0", "w300", "unknown"])
    words = {"w0": 1.0, "w300": 0.5, "unknown": 1.0}
    assert narrow.idf("w300") == indexes.own.idf("w300")
    assert np.allclose(narrow.match(words).score, indexes.own.match(words).score[pool])
    assert np.allclose(narrow.mass[0], indexes.own.mass[0][pool])


@pytest.mark.parametrize(("count", "share"), [(10, 1.0), (5000, 1.0), (200_000, 0.3), (200_000, 0.002), (200_000, 0.0)])
def test_the_largest_values_are_found_whatever_a_sample_says(count: int, share: float) -> None:
    draw = np.random.default_rng(1)
    values = np.where(draw.random(count) < share, draw.random(count), 0).astype(np.float32)
    right = np.sort(values[values > 0])[::-1][:1000]
    assert np.sort(values[largest(values, 1000)])[::-1].tolist() == right.tolist()


def test_the_rarest_words_decide_where_not_all_postings_are_read(indexes: Searchable) -> None:
    words = {"w0": 1.0, "w390": 1.0}
    rare = set(indexes.own.postings("w390")[0].tolist())
    found = telling([indexes.own], [(words, 1.0)], np.ones(COUNT, bool), COUNT, most=0)
    assert set(found.tolist()) == rare


def test_an_index_of_many_texts_reads_back_from_disk(indexes: Searchable, tmp_path: Path) -> None:
    indexes.own.save(tmp_path, "own")
    again = LexicalIndex.load(tmp_path, "own", COUNT)
    assert np.array_equal(again.match({"w5": 1.0}).score, indexes.own.match({"w5": 1.0}).score)
