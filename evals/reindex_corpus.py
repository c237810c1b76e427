"""A corpus of any size made of passages: editions of 500 clauses, whose readings an index folder keeps already.

The files stand for PDFs of 50 pages and are never opened: random bytes, of which the re-index takes the SHA-256 as it
does of any file. What reading them would have given is put where the reader puts it. Passages are used once as they
are; later ones have about one word in eight replaced by another of the collection.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from assistant.jobs.read_corpus import cache_of
from assistant.library.model import Box, Clause, Document, Span
from evals.scale_build import Wording

CLAUSES = 500
"""Clauses of one edition."""
_PAGES = 50
_FILE_BYTES = 500_000
_SECTION = 20
"""One clause in so many is a heading; those after it stand under it."""
_REVISED = 0.2
"""Share of the clauses that a revision words otherwise, and of the sections that lose one and gain one."""
_LINE = 40


class Editions:
    """Editions by number, each in any revision; the same number gives the same edition."""

    def __init__(self, files: Sequence[Path], seed: int = 1) -> None:
        """Take the passages of files, JSON lines with `text`, in a seeded order."""
        self._seed = seed
        lines = (line for file in files for line in file.read_text("utf-8").splitlines() if line.strip())
        self._passages = [text for line in lines if (text := json.loads(line)["text"].strip()[:1500])]
        random.Random(seed).shuffle(self._passages)
        self._wording = Wording(self._passages)

    def document(self, number: int, revision: int, file: str, content: bytes) -> Document:
        """Return what reading an edition's file gives."""
        sections = self._sections(number, revision)
        title = sections[0][0][:24].replace("\n", " ")
        chinese = any("\u3400" <= char <= "\u9fff" for char in title)
        return Document(
            file=file,
            sha256=sha256(content).hexdigest(),
            pages=_PAGES,
            language="zh" if chinese else "en",
            kind="standard",
            number=f"GB/T {100_000 + number}—2024",
            title=title,
            issued="2024-01-01",
            effective="2024-07-01",
            clauses=tuple(self._clauses(sections)),
        )

    def write(self, number: int, revision: int, corpus: Path, index: Path) -> Path:
        """Write an edition's file into the corpus and its reading where the index looks for it; return the file."""
        path = corpus / f"edition-{number:05d}.pdf"
        content = random.Random(f"{self._seed} {number} {revision}").randbytes(_FILE_BYTES)
        path.write_bytes(content)
        cache_of(index).put(self.document(number, revision, path.name, content))
        return path

    def _sections(self, number: int, revision: int) -> list[list[str]]:
        first, draw = number * CLAUSES, random.Random(f"{self._seed} {number}")
        texts = [self._passage(place, draw) for place in range(first, first + CLAUSES)]
        sections = [texts[start : start + _SECTION] for start in range(0, CLAUSES, _SECTION)]
        for turn in range(revision):
            draw = random.Random(f"{self._seed} {number} revision {turn}")
            for section in sections:
                # The first is the heading, which stays.
                section[1:] = [self._revised(one, draw) if draw.random() < _REVISED else one for one in section[1:]]
                if draw.random() < _REVISED:
                    section.pop(draw.randrange(1, len(section)))
                    section.append(self._revised(draw.choice(self._passages), draw))
        return sections

    def _passage(self, place: int, draw: random.Random) -> str:
        passage = self._passages[place % len(self._passages)]
        return passage if place < len(self._passages) else self._revised(passage, draw)

    def _revised(self, text: str, draw: random.Random) -> str:
        return self._wording.varied(text, draw)

    def _clauses(self, sections: Sequence[Sequence[str]]) -> Iterator[Clause]:
        for at, section in enumerate(sections):
            page = 1 + at * _PAGES // len(sections)
            for under, text in enumerate(section):
                path = (str(at + 1), str(under)) if under else (str(at + 1),)
                boxes, spans = _lines(text, page)
                yield Clause(
                    key="/".join(path),
                    path=path,
                    label=".".join(path),
                    kind="clause",
                    title=None if under else text[:20],
                    text=text,
                    page=page,
                    end_page=page,
                    boxes=boxes,
                    spans=spans,
                    force="shall" if "shall" in text or "应" in text else "none",
                )


def _lines(text: str, page: int) -> tuple[tuple[Box, ...], tuple[Span, ...]]:
    starts = range(0, len(text), _LINE)
    boxes = tuple((page, 71.0, 90.5 + 15 * line, 520.25, 104.9 + 15 * line) for line, _ in enumerate(starts))
    return boxes, tuple((start, min(start + _LINE, len(text))) for start in starts)
