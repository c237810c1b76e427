"""A small library of our own making, indexed by the product's own code: limits in two editions, a law, an act."""

from __future__ import annotations

from pathlib import Path

from assistant.index.build import write_build
from assistant.index.current import builds_folder, make_current
from assistant.index.embedding import ClauseEmbeddings
from assistant.index.manifest import Manifest
from assistant.index.vector_cache import VectorCache
from assistant.library.catalogue import Catalogue
from assistant.library.editions import edition_records
from assistant.library.model import Clause, Document
from assistant.settings import Settings


def clause(key: str, text: str = "", kind: str = "clause", title: str | None = None, **more: object) -> Clause:
    path = () if key == "front" else tuple(key.split("~")[0].split("/"))
    known = {"key": key, "path": path, "label": ".".join(path) or "front", "kind": kind, "title": title, "text": text}
    return Clause.model_validate(known | {"page": 1, "end_page": 1, "boxes": [(1, 10, 10, 90, 20)]} | more)


def benches(year: int, limit: str, **dates: object) -> Document:
    header = ("序号", "项目", "限值 mg/m³")
    rows = (("1", "甲醛", limit), ("2", "苯", "≤0.06"), ("3", "甲苯", "≤0.15"))
    table = [
        clause(f"Table 1/{n}", f"项目: {name}；限值 mg/m³: {value}", "row", cells=(n, name, value))
        for n, name, value in rows
    ]
    return Document(
        file=f"bench-{year}.pdf", sha256=f"{year}", pages=2, language="zh", kind="standard",
        number=f"GB 90210—{year}", title="园林座椅 有害物质限量",
        title_en="Garden benches: limits of harmful substances",
        clauses=(
            clause("front", f"GB 90210—{year} 园林座椅 有害物质限量", "front"),
            clause("1", "本文件规定了园林座椅中有害物质的限量，适用于公园用座椅。", title="范围"),
            clause("3/1", "供公众在户外休息的座具。", "term", "园林座椅"),
            clause("4", "", title="要求"),
            clause("4/1", "园林座椅释放的有害物质应符合表1的规定。"),
            clause("4/2", "座面离地高度应为400 mm~450 mm。"),
            clause("Table 1", "", "table", "有害物质限量", header=header, rows=rows),
            *table,
            clause("A", "", "annex", "试验方法"),
            clause("A/1", "甲醛用气候箱法测定，试验至少持续28 d。"),
        ),
        **dates,
    )  # fmt: skip


LAW = Document(
    file="park-law.pdf", sha256="law", pages=1, language="zh", kind="law", title="城市公园管理条例",
    issued="2019-03-01", effective="2019-06-01",
    clauses=(
        clause("front", "城市公园管理条例", "front"),
        clause("8", "公园管理机构应当每年检查座椅一次。", "article", label="第八条"),
        clause("59", "损坏座椅的，处二百元以上一千元以下的罚款：", "article", label="第五十九条"),
        clause("59/1", "故意损坏的；", "item", label="第五十九条第（一）项"),
    ),
)  # fmt: skip

ACT = Document(
    file="playground-act.pdf", sha256="act", pages=1, language="en", kind="act", title="Playground safety act",
    number="Regulation (EU) 2021/777", issued="2021-02-01", effective="2021-08-01",
    clauses=(
        clause("front", "Playground safety act", "front"),
        clause("5/1", "The operator shall inspect swings every month and keep the inspection record for five years.",
               "clause", label="Article 5(1)"),
        clause("5/2", "A damaged swing shall be closed without delay.", "clause", label="Article 5(2)"),
    ),
)  # fmt: skip

DOCUMENTS = {
    "bench-2016": benches(2016, "≤0.12", issued="2016-01-01", effective="2016-07-01"),
    "bench-2024": benches(2024, "≤0.08", issued="2024-01-01", effective="2024-07-01", replaces=("GB 90210-2016",)),
    "park-law": LAW,
    "playground-act": ACT,
}


def index_documents(
    index: Path, documents: dict[str, Document], build: str = "b1", settings: Settings | None = None
) -> Settings:
    settings = settings or Settings(index=index)
    manifest = Manifest(
        id=build, reader="", indexer="", embedder=settings.embedder, dimension=0, corpus="../corpus", catalogue=""
    )
    cache = VectorCache(index / "cache" / "vectors.sqlite", ClauseEmbeddings(settings.embedder, settings=settings))
    builds_folder(index).mkdir(parents=True, exist_ok=True)
    records = edition_records(documents, Catalogue({}))
    clauses = {edition: document.clauses for edition, document in documents.items()}
    write_build(builds_folder(index) / build, manifest, records, clauses, cache)
    cache.close()
    make_current(index, build)
    return settings
