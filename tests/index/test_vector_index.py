from pathlib import Path

import numpy as np
import pytest

from assistant.index.embedding import ClauseEmbeddings, parts_of
from assistant.index.vector_cache import VectorCache
from assistant.index.vectors import Parts, VectorIndex, spread_of

VECTORS = np.eye(3, dtype=np.float32)


def test_clauses_share_a_vector_but_stay_two() -> None:
    index = VectorIndex.build(VECTORS, np.array([[0, 1, 0], [0, 1, 2]], np.int32), 3)
    found = index.nearest(VECTORS[0], np.ones(3, bool), 3)
    assert {row for row, cosine in found if cosine > 0.99} == {0, 2}


def test_a_clause_not_allowed_is_never_found() -> None:
    index = VectorIndex.build(VECTORS, np.array([[0, 1, 2], [0, 1, 2]], np.int32), 3)
    assert [row for row, _ in index.nearest(VECTORS[0], np.array([False, True, True]), 3)] != []
    assert 0 not in dict(index.nearest(VECTORS[0], np.array([False, True, True]), 3))
    assert index.nearest(VECTORS[0], np.zeros(3, bool), 3) == []


def test_a_long_clause_is_as_near_as_its_nearest_part(tmp_path: Path) -> None:
    index = VectorIndex.build(VECTORS, np.array([[0, 1, 2], [0, 0, 1]], np.int32), 3)
    index.save(tmp_path)
    again = VectorIndex.load(tmp_path, 3)
    assert again.cosines(VECTORS[1], np.array([0, 1, 2])).tolist() == [1.0, 0.0, 0.0]


def test_parts_cover_the_whole_text_under_its_heading() -> None:
    text = "一句话。" * 600
    parts = parts_of("标题", text)
    assert all(part.startswith("标题: ") and len(part) < 1000 for part in parts)
    assert "".join(part.removeprefix("标题: ") for part in parts) == text


def test_a_text_is_embedded_once_in_its_life(tmp_path: Path) -> None:
    embeddings = ClauseEmbeddings()
    cache = VectorCache(tmp_path / "v.sqlite", embeddings)
    first, new = cache.vectors(["emission limit", "scope of the standard"])
    assert new == {0, 1}
    again, new = cache.vectors(["scope of the standard", "another text"])
    assert new == {1}
    assert np.allclose(first[1], again[0])
    assert np.allclose(np.linalg.norm(again, axis=1), 1, atol=1e-5)
    cache.close()


def test_langchain_can_use_the_model() -> None:
    embeddings = ClauseEmbeddings()
    query = np.array(embeddings.embed_query("formaldehyde limit"))
    near, far = map(np.array, embeddings.embed_documents(["limit of formaldehyde emission", "colour of the label"]))
    assert query @ near > query @ far
    assert np.array(embeddings.embed_query("甲醛 限量")) @ near > 0.5


def many(count: int, seed: int = 1) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((count, 32)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def both(vectors: np.ndarray) -> tuple[VectorIndex, VectorIndex]:
    links = np.stack([np.arange(len(vectors))] * 2).astype(np.int32)
    return tuple(VectorIndex.build(vectors, links, len(vectors), exact=exact) for exact in (True, False))


def test_vectors_in_eight_bits_find_what_an_exact_search_finds(tmp_path: Path) -> None:
    # Gathered as real texts are: noise alone has no neighbours to find.
    vectors = np.repeat(many(600), 20, axis=0) + 0.5 * many(12000, 2)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    exact, quick = both(vectors)
    quick.save(tmp_path)
    quick = VectorIndex.load(tmp_path, len(vectors))
    assert exact.exact
    assert not quick.exact
    everything = np.ones(len(vectors), bool)
    same = 0
    for query in vectors[::600]:
        right, found = (dict(one.nearest(query, everything, 10)) for one in (exact, quick))
        same += len(right.keys() & found.keys())
    assert same >= 0.98 * 10 * 20
    rows = np.arange(0, 12000, 97)
    assert np.abs(exact.cosines(vectors[0], rows) - quick.cosines(vectors[0], rows)).max() < 0.01
    assert all(quick.finds_itself(row) for row in (0, 5999, 11999))


def test_eight_bits_never_find_what_is_not_allowed_and_miss_nothing_where_few_are() -> None:
    vectors = many(12000)
    exact, quick = both(vectors)
    for share in (0.5, 0.001):
        allowed = np.random.default_rng(3).random(len(vectors)) < share
        right, found = (dict(one.nearest(vectors[7], allowed, 5)) for one in (exact, quick))
        assert allowed[list(found)].all()
        assert len(found.keys() & right.keys()) >= 4


def parts_of_editions(names: list[list[int]], links: list[list[list[int]]]) -> list[Parts]:
    spread = spread_of(VECTORS)
    return [
        Parts(np.array([(one, one) for one in of], np.uint64).reshape(-1, 2), np.array(link, np.int32), spread)
        for of, link in zip(names, links, strict=True)
    ]


@pytest.mark.parametrize("exact", [True, False])
def test_editions_laid_together_share_the_vectors_of_equal_texts(exact: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not exact:
        monkeypatch.setattr("assistant.index.vectors.EXACT_UP_TO", 1)
    # Text 7 stands in both editions and twice in the second; the third has none.
    parts = parts_of_editions([[7, 5], [9, 7], []], [[[0, 1], [0, 1]], [[0, 1, 1], [0, 1, 2]], [[], []]])
    of_text = dict(zip((7, 5, 9), VECTORS, strict=True))
    vectors = [np.array([of_text[7], of_text[5]]), np.array([of_text[9], of_text[7]]), np.zeros((0, 3), np.float32)]
    index = VectorIndex.of(parts, [2, 3, 1], vectors, VECTORS.shape[1])
    assert index.exact == exact
    assert index.links.tolist() == [[0, 1, 2, 0, 0], [0, 1, 2, 3, 4]]
    assert (len(index), index.size) == (3, 6)
    found = dict(index.nearest(of_text[7], np.ones(6, bool), 3))
    assert found.keys() == {0, 3, 4}
    assert np.allclose(index.vectors(), VECTORS, atol=0.01)
