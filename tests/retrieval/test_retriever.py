from datetime import date

import pytest

from assistant.errors import BuildError, NotFoundError, UsageError
from assistant.index.builds import Build
from assistant.retrieval.langchain import ClauseRetriever
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings

TODAY = date(2026, 11, 24)


def found(retriever: Retriever, question: str, **how: object) -> list[tuple[str, str]]:
    hits = retriever.search(question, **({"as_of": TODAY} | how))
    return [(hit.edition.edition, hit.clause.key) for hit in hits]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("GB 90210-2024 4.2", ("bench-2024", "4/2")),
        ("ＧＢ９０２１０－２０２４的4.2", ("bench-2024", "4/2")),
        ("gb90210 4.2", ("bench-2024", "4/2")),
        ("90210 附录A.1", ("bench-2024", "A/1")),
        ("Table 1 of GB 90210", ("bench-2024", "Table 1")),
        ("GB 90210表1第3行", ("bench-2024", "Table 1/3")),
        ("GB 90210-2024 4", ("bench-2024", "4")),
        ("What does 8 of 城市公园管理条例 say?", ("park-law", "8")),
        ("城市公园管理条例第59条", ("park-law", "59")),
        ("城市公园管理条例第五十九条第（一）项", ("park-law", "59/1")),
        ("第八条", ("park-law", "8")),
        ("Regulation 2021/777 Article 5(2)", ("playground-act", "5/2")),
        ("Playground Safety Act, art. 5(1)", ("playground-act", "5/1")),
    ],
)
def test_a_clause_asked_for_by_name_comes_first(retriever: Retriever, question: str, place: tuple[str, str]) -> None:
    assert found(retriever, question)[0] == place


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("园林座椅的甲醛限值是多少？", ("bench-2024", "Table 1/1")),
        ("座椅坐面离地要多高", ("bench-2024", "4/2")),
        ("损坏座椅罚多少钱", ("park-law", "59")),
        ("What is the formaldehyde limit for garden benches?", ("bench-2024", "Table 1/1")),
        ("How often must swings be inspected?", ("playground-act", "5/1")),
        ("inspectoin record of swigns", ("playground-act", "5/1")),
        ("什么是园林座椅", ("bench-2024", "3/1")),
        ("违反公园管理条例第八条，罚款多少？", ("park-law", "59")),
    ],
)
def test_a_question_finds_its_clause_in_either_language(
    retriever: Retriever, question: str, place: tuple[str, str]
) -> None:
    assert place in found(retriever, question)[:2]


def test_what_is_superseded_is_not_found_unless_asked_for(retriever: Retriever) -> None:
    editions = {edition for edition, _ in found(retriever, "园林座椅的甲醛限值是多少？")}
    assert "bench-2016" not in editions
    assert found(retriever, "2016版GB 90210的甲醛限值是多少？")[0] == ("bench-2016", "Table 1/1")
    assert found(retriever, "GB 90210-2016 4.2")[0] == ("bench-2016", "4/2")
    both = {edition for edition, _ in found(retriever, "园林座椅的甲醛限值，旧版是多少？")}
    assert "bench-2016" in both


def test_a_day_in_the_past_speaks_for_its_edition(retriever: Retriever) -> None:
    hits = retriever.search("园林座椅的甲醛限值是多少？", as_of=date(2020, 1, 1))
    assert (hits[0].edition.edition, hits[0].clause.key, hits[0].status) == ("bench-2016", "Table 1/1", "in_force")


def test_the_filter_comes_before_the_ranking(retriever: Retriever) -> None:
    assert found(retriever, "园林座椅的甲醛限值", k=1, editions=["park-law"])[0][0] == "park-law"
    assert {edition for edition, _ in found(retriever, "甲醛", k=50, include_superseded=True)} >= {"bench-2016"}


def test_every_hit_says_what_spoke_for_it(retriever: Retriever) -> None:
    hits = retriever.search("GB 90210 4.2", as_of=TODAY)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert hits[0].why["label"] > 0
    assert hits[0].score == pytest.approx(sum(value for value in hits[0].why.values()), abs=0.01)


def test_a_call_that_makes_no_sense_is_refused(retriever: Retriever) -> None:
    with pytest.raises(UsageError):
        retriever.search("  ")
    with pytest.raises(NotFoundError, match="no-such-edition"):
        retriever.search("甲醛", editions=["no-such-edition"])


def test_another_embedding_model_is_refused(build: Build) -> None:
    with pytest.raises(BuildError, match="assistant index"):
        Retriever(build, Settings(embedder="some/other-model"))


def test_langchain_gets_documents_that_can_be_cited(retriever: Retriever) -> None:
    documents = ClauseRetriever(retriever=retriever, k=3, as_of=TODAY).invoke("How often must swings be inspected?")
    assert documents[0].metadata["edition"] == "playground-act"
    assert documents[0].metadata["key"] == "5/1"
    assert documents[0].metadata["status"] == "in_force"
    assert "every month" in documents[0].page_content
