from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr

from assistant.errors import BuildError
from assistant.index.builds import open_current
from assistant.index.current import current_id, read_manifest
from assistant.index.embedding import ClauseEmbeddings
from assistant.index.endpoint import EndpointModel
from assistant.index.prefixes import prefixes_of
from assistant.index.vector_cache import VectorCache
from assistant.retrieval.retriever import Retriever, loaded_embeddings
from assistant.settings import Settings
from tests.index.embedders import Server, random_model, serving
from tests.retrieval.benches import DOCUMENTS, index_documents


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _loaded_anew() -> Iterator[None]:
    loaded_embeddings.cache_clear()
    yield
    loaded_embeddings.cache_clear()


def model(server: Server, waits: list[float] | None = None) -> EndpointModel:
    return EndpointModel("tiny", server.url, "secret", (waits if waits is not None else []).append)


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("openai:intfloat/multilingual-e5-large", "query: ", "passage: "),
        ("/models/multilingual-e5-base/", "query: ", "passage: "),
        ("BAAI/bge-m3", "", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("sentence-transformers/all-mpnet-base-v2", "", ""),
        ("/home/me5/some-model", "", ""),
    ],
)
def test_each_family_gets_the_prefixes_it_was_trained_with(name: str, question: str, passage: str) -> None:
    assert prefixes_of(name) == (question, passage)


def test_a_models_own_prompts_count_before_its_name() -> None:
    assert prefixes_of("e5-like", {"query": "Q: ", "document": "D: "}) == ("Q: ", "D: ")
    assert prefixes_of("multilingual-e5-small", {"query": "", "document": ""}) == ("query: ", "passage: ")
    assert prefixes_of("intfloat/multilingual-e5-large-instruct").question.endswith("Query: ")


def test_a_model_in_a_folder_indexes_and_searches(tmp_path: Path) -> None:
    folder = random_model(tmp_path / "multilingual-e5-tiny", 48)
    settings = Settings(index=tmp_path / "index", embedder=str(folder))
    index_documents(settings.index, DOCUMENTS, settings=settings)
    manifest = read_manifest(settings.index, current_id(settings.index) or "")
    assert manifest.dimension == 48
    assert len(manifest.probe) == 48
    with open_current(settings.index) as build:
        assert build.vectors.dimension == 48
        hits = Retriever(build, settings).search("损坏座椅的罚款")
    assert hits
    embeddings = ClauseEmbeddings(str(folder))
    bare = embeddings.model.encode(["query: limit", "passage: limit", "limit"])
    assert np.allclose(embeddings.encode_question("limit"), bare[0], atol=1e-5)
    assert np.allclose(embeddings.encode(["limit"])[0], bare[1], atol=1e-5)
    assert not np.allclose(bare[1], bare[2], atol=1e-3)


def test_a_models_prompts_in_its_folder_are_said(tmp_path: Path) -> None:
    folder = random_model(tmp_path / "own", prompts={"query": "a: ", "document": "b: "})
    embeddings = ClauseEmbeddings(str(folder))
    bare = embeddings.model.encode(["a: limit", "b: limit"])
    assert np.allclose(embeddings.embed_query("limit"), bare[0], atol=1e-5)
    assert np.allclose(embeddings.embed_documents(["limit"])[0], bare[1], atol=1e-5)


@pytest.mark.parametrize(("dimension", "seed", "said"), [(48, 0, "48"), (32, 1, "bears its name")])
def test_another_model_under_the_same_name_is_refused(tmp_path: Path, dimension: int, seed: int, said: str) -> None:
    folder = random_model(tmp_path / "model")
    settings = Settings(index=tmp_path / "index", embedder=str(folder))
    index_documents(settings.index, DOCUMENTS, settings=settings)
    random_model(tmp_path / "other", dimension, seed)
    folder.rename(tmp_path / "gone")
    (tmp_path / "other").rename(folder)
    with open_current(settings.index) as build, pytest.raises(BuildError, match=said) as told:
        Retriever(build, settings)
    assert "assistant index" in told.value.message
    # Made again, no vector of the first model is taken from the cache.
    index_documents(settings.index, DOCUMENTS, "b2", settings=settings)
    with open_current(settings.index) as build:
        assert build.vectors.dimension == dimension
        assert Retriever(build, settings).search("座椅")


