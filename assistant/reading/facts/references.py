"""Cross-references in the texts of clauses: which document, which place, and where they are printed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from assistant.library.model import Clause, Reference
from assistant.library.numbers import family_name, find_numbers
from assistant.reading.facts.named import DocumentFinder, NamedDocument
from assistant.reading.facts.places import Place, find_places, narrowed
from assistant.reading.facts.places_en import english_places

# Texts without any of these hold no reference; most items and table rows are done with here.
_HINT = re.compile(r"[《〈第附表图§号]|\d[./]\d|[A-Z][.-]\d|[A-Z]{2,}\)?[ /\-—–]?[A-Z/]{0,9}[ \-—–]?\d|[０-９]")
_HINT_WORDS = (
    *("article", "section", "clause", "annex", "appendi", "table", "figure"),
    *("chapter", "recital", "paragraph", "point (", "points (", "circular"),
)
# Between a document and the place in it (GB 3565—2005 中第17章; SP 800-53, Appendix J), and the other way round.
_INSIDE = re.compile(r"\)? ?(?:中的?|的|之|里)? ?第?|(?::-(?:\d?\))?)?,? (?:in )?|,? ?\(|'s ")
_OF = re.compile(
    r" (?:of|in|to|from) (?:the )?(?:(?:NIST|OMB|Commission|Council|European Parliament and|Delegated|Implementing) )*"
)
_NAMED_ACT = re.compile(
    r" of the (?P<name>(?:[A-Z][A-Za-z]+(?: of| for| on| the| and)? ){0,6}"
    r"(?:Act|Code|Charter|Treaty|Convention|Protocol|TFEU|TEU))\b| (?P<short>TFEU|TEU)\b"
)
_AND = re.compile(r" ?(?:[、,和及与或至到~-]|以及|,? ?and|,? ?or|to) ?(?:本条)?")
_EDITION = re.compile(r"(?P<year>(?:19|20)\d{2}) ?年?版?(?:的|中的?) ?$|(?:19|20)\d{2} edition,? ?$")
# What "本条例" is said of: a document so named, where the text quotes it.
_LAW_WORD = re.compile(r"法|条例|办法|规定|细则|规则|决定")
_UNKNOWN = ""
_MOST_SECTIONS = 30


class _Put(NamedTuple):
    """A place put to a document: `name` is None for this document itself, empty for one that cannot be named."""

    place: Place
    path: tuple[str, ...]
    name: str | None


class ReferenceFinder:
    """Finds the references of one document's clauses.

    Args:
        clauses: All its clauses: their keys tell a clause's number from a value.
        own: Its number and title, so that it is not taken for another document.
    """

    def __init__(self, clauses: Sequence[Clause], own: Sequence[str | None]) -> None:
        self._keys = frozenset("/".join(clause.path) for clause in clauses)
        self._articles = any(clause.kind == "article" for clause in clauses)
        self._documents = DocumentFinder([narrowed(name) for name in own if name])
        self._family = next((family_name(name) for name in own if name and find_numbers(name)), None)

    def referring(self, clause: Clause) -> Clause:
        """Return the clause with its references; a front page and a table (whose rows have them) get none."""
        if clause.kind == "front" or clause.rows or not clause.text:
            return clause
        found = self.find(clause.text, clause.path)
        return clause.model_copy(update={"references": tuple(found)}) if found else clause

    def find(self, printed: str, here: tuple[str, ...] = ()) -> list[Reference]:
        """Return the references in a text, in order; `here` is the path of the clause that prints it."""
        lowered = printed.lower()
        if not any(word in lowered for word in _HINT_WORDS) and not _HINT.search(printed):
            return []
        text = narrowed(printed)
        documents = self._documents.find(printed, text)
        places = _places(text, self._keys, here, documents)
        joined = _joined(text, documents, places, self._keys, self._family)
        return joined if self._articles else [_of_law(one, documents) for one in joined]

    def places(self, text: str) -> list[Place]:
        """Return the places that a narrowed text names, values that look like one included, documents' numbers not."""
        return _places(text, self._keys, (), [one for one in self._documents.find(text, text) if one.number])


