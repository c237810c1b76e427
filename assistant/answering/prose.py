"""The prose shapes: the sentences of a clause that speak of what is asked, lists with all their items, definitions."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering.answer import Draft, Quote
from assistant.answering.claims.marks import measures_in
from assistant.answering.claims.measures import COUNTERS
from assistant.answering.evidence import Candidate, own_text
from assistant.answering.gloss import is_chinese
from assistant.answering.needles import Needles, view
from assistant.answering.phrases import gloss_of, label_of, place_of, say
from assistant.answering.rows import row_statement
from assistant.answering.sentences import sentence_spans
from assistant.answering.shelf import Edition
from assistant.answering.understanding import EACH, Understood
from assistant.answering.units import figures_in_english
from assistant.answering.worth import parted
from assistant.library.model import Clause

WHOLE_ZH, WHOLE_EN = 200, 640
"""Longest clause quoted whole, in characters."""
SHORT = 40
"""Longest item, in characters, that is told with the others of its list."""
_ONE_OF = re.compile(
    r"情形|情况|条件|之一|任[一何]|\bany of\b|\bone of\b|\bwhere\b|\bif\b|cases|conditions|circumstances", re.I
)
_SEE_TABLE = re.compile(
    r"[见按]表\s?([A-Z]?\.?\d{1,2})|\bTable ([A-Z]?\.?\d{1,2}) (?:gives|lists|compares|sets|repeats)"
)
_LEADS = re.compile(r"[:：]\s*$|如下\s*[。.]?\s*$|下列|以下|the following|as follows", re.I | re.M)


def best_part(text: str, needles: Needles, *, figure: bool = False, room: int | None = None) -> str:
    """Return the run of sentences of a clause that says most of what is asked; short clauses whole."""
    limit = room or (WHOLE_ZH if is_chinese(text) else WHOLE_EN)
    text = text.strip()
    if len(text) <= limit:
        return text
    spans = sentence_spans(text)
    scores = []
    for a, b in spans:
        score = needles.weight(needles.matched(view(text[a:b])))
        if figure and re.search(r"\d|[一二三四五六七八九十]+(?:年|月|日|倍|万|个)", text[a:b]):
            score += 0.2
        scores.append(score)
    given = [
        i
        for i, (a, b) in enumerate(spans)
        if scores[i] > 0 and any(m.unit and m.unit not in COUNTERS for m in measures_in(text[a:b]))
    ]
    best = max(given if figure and given else range(len(spans)), key=lambda i: (scores[i], -i))
    first = last = best
    while True:
        grow = [(scores[i], i) for i in (first - 1, last + 1) if 0 <= i < len(spans)]
        grow = [
            (s, i)
            for s, i in grow
            if s >= 0.4 * scores[best] and spans[max(last, i)][1] - spans[min(first, i)][0] <= limit * 1.6
        ]
        if not grow:
            break
        _, i = max(grow)
        first, last = min(first, i), max(last, i)
    # A sentence that only leads to a list needs what follows it.
    while (
        last + 1 < len(spans)
        and re.search(r"[:：]\s*$", text[: spans[last][1]])
        and spans[last + 1][1] - spans[first][0] <= limit * 3
    ):
        last += 1
    return text[spans[first][0] : spans[last][1]].strip()


def quoted(
    question: Understood, edition: Edition, clause: Clause, quote: str, frame: str = "quote", **fields: str
) -> Draft:
    """Frame a quote in the asker's language; a foreign quote is glossed and its language named."""
    lang = question.lang
    place = place_of(edition.record, clause, lang)
    foreign = is_chinese(quote) != (lang == "zh") and edition.record.language[:2] != lang
    shown: tuple[str, ...] = ()
    gloss = ""
    if foreign:
        frame = f"{frame}_foreign" if frame in {"quote", "item", "list_intro"} else "quote_foreign"
        amounts = figures_in_english(quote) if lang == "en" else []
        gloss = gloss_of(quote, lang, amounts)
        shown = (gloss,) if gloss else ()
    # Quotation marks within the quote are shown as inner ones; the citation keeps them as printed.
    inner = quote.replace("“", "‘").replace("”", "’")
    text = say(frame, lang, place=place, quote=inner, gloss=gloss, **fields)
    return Draft(text, (Quote(edition.record.edition, clause.key, quote),), (place, fields.get("number", "")), shown)


