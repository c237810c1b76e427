import pytest

from assistant.index.builds import Build, open_current
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from tests.retrieval.benches import DOCUMENTS, index_documents


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return index_documents(tmp_path_factory.mktemp("benches"), DOCUMENTS)


@pytest.fixture(scope="session")
def build(settings: Settings) -> Build:
    return open_current(settings.index)


@pytest.fixture(scope="session")
def retriever(build: Build, settings: Settings) -> Retriever:
    return Retriever(build, settings)
