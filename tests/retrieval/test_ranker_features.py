import numpy as np
import pytest

from assistant.index.builds import Build
from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex
from assistant.retrieval import candidates
from assistant.retrieval.around import phrase_features
from assistant.retrieval.candidates import Candidates, Searchable, gather
from assistant.retrieval.features import NAMES, Asked, ranker_features
from assistant.retrieval.guess import Guess
from assistant.retrieval.layout import Layout
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.trained import Ranker
from assistant.settings import Settings

TEXTS = ["swing", "swing seat height", "paint colour", "seat"]
LAYOUT = Layout(np.array([0, 0, 0, 1], np.int32), np.array([-1, 0, 0, -1], np.int32))
VECTORS = np.eye(4, dtype=np.float32)
QUESTION = np.array([0.6, 0.8, 0.0, 0.0], np.float32)


WORDINGS = [({"swing": 1.0, "seat": 1.0}, 1.0)]
GUESS = Guess({"height": 1.0}, np.array([0.0, 0.0, 0.5, 0.0], np.float32))


def gathered() -> Candidates:
    words = LexicalIndex.build([text.split() for text in TEXTS], in_order=True)
    links = np.array([[0, 1, 2, 3], [0, 1, 2, 3]], np.int32)
    indexes = Searchable(words, words, VectorIndex.build(VECTORS, links, 4))
    return gather(indexes, WORDINGS, QUESTION, np.ones(4, bool), layout=LAYOUT, guess=GUESS)


def column(name: str) -> list[float]:
    features = gathered().features
    assert features is not None
    assert features.shape == (4, len(NAMES))
    return [round(float(value), 4) for value in features[:, NAMES.index(name)]]


def test_features_tell_of_the_clause_and_of_those_beside_above_and_below_it() -> None:
    assert column("cosine") == [0.6, 0.8, 0.0, 0.0]
    assert column("cosine_gap") == [-0.2, 0.0, -0.8, -0.8]
    assert column("rank_cosine") == [1, 0, 2, 3]
    assert column("next_cosine") == [0.8, 0.0, 0.0, 0.0], "the next document is not beside"
    assert column("before_cosine") == [0.0, 0.6, 0.8, 0.0]
    assert column("parent_cosine") == [0.0, 0.6, 0.6, 0.0]
    share = column("share")
    assert share[1] == max(share)
    assert share[2] == 0
    assert column("child_share") == [share[1], 0, 0, 0]
    assert column("sibling_share") == [0, share[1], share[1], 0]
    assert column("group_words")[0] == 1.0 > column("group_words")[3]


def test_words_of_the_clauses_around_count_in_features_of_their_own() -> None:
    coverage = column("coverage")
    assert column("above_coverage") == [coverage[0], 1.0, coverage[0], coverage[3]]
    assert column("window_coverage") == [1.0, 1.0, 1.0, coverage[3]]
    assert column("matched") == [0.5, 1.0, 0.0, 0.5]


def test_words_that_follow_each_other_as_in_the_question_count_in_features_of_their_own() -> None:
    assert column("pairs_share") == [0.0, 1.0, 0.0, 0.0]
    assert column("run") == [0, 1, 0, 0]
    assert column("dense")[1] == max(column("dense")) == 1.0


def test_a_guess_speaks_for_the_clause_that_says_it_and_moves_the_vector() -> None:
    guess = column("guess")
    assert guess[1] == max(guess) > 0 == guess[0]
    assert column("shifted") == [0.6, 0.8, 0.5, 0.0]


def test_without_words_or_a_wording_of_one_word_there_are_no_phrases() -> None:
    words = LexicalIndex.build([text.split() for text in TEXTS], in_order=True)
    for wordings in ([], [({"swing": 1.0}, 1.0)]):
        found = phrase_features(words, wordings, np.arange(4))
        assert not any(values.any() for values in found.values())


def test_a_clause_all_of_whose_words_are_asked_for_tells_most() -> None:
    told = column("told")
    assert told[0] == told[3] == 1.0
    assert 0 < told[1] < 1
    assert told[2] == 0


def test_without_candidates_a_vector_or_a_guess_there_are_features_all_the_same() -> None:
    words = LexicalIndex.build([text.split() for text in TEXTS], in_order=True)
    vectors = VectorIndex.build(VECTORS, np.array([[0], [0]], np.int32), 4)
    nothing = ranker_features(np.zeros(0, np.int64), {}, vectors, words, LAYOUT, Asked((), None, None))
    assert nothing.shape == (0, len(NAMES))
    found = gather(Searchable(words, words, vectors), [({"swing": 1.0}, 1.0)], None, np.ones(4, bool), layout=LAYOUT)
    assert found.features is not None
    assert np.isfinite(found.features).all()


def test_candidates_that_the_ranker_does_not_look_at_come_last(monkeypatch: pytest.MonkeyPatch) -> None:
    class Trees:
        def feature_name(self) -> list[str]:
            return list(NAMES)

        def predict(self, features: np.ndarray, num_threads: int) -> np.ndarray:
            return np.arange(len(features), dtype=np.float32) - 1

    monkeypatch.setattr(candidates, "LOOKED_AT", 2)
    found = gathered()
    assert found.best is not None
    assert found.rows[found.best].tolist() == [0, 1]
    assert Ranker(Trees()).speak(found).tolist() == [-1.0, 0.0, -1.0, -1.0]


def test_cosines_of_clauses_with_several_vectors_one_and_none() -> None:
    links = np.array([[0, 1, 3], [0, 0, 2]], np.int32)
    vectors = VectorIndex.build(VECTORS, links, 4)
    found = vectors.cosines(QUESTION, np.array([0, 1, 2, 3]))
    assert found.tolist() == pytest.approx([0.8, 0.0, 0.0, 0.0])


def test_the_setting_lets_the_shipped_trees_speak(build: Build, settings: Settings) -> None:
    def why(ranker: str) -> list[str]:
        chosen = settings.model_copy(update={"ranker": ranker})
        hits = Retriever(build, chosen).search("How high may a bench seat be?")
        assert hits
        return [name for hit in hits for name in hit.why]

    assert "trained" in why("trained")
    assert "trained" not in why("none")