def _places(text: str, keys: Collection[str], here: tuple[str, ...], documents: Sequence[NamedDocument]) -> list[Place]:
    """The places a text names in either language, outside the numbers and titles of documents."""
    taken = [(one.start, one.end) for one in documents]
    found: list[Place] = []
    for places in (english_places(text, keys, here), find_places(text, keys, here)):
        free = [one for one in places if not any(one.start < end and start < one.end for start, end in taken)]
        taken.extend((one.start, one.end) for one in free)
        found.extend(free)
    return sorted(found, key=lambda place: place.start)


def _joined(
    text: str,
    documents: Sequence[NamedDocument],
    places: Sequence[Place],
    keys: Collection[str],
    family: str | None,
) -> list[Reference]:
    """Put places to the documents they stand in; a document with a place gives one reference, of its place.

    `family` is the document's own number without its edition: 2017年版的4.1 is a place in its edition of 2017.
    """
    out: list[Reference] = []
    used: set[NamedDocument] = set()
    last: _Put | None = None
    for i, place in enumerate(places):
        start = place.start
        before = next((one for one in reversed(documents) if one.end <= place.start), None)
        if before and not place.own and _INSIDE.fullmatch(text, before.end, place.start):
            put = _Put(place, place.path, before.name)
            start = place.start if before in used else before.start
            used.add(before)
        elif earlier := _EDITION.search(text, max(0, place.start - 12), place.start):
            name = f"{family}-{earlier['year']}" if family and earlier["year"] else _UNKNOWN
            put = _Put(place, place.path, name)
            start = earlier.start()
        elif last and (place.below is not None or not place.own) and _follows(text, last.place, place):
            put = _Put(place, _continued(last.path, place), last.name)
        elif (after := _after(text, place, places[i + 1 :], documents)) is not None:
            put = _Put(place, place.path, after.name)
            used.add(after)
        elif place.sure and _plausible(place, keys):
            put = _Put(place, place.path, None)
        else:
            continue
        last = put
        if put.name == _UNKNOWN:
            continue
        out.append(Reference(kind=place.kind, span=(start, place.end), document=put.name, path=put.path))
    whole = (one for one in documents if one not in used and one.name is not None)
    out.extend(Reference(kind="document", span=(one.start, one.end), document=one.name) for one in whole)
    return sorted(out, key=lambda reference: reference.span)


def _of_law(reference: Reference, documents: Sequence[NamedDocument]) -> Reference:
    """Put an article that a document without articles names to the law it quotes: 违反本条例第九条 within 《…条例》."""
    if reference.kind != "article" or reference.document is not None:
        return reference
    laws = [
        one.name for one in documents if one.name and one.end <= reference.span[0] and _LAW_WORD.search(one.name[-3:])
    ]
    return reference.model_copy(update={"document": laws[-1]}) if laws else reference


def _follows(text: str, last: Place, place: Place) -> bool:
    """Whether a place continues a list, or goes down from the place before it (第五条 第一款)."""
    gap = text[last.end : place.start]
    return bool(_AND.fullmatch(gap)) or bool(place.below and not gap.strip())


def _continued(above: tuple[str, ...], place: Place) -> tuple[str, ...]:
    """The path of a continuation: 第三款 after 第五条第一款 is 第五条第三款."""
    if not place.below:
        return place.path
    return (*above[: place.below], *place.path[1 if place.own else 0 :])


def _after(text: str, place: Place, later: Sequence[Place], documents: Sequence[NamedDocument]) -> NamedDocument | None:
    """The document named after a place or its list: Article 5(1) of Directive 95/46/EC, Section 3 of SP 800-53."""
    end = place.end
    for one in later:
        if not _AND.fullmatch(text, end, one.start):
            break
        end = one.end
    act = _NAMED_ACT.match(text, end)
    if act:
        return NamedDocument(act.start(), act.end(), act["name"] or act["short"])
    return next((one for one in documents if one.start >= end and _OF.fullmatch(text, end, one.start)), None)


def _plausible(place: Place, keys: Collection[str]) -> bool:
    """Whether this document may have the place: section 39.101 of a law it quotes without its name is not its own."""
    first = place.path[0]
    known = "/".join(place.path) in keys
    return place.kind != "clause" or known or not first.isdigit() or int(first) <= _MOST_SECTIONS
