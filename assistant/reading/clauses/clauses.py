"""Build the clauses of a document from its pages and tables."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.model import Clause, TextSource
from assistant.reading.clauses.amended_parts import amended_parts
from assistant.reading.clauses.amended_reader import read_amended
from assistant.reading.clauses.articles import in_reading_order
from assistant.reading.clauses.contents import contents_entries
from assistant.reading.clauses.drafts import Draft, join, piece_box
from assistant.reading.clauses.flow import body_flow
from assistant.reading.clauses.labels import item_label, label_of, unique_keys
from assistant.reading.clauses.recitals import take_recitals
from assistant.reading.clauses.runs import split_runs
from assistant.reading.clauses.scope_reader import ScopeReader
from assistant.reading.clauses.scopes import split_scopes
from assistant.reading.clauses.setting import Setting, setting_of
from assistant.reading.facts.force import force_of
from assistant.reading.pages.page import Page
from assistant.reading.tables.clauses import table_clauses
from assistant.reading.tables.tables import TableRegion

_WITH_FORCE = ("clause", "article", "annex", "item", "term", "row", "note", "recital")

Outline = Sequence[tuple[int, str, int | None]]


def build_clauses(pages: Sequence[Page], tables: Sequence[TableRegion] = (), outline: Outline = ()) -> list[Clause]:
    """Return the clauses of a document in reading order, the front page first.

    Args:
        pages: Pages as `layout.body_lines` gives them.
        tables: Their tables; the lines that these consumed are no clause's text.
        outline: The PDF's bookmarks, (level, title, page).
    """
    flow = body_flow(pages, {place for table in tables for place in table.consumed})
    setting = setting_of(flow)
    flow = flow if setting.chinese else split_runs(flow)
    contents = contents_entries(pages, outline)
    drafts: list[Draft] = []
    if parts := amended_parts(flow):
        drafts = read_amended(flow, parts, setting, contents)
    else:
        for scope in split_scopes(flow, setting):
            drafts.extend(ScopeReader(scope, setting, contents).read())
    drafts = in_reading_order(take_recitals(drafts, setting))
    settle_titles(drafts)
    sources = {page.number: page.source for page in pages}
    clauses = _Finisher(setting, sources).finish(drafts)
    return keyed(merged(clauses, table_clauses(tables, sources, clauses, chinese=setting.chinese)))


def settle_titles(drafts: Sequence[Draft]) -> None:
    """Turn a title into text where the clause has nothing else and its siblings are untitled sentences."""
    parents = {draft.path[:-1] for draft in drafts if draft.path}
    untitled = {draft.path[:-1] for draft in drafts if draft.kind == "clause" and not draft.title}
    for draft in drafts:
        leaf = draft.path not in parents and not draft.pieces
        if draft.kind == "clause" and draft.title and leaf and draft.path[:-1] in untitled and len(draft.heading) > 1:
            draft.pieces, draft.heading, draft.title = draft.heading[1:], draft.heading[:1], None


class _Finisher:
    """Turns drafts into clauses: text, boxes, label, force."""

    def __init__(self, setting: Setting, sources: dict[int, TextSource]) -> None:
        self.setting = setting
        self.sources = sources
        self.labels: dict[int, str] = {}

    def finish(self, drafts: Sequence[Draft]) -> list[Clause]:
        """Return one clause for each draft, keys left empty."""
        return [self._clause(draft) for draft in drafts]

    def _clause(self, draft: Draft) -> Clause:
        text, boxes, spans = join(draft.pieces, self.setting.words)
        heading = list(dict.fromkeys(piece_box(piece) for piece in draft.heading if draft.title))
        return Clause(
            key="",
            path=draft.path,
            label=self._label(draft),
            kind=draft.kind,
            title=draft.title,
            title_en=draft.title_en or None,
            text=text,
            page=draft.page,
            end_page=draft.end_page,
            boxes=(*heading, *boxes) or tuple(piece_box(piece) for piece in draft.heading),
            spans=(*((0, 0) for _ in heading), *spans) if text else (),
            force=force_of(text, draft.kind, draft.path) if draft.kind in _WITH_FORCE and text else None,
            text_source=self.sources.get(draft.page, "digital"),
        )

    def _label(self, draft: Draft) -> str:
        if draft.label:
            label = draft.label
        elif not draft.path:
            label = "首页" if self.setting.chinese else "Front page"
        elif draft.parent is not None and draft.heading:
            above = self.labels.get(id(draft.parent), "")
            if draft.base is not None and draft.parent is draft.base and len(draft.path) > len(draft.base.path) + 1:
                above = label_of(draft.path[:-1], "clause", draft.scheme, chinese=self.setting.chinese)
            label = item_label(above, draft.heading[0].text, draft.path, draft.scheme)
        else:
            label = label_of(draft.path, draft.kind, draft.scheme, chinese=self.setting.chinese)
        self.labels[id(draft)] = label
        return label


def merged(clauses: Sequence[Clause], tables: Sequence[Sequence[Clause]]) -> list[Clause]:
    """Return the clauses with each table's group put in after the clause above it on its page."""
    out = list(clauses)
    for group in tables:
        first = group[0]
        place = (first.page, first.boxes[0][2] if first.boxes else 0.0)
        at = 0
        for i, clause in enumerate(out):
            top = clause.boxes[0][2] if clause.boxes else 0.0
            if clause.kind != "row" and (clause.page, top) <= place:
                at = i + 1
        out[at:at] = group
    return out


def keyed(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses with their keys."""
    keys = unique_keys([(clause.path, clause.kind) for clause in clauses])
    return [clause.model_copy(update={"key": key}) for clause, key in zip(clauses, keys, strict=True)]
