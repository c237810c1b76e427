"""The retriever as LangChain's `BaseRetriever`, for chains of one's own."""

from __future__ import annotations

from datetime import date

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.retrieval.retriever import Retriever


class ClauseRetriever(BaseRetriever):
    """Returns ranked clauses as LangChain documents.

    A document's text is the clause's, under its title; its metadata hold edition, key, label, page, title, status and
    score, enough to cite it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 10
    as_of: date | None = None
    editions: tuple[str, ...] = ()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                page_content="\n".join(filter(None, (hit.clause.title, hit.clause.text))),
                metadata={
                    "edition": hit.edition.edition,
                    "key": hit.clause.key,
                    "label": hit.clause.label,
                    "page": hit.clause.page,
                    "title": hit.edition.title,
                    "status": hit.status,
                    "score": hit.score,
                },
            )
            for hit in self.retriever.search(query, self.k, self.as_of, self.editions)
        ]
