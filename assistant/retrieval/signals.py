"""What speaks for a candidate besides its words and vector: its edition, its place, its kind, the facts it states."""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np

from assistant.index.builds import Build
from assistant.index.traits import traits_asked
from assistant.library.folding import fold_text
from assistant.library.model import Status
from assistant.retrieval.candidates import Candidates, Floats
from assistant.retrieval.levels import Standing
from assistant.retrieval.naming import EditionNames
from assistant.retrieval.question import Question

_FORMAL = re.compile(r"规范性引用文件|参考文献|目次|normative references?|bibliography|^references$", re.I)
_SCOPE = re.compile(r"范围|适用|scope|applica", re.I)


class ClauseSignals:
    """Signals of the clauses of one build; each has one value for each candidate."""

    def __init__(self, build: Build, names: EditionNames, *, reads_chinese: bool) -> None:
        """Open them; `reads_chinese` tells that the embedding model was trained on both languages."""
        self.build = build
        self._names = names
        self._standing = Standing(build.editions)
        self._positions = {name: i for i, name in enumerate(build.editions)}
        self._chinese = np.array([record.language == "zh" for record in build.editions.values()], bool)
        self._reads_chinese = reads_chinese
        self._of_year: dict[str, list[str]] = defaultdict(list)
        for name in build.editions:
            self._of_year[self._year(name)].append(name)

    def of(
        self, asked: Question, found: Candidates, labelled: dict[int, float], statuses: list[Status]
    ) -> dict[str, Floats]:
        """Return the signals of candidates; `labelled` are the clauses that the question names, with how exactly."""
        rows = self.build.rows
        edition = rows.edition[found.rows]
        wordings = [asked.words, asked.translated.terms if asked.translated else {}]
        per_edition = {
            "edition": np.maximum.reduce([self._names.affinity(words) for words in wordings]),
            "named": self._per_edition(self._named(asked)),
            "year": self._per_edition({name: 1.0 for year in asked.years for name in self._of_year.get(year, ())}),
            "standing": self._standing.suits(asked.text),
        }
        signals = {name: values[edition] for name, values in per_edition.items()}
        standing = [_status_signal(statuses[one], asked.old) for one in edition.tolist()]
        signals["status"] = np.array(standing, np.float32)
        signals["cosine"] = found.signals["cosine"] * self._trust(asked)[edition]
        signals["label"] = np.array([labelled.get(row, 0.0) for row in found.rows.tolist()], np.float32)
        kinds = [self._kind_signal(asked, row) for row in found.rows.tolist()]
        signals["kind"] = np.array(kinds, np.float32)
        signals["cells"] = self._cells_signal(found)
        signals["other"] = (self._chinese != (asked.language == "zh"))[edition].astype(np.float32)
        signals["facts"] = self._facts_signal(asked, found)
        return signals | self._parent_signals(found, signals["cosine"])

    def _facts_signal(self, asked: Question, found: Candidates) -> Floats:
        """Return which share of the sorts of fact asked after a clause states; 0 where none is asked after."""
        wanted = int(traits_asked(asked.text))
        if not wanted:
            return np.zeros(len(found.rows), np.float32)
        stated: Floats = np.bitwise_count(self.build.rows.traits[found.rows] & wanted).astype(np.float32)
        return stated / np.float32(wanted.bit_count())

    def _parent_signals(self, found: Candidates, cosine: Floats) -> dict[str, Floats]:
        """Return cosine and coverage of the clause above each candidate; 0 where that is no candidate itself."""
        parents = self.build.rows.parent[found.rows].astype(np.int64)
        at = np.minimum(np.searchsorted(found.rows, parents), len(found.rows) - 1)
        there = found.rows[at] == parents
        return {
            "parent_cosine": np.where(there, cosine[at], np.float32(0)),
            "parent_coverage": np.where(there, found.signals["coverage"][at], np.float32(0)),
        }

    def _trust(self, asked: Question) -> Floats:
        """Return how far the model's cosines are to be trusted for each edition: it may read one language only."""
        if self._reads_chinese:
            return np.ones(len(self._positions), np.float32)
        # Chinese vectors were fitted into the space of a model that reads English only.
        if asked.language == "zh":
            return np.where(self._chinese, 0.6, 0.7).astype(np.float32)
        return np.where(self._chinese, 0.7, 1.0).astype(np.float32)

    def _cells_signal(self, found: Candidates) -> Floats:
        """Return -1 for a row that says no more of what is asked than its table's other rows: the table is meant."""
        rows, signal = self.build.rows, np.zeros(len(found.rows), np.float32)
        coverage = found.signals["coverage"]
        tables: dict[int, list[int]] = {}
        for place, row in enumerate(found.rows.tolist()):
            if rows.kinds[row] == "row":
                tables.setdefault(int(rows.parent[row]), []).append(place)
        for places in tables.values():
            if len(places) >= 3:
                own = coverage[places]
                signal[places] = np.where(own > own.min() + 0.02, 0.0, -1.0)
        return signal

    def _named(self, asked: Question) -> dict[str, float]:
        """Return how plainly each edition is named; what amends an edition is named with it."""
        named = dict.fromkeys(asked.named.family, 0.8) | dict.fromkeys(asked.named.exact, 1.0)
        for name, value in list(named.items()):
            for amendment in self.build.editions[name].amended_by:
                named[amendment] = max(value, named.get(amendment, 0.0))
        return named

    def _per_edition(self, values: dict[str, float]) -> Floats:
        out = np.zeros(len(self._positions), np.float32)
        for name, value in values.items():
            out[self._positions[name]] = value
        return out

    def _year(self, edition: str) -> str:
        record = self.build.editions[edition]
        match = re.search(r"(?:19|20)\d{2}(?!\d)", (record.number or record.edition)[-14:])
        return match[0] if match else (record.issued or "")[:4]

    def _kind_signal(self, asked: Question, row: int) -> float:
        """Return how well the kind of clause suits what is asked, about -0.5 to 0.5."""
        rows = self.build.rows
        kind, title, empty = rows.kinds[row], rows.titles[row] or "", rows.empty[row]
        signal = -0.25 if empty else 0.0
        if kind == "row":
            signal += 0.2 if "limit" in asked.kinds else 0.05
        elif kind == "term":
            signal += 0.35 if "definition" in asked.kinds else 0.0
            signal += 0.25 if "definition" in asked.kinds and _names_term(title, asked.text) else 0.0
        elif kind in ("front", "preamble"):
            # The front page and the foreword say what a document replaces and since when it is in force.
            dated = "status" in asked.kinds and bool(asked.named.all)
            signal += (0.3 if kind == "front" else 0.2) if dated else -0.3
        elif kind in ("chapter", "figure", "recital"):
            signal -= 0.25
        if "scope" in asked.kinds and _SCOPE.search(title):
            signal += 0.25
        if kind == "note":
            signal -= 0.15
        if "list" in asked.kinds and rows.items[row] >= 3:
            signal += 0.15
        if _FORMAL.search(title):
            signal -= 0.4
        return signal


def _names_term(title: str, question: str) -> bool:
    """Tell whether a question names a term, in either of its languages, by the whole of its name."""
    folded = fold_text(question)
    parts = re.findall(r"[\u3400-\u9fff]+|[a-z][a-z -]*[a-z]", fold_text(title))
    return any(len(part) > 1 and part in folded for part in parts)


def _status_signal(status: Status, old: bool) -> float:
    if status in ("superseded", "repealed"):
        return 0.1 if old else -0.3
    return -0.35 if status == "upcoming" else 0.0