def items_of(edition: Edition, clause: Clause) -> list[Clause]:
    """Return the items a clause leads to, in order, with those below them; empty where it leads to none."""
    below = [c for c in edition.children.get(clause.key, ()) if c.kind == "item"]
    out: list[Clause] = []
    for item in below:
        if item.text.strip() or item.title:
            out.append(item)
        out += [c for c in edition.children.get(item.key, ()) if c.kind == "item" and c.text.strip()]
    return out


def number_of(clause: Clause, lang: str) -> str:
    """Return an item's own mark as printed: a), （一）, 3."""
    m = re.search(
        r"([(（][^()（）]{1,4}[)）]|[a-z]\)|[①-⑳]|\d{1,2}[)）.、]?|[一二三四五六七八九十]+、|[a-z])\s*$",
        clause.label.strip(),
    )
    mark = m[1] if m else clause.path[-1]
    if lang == "en" and is_chinese(mark):
        mark = f"({clause.path[-1]})"
    return mark if re.search(r"[).、）]$", mark) else f"{mark})"


def leading_part(lead: str, needles: Needles) -> str:
    """Return the sentence that leads to a list; where none does, the part that speaks of the question."""
    for line in lead.split("\n"):
        if re.search(r"[:：]\s*$", line):
            a, b = sentence_spans(line)[-1]
            return line[a:b].strip()
    return best_part(lead, needles, room=WHOLE_ZH // 2 if is_chinese(lead) else WHOLE_EN // 2)


def items_asked(edition: Edition, clause: Clause, needles: Needles) -> list[Clause]:
    """Return the items of a list that speak of what is asked beyond what leads to them; all where none does."""
    items = items_of(edition, clause)
    led = needles.matched(view(clause.text))
    fitting = [i for i in items if any(not needles.all[n].generic for n in needles.matched(view(i.text)) - led)]
    return fitting or items


def write_list(
    question: Understood, edition: Edition, clause: Clause, needles: Needles, *, asked_only: bool = False
) -> list[Draft]:
    """Write a list whole, or what of it is asked: the sentence that leads to it, then each item with its number."""
    drafts: list[Draft] = []
    lang = question.lang
    lead = clause.text.strip()
    if lead:
        if len(lead) > (WHOLE_ZH if is_chinese(lead) else WHOLE_EN) or clause.path[:1] == ("Foreword",):
            lead = leading_part(lead, needles)
        drafts.append(quoted(question, edition, clause, lead, "list_intro"))
    elif clause.title:
        title = clause.title if is_chinese(clause.title) == (lang == "zh") else ""
        place = f"{place_of(edition.record, clause, lang)} {title}".strip()
        first = items_of(edition, clause)[0]
        text = say("list_intro_bare", lang, place=place)
        drafts.append(
            Draft(
                text, (Quote(edition.record.edition, first.key, (first.text or first.title or "").strip()),), (place,)
            )
        )
    for item in items_asked(edition, clause, needles) if asked_only else items_of(edition, clause):
        body = item.text.strip() or (item.title or "")
        if len(body) > 3 * WHOLE_ZH:
            body = best_part(body, needles)
        drafts.append(quoted(question, edition, item, body, "item", number=number_of(item, lang)))
    return drafts


def write_children(question: Understood, edition: Edition, clause: Clause, needles: Needles) -> list[Draft]:
    """Write the numbered clauses under a heading as a list: their titles or first sentences."""
    drafts = []
    for child in [c for c in edition.children.get(clause.key, ()) if c.kind in {"clause", "article", "item"}][:14]:
        body = child.text.strip()
        if body:
            drafts.append(
                quoted(
                    question, edition, child, best_part(body, needles), "item", number=label_of(child, question.lang)
                )
            )
    return drafts


def write_definition(question: Understood, edition: Edition, clause: Clause) -> list[Draft]:
    """Write a term's definition, with the items it lists."""
    lang = question.lang
    term = (clause.title or clause.label).strip()
    body = best_part(clause.text, _NO_NEEDLES, room=400 if is_chinese(clause.text) else 900) if clause.text else ""
    drafts = []
    if body and is_chinese(body) == (lang == "zh"):
        drafts.append(quoted(question, edition, clause, body, "definition", term=term))
    elif body:
        drafts.append(quoted(question, edition, clause, body))
    return drafts + [
        quoted(question, edition, i, i.text.strip(), "item", number=number_of(i, lang))
        for i in items_of(edition, clause)
        if i.text.strip()
    ]


def _descend(edition: Edition, clause: Clause, needles: Needles) -> Clause | None:
    """Return the paragraph of an article, or the clause under a bare heading, that says most of what is asked.

    None where several say it in part, or the clause stands for itself.
    """
    below = parted(edition, clause)
    if not below and not clause.text.strip() and clause.kind != "item":
        below = [c for c in edition.children.get(clause.key, ()) if c.kind in {"clause", "article"}]
    if len(below) < 2:
        return below[0] if below else None
    said = [(needles.matched(view(own_text(edition, c))), c) for c in below]
    titled = {c.key: needles.weight(needles.matched(view(c.title or ""))) for c in below}
    whole = needles.weight(frozenset().union(*(m for m, _ in said)))
    best = max(said, key=lambda s: (needles.weight(s[0]) + titled[s[1].key], -edition.order[s[1].key]))
    return best[1] if whole and needles.weight(best[0]) >= 0.75 * whole else None


def write_prose(
    question: Understood, candidate: Candidate, needles: Needles, *, asked_only: bool = False
) -> list[Draft]:
    """Write what a clause says of the question: as a list where it leads to one, else its best sentences.

    With `asked_only`, a list gives only the items that speak of what is asked.
    """
    edition, clause = candidate.edition, candidate.clause
    if clause.kind == "term" and clause.text:
        return write_definition(question, edition, clause)
    deeper = _descend(edition, clause, needles)
    if deeper is not None:
        there = replace(candidate, hit=candidate.hit.model_copy(update={"clause": deeper}))
        return write_prose(question, there, needles, asked_only=asked_only)
    items = items_of(edition, clause)
    if items and (question.asks("list") or _LEADS.search(clause.text) or not clause.text.strip()):
        return write_list(question, edition, clause, needles, asked_only=asked_only)
    if clause.kind == "item" and (question.asks("list") or EACH.search(question.folded)):
        owner = edition.by_key.get(edition.parent.get(clause.key, ""))
        if owner is not None and len(items_of(edition, owner)) <= (24 if question.asks("list") else 6):
            return write_list(question, edition, owner, needles)
    if clause.kind == "item" and _leans_on_list(edition, clause) and not candidate.features.get("defines_it"):
        return write_list(question, edition, edition.by_key[edition.parent[clause.key]], needles)
    if not clause.text.strip():
        return write_children(question, edition, clause, needles)
    drafts = [
        quoted(
            question,
            edition,
            clause,
            best_part(clause.text, needles, figure=question.asks("figure", "time", "penalty")),
        )
    ]
    if question.asks("list", "compare", "figure"):
        drafts += table_rows(question, edition, clause)
    if clause.kind == "item" and not is_value_sentence(clause.text) and not candidate.features.get("defines_it"):
        drafts = with_lead(question, edition, clause, needles) + drafts
    return drafts


def table_rows(question: Understood, edition: Edition, clause: Clause) -> list[Draft]:
    """Write the rows of a short table that a clause refers to for its content."""
    named = _SEE_TABLE.search(clause.text)
    table = edition.tables.get(f"Table {named[1] or named[2]}") if named else None
    if table is None or len(table.rows) > 8:
        return []
    return [row_statement(question, edition, row.clause) for row in table.rows]


def _leans_on_list(edition: Edition, clause: Clause) -> bool:
    """Tell whether an item says little without the short list it stands in: one of several situations or conditions."""
    owner = edition.by_key.get(edition.parent.get(clause.key, ""))
    if owner is None or len(clause.text) > SHORT or not re.search(r"[:：]\s*$", owner.text):
        return False
    items = items_of(edition, owner)
    return bool(_ONE_OF.search(owner.text)) and len(items) <= 6


def is_value_sentence(text: str) -> bool:
    """Tell whether a text is a sentence of its own: it has a stop and some length."""
    return len(text) > 60 or bool(re.search(r"[。.]\s*$", text))


def with_lead(question: Understood, edition: Edition, clause: Clause, needles: Needles) -> list[Draft]:
    """Return the sentence that leads to an item, where it is short."""
    owner = edition.by_key.get(edition.parent.get(clause.key, ""))
    if owner is None or not owner.text.strip() or len(owner.text) > 2 * WHOLE_ZH:
        return []
    del needles
    return [quoted(question, edition, owner, owner.text.strip())]


class _Nothing(Needles):
    """Needles of no question: every sentence counts alike."""

    def __init__(self) -> None:
        self.all = []
        self._classes = {}
        self._longer = {}
        self.total_foreign = 1.0
        self.total = 1.0


_NO_NEEDLES = _Nothing()