def test_the_cache_keeps_models_of_one_name_apart_and_knows_them_again(tmp_path: Path) -> None:
    folders = [random_model(tmp_path / name, seed=seed) for name, seed in (("one", 1), ("two", 2))]
    new = []
    for folder in (folders[0], folders[1], folders[0]):
        embeddings = ClauseEmbeddings(str(folder))
        assert len(embeddings.probe)
        embeddings.name = "same"
        cache = VectorCache(tmp_path / "v.sqlite", embeddings)
        new.append(len(cache.vectors(["limit", "scope"])[1]))
        cache.close()
    assert new == [2, 2, 0]


def test_a_build_of_another_version_of_the_shipped_model_is_refused(tmp_path: Path) -> None:
    settings = index_documents(tmp_path, DOCUMENTS)
    with open_current(tmp_path) as build:
        assert Retriever(build, settings)
        build.manifest = build.manifest.model_copy(update={"embedder_version": "all-MiniLM-L6-v2 int4"})
        with pytest.raises(BuildError, match="another version"):
            Retriever(build, settings)


def test_a_server_indexes_and_answers(server: Server, tmp_path: Path) -> None:
    settings = Settings(
        index=tmp_path, embedder="openai:tiny-e5-x", embedder_url=server.url, embedder_key=SecretStr("secret")
    )
    index_documents(tmp_path, DOCUMENTS, settings=settings)
    with open_current(tmp_path) as build:
        assert build.vectors.dimension == server.dimension
        assert Retriever(build, settings).search("谁检查座椅")
    assert {asked["path"] for asked in server.asked} == {"/v1/embeddings"}
    assert {asked["model"] for asked in server.asked} == {"tiny-e5-x"}
    assert set(server.keys) == {"Bearer secret"}
    assert server.asked[-1]["input"] == ["query: 谁检查座椅"]
    assert "secret" not in str(settings)


def test_vectors_come_back_in_the_order_of_the_texts_and_of_length_one(server: Server) -> None:
    embedded = model(server)
    texts = [f"text {i}" for i in range(150)]
    vectors = embedded.encode(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[149], embedded.encode(["text 149"])[0])
    assert [len(asked["input"]) for asked in server.asked] == [1, 64, 64, 22, 1]


@pytest.mark.parametrize("failures", [[500], [429], [503, 429, 500]])
def test_a_busy_or_failing_server_is_asked_again(server: Server, failures: list[int]) -> None:
    waits: list[float] = []
    server.failures = list(failures)
    assert model(server, waits).dimension == server.dimension
    assert len(waits) == len(failures)
    assert all(wait == 2 for wait, code in zip(waits, failures, strict=True) if code == 429)


def test_a_server_that_goes_on_failing_is_named_with_what_it_said(server: Server) -> None:
    server.failures = [500] * 20
    with pytest.raises(BuildError, match="HTTP 500, 4 times") as told:
        model(server).encode(["limit"])
    assert server.url in told.value.message
    assert "secret" not in told.value.message


def test_a_refusal_is_not_asked_again(server: Server) -> None:
    server.failures = [401]
    with pytest.raises(BuildError, match="HTTP 401"):
        model(server).encode(["limit"])
    assert len(server.asked) == 1


def test_a_server_whose_vectors_change_their_length_is_refused(server: Server) -> None:
    embedded = model(server)
    embedded.encode(["limit"])
    server.dimension = 12
    with pytest.raises(BuildError, match="12 numbers where they had 8"):
        embedded.encode(["limit"])


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"\xff\xfe",
        {"error": "none"},
        {"data": []},
        {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
        {"data": [{"index": 0, "embedding": ["a"]}]},
        {"data": [{"index": 0, "embedding": [float("nan"), 1.0]}]},
        {"data": [{"index": 5, "embedding": [1.0, 1.0]}]},
        {"data": [{"index": 0, "embedding": []}]},
        [1],
    ],
)
def test_an_answer_that_is_no_vector_is_refused(server: Server, answer: object) -> None:
    server.answer = answer
    with pytest.raises(BuildError, match="did not give vectors"):
        model(server).encode(["limit"])


def test_an_address_without_a_server_or_a_protocol_is_said_plainly() -> None:
    with pytest.raises(BuildError, match="4 times"):
        EndpointModel("tiny", "http://127.0.0.1:9", wait=[].append).encode(["limit"])
    with pytest.raises(BuildError, match="ASSISTANT_EMBEDDER_URL"):
        EndpointModel("tiny", "localhost:8000")
