"""Statements made from the clauses of an index by a seeded script, half of them altered in one token."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from assistant.index.builds import Build
from assistant.library.folding import fold_text
from assistant.library.model import Clause, EditionRecord
from assistant.library.status import status_of, today

KINDS = ("number", "unit", "sign", "force", "edition", "negation")
STYLES = ("verbatim", "named", "reworded")


@dataclass(frozen=True, slots=True)
class Made:
    """A statement: where it comes from, how it was worded, and what was altered in it (`kind` empty for nothing)."""

    text: str
    edition: str
    key: str
    language: str
    style: str
    kind: str = ""
    original: str = ""
    altered: str = ""


Altered = tuple[str, str, str]
"""The altered text, the token as it was, and as it is."""

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.,/\-—–―〔第表图条款项附录注\[(（])(?<![A-Z/]\s)(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d.,]*\d)(?!\s*[条款项章号)）\]〕])(?![A-Za-z]*[\-—/]\d)"
)
_HAN_NUMBER = re.compile(r"(?<![第一二三四五六七八九十])[二三四五六七八九十](?=年|个月|日内|个工作日|倍|万元)")
_WORD_NUMBER = re.compile(r"\b(?:two|three|four|five|six|ten)\b(?= (?:years?|months?|days?|hours?|working))")
_DATED = re.compile(
    r"((?:GB|HJ|DB\s?\d\d|QB|JT|GM|ISO|IEC|DS|NY|CJ|FZ|LY|JC|HG)[/A-Z ]{0,6}\s?\d+(?:[.-]\d{1,2}(?!\d))*\s?[-—–:])"
    r"((?:19|20)\d{2})(?!\d)"
)
_PLACES = re.compile(r"^(?:clause|section|article|page|no\.?)|条|章|页|序号|号$", re.I)


@lru_cache(maxsize=1)
def pairs() -> dict[str, list[tuple[str, str]]]:
    """Return for each kind what is sought (a pattern; for units its group 1 is the blank before) and put instead."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (Path(__file__).parent / "alterations.tsv").read_text("utf-8").splitlines()[1:]:
        kind, pattern, instead = line.split("\t")
        found[kind].append((pattern, instead))
    return found


def alter(text: str, kind: str, rng: random.Random) -> Altered | None:
    """Alter one token of a kind; None where the text has none."""
    found: list[tuple[int, int, str]] = []
    if kind == "number":
        found = [
            (m.start(), m.end(), _other_number(m[0], rng)) for m in _NUMBER.finditer(text) if m[0] not in ("0", "1")
        ]
        found += [
            (m.start(), m.end(), rng.choice([c for c in "二三四五六七八九" if c != m[0]]))
            for m in _HAN_NUMBER.finditer(text)
        ]
        words = ["two", "three", "four", "five", "six", "ten"]
        found += [
            (m.start(), m.end(), rng.choice([w for w in words if w != m[0]])) for m in _WORD_NUMBER.finditer(text)
        ]
    elif kind == "edition":
        found = [(m.start(2), m.end(2), str(int(m[2]) - rng.choice((2, 3, 5)))) for m in _DATED.finditer(text)]
    else:
        for pattern, instead in pairs()[kind]:
            for m in re.finditer(pattern, text):
                blank = m.end(1) if kind == "unit" else m.start()
                found.append((blank, m.end(), m.expand(instead) if "\\" in instead else instead))
    if not found:
        return None
    start, end, token = rng.choice(found)
    return text[:start] + token + text[end:], text[start:end], token


def _other_number(printed: str, rng: random.Random) -> str:
    digits = [i for i, c in enumerate(printed) if c.isdigit()]
    if re.fullmatch(r"(?:19|20)\d\d", printed):
        digits = digits[-1:]
    at = rng.choice([i for i in digits if printed[i] != "0"] or digits)
    return printed[:at] + rng.choice([c for c in "123456789" if c != printed[at]]) + printed[at + 1 :]


_FRAMES = {
    ("zh", "named"): (
        "根据{name}，{text}",
        "我司产品执行{name}，要求{text}",
        "{name}规定：{text}",
        "按照{name}的要求，{text}",
    ),
    ("en", "named"): (
        "According to {name}, {text}",
        "Under {name}, {text}",
        "{name} states that {text}",
        "Our products comply with {name}: {text}",
    ),
    ("zh", "reworded"): ("我司声明：{text}", "经核对，{text}", "要求如下，{text}"),
    ("en", "reworded"): ("We note that {text}", "It is required that {text}", "Please note: {text}"),
}
_REWORDED = (
    ("zh", r"(?<=\d)\s?mg/m³", "毫克每立方米"),
    ("zh", r"(?<=\d)\s?mg/L\b", "毫克每升"),
    ("zh", r"(?<=\d)\s?mg/kg\b", "毫克/千克"),
    ("zh", r"应当", "应"),
    ("zh", r"≤\s*(?=\d)", "不大于"),
    ("zh", r"≥\s*(?=\d)", "不小于"),
    ("zh", r"不大于\s*(?=\d)", "≤"),
    ("zh", r"(?<=\d)天", "日"),
    ("en", r"(?<=\d)\s?mg/m³", " milligrams per cubic metre"),
    ("en", r"(?<=\d)\s?%", " percent"),
    ("en", r"≤\s*(?=\d)", "not more than "),
)


def worded(text: str, style: str, language: str, record: EditionRecord, rng: random.Random) -> str:
    """Put a clause's sentence as a claim or an answer would: in a frame, with signs and units written out."""
    if style == "verbatim":
        return text
    if style == "reworded":
        for lang, pattern, instead in _REWORDED:
            if lang == language:
                text = re.sub(pattern, instead, text, count=1)
    name = record.number or (f"《{record.title}》" if language == "zh" else f"the {record.title}")
    if language == "en" and not re.match(r"[A-Z]{2}|I\b", text):
        text = text[:1].lower() + text[1:]
    return rng.choice(_FRAMES[language, style]).format(name=name, text=text)


def sentences_of(clause: Clause) -> Iterator[str]:
    """Yield the sentences of a clause that say something of their own, and what a row says of one column."""
    if clause.kind == "row":
        yield from _row_sentences(clause)
        return
    if clause.kind not in {"clause", "article", "item", "term", "note", "annex"}:
        return
    flat = re.sub(r"(?<=[\u3400-\u9fff，、；])\n(?=[\u3400-\u9fff])", "", clause.text).replace("\n", " ")
    for piece in re.findall(r"[^。！？]*?(?:[。！？]|(?<=[a-z)])\.(?=\s|$))", flat):
        bare = piece.strip()
        chinese = len(re.findall(r"[\u3400-\u9fff]", bare))
        if (chinese > 12 and len(bare) <= 160) or (chinese == 0 and 45 <= len(bare) <= 260 and bare[0].isupper()):
            yield bare


def _row_sentences(clause: Clause) -> Iterator[str]:
    header, cells = clause.header or (), clause.cells or ()
    if len(header) != len(cells) or len(cells) < 2:
        return
    named = [i for i, c in enumerate(cells) if re.search(r"[\u3400-\u9fff]{2}|[A-Za-z]{4}", c) and len(c) < 40]
    for i, cell in enumerate(cells):
        if (
            named
            and i > named[0]
            and re.fullmatch(r"[≤≥<>]?\s?\d[\d.,]*", cell.strip())
            and 2 <= len(header[i]) <= 40
            and not _PLACES.search(header[i])
        ):
            name = cells[named[0]].strip()
            chinese = re.search(r"[\u3400-\u9fff]", name + header[i])
            yield (
                f"{name}的{header[i]}为{cell.strip()}。" if chinese else f"The {header[i]} of {name} is {cell.strip()}."
            )


def make(build: Build, seed: int, count: int = 200) -> list[Made]:
    """Make statements: every second altered; kinds, languages and wordings in turn, clauses and tokens by chance.

    An alteration that another clause prints word by word is left out: it would be true.
    """
    rng, day = random.Random(seed), today()
    pools: dict[str, list[Made]] = defaultdict(list)
    printed = []
    for name, record in build.editions.items():
        current = status_of(record, day) in {"in_force", "unknown"}
        for clause in build.clauses(name):
            printed.append(fold_text(clause.text))
            for text in sentences_of(clause) if current and clause.text_source == "digital" else ():
                language = "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"
                pools[language].append(Made(text, name, clause.key, language, ""))
    known = "\n".join(printed)
    for pool in pools.values():
        rng.shuffle(pool)
    out: list[Made] = []
    used: Counter[str] = Counter()
    for i in range(count // 2):
        for kind in ("", KINDS[i % 6]):
            languages = ("zh", "en") if (i // 6 + i) % 2 else ("en", "zh")
            others = [k for k in KINDS if k != kind] if kind else []
            for language, wanted in [(la, k) for k in (kind, *others) for la in languages]:
                made = _one(pools[language], wanted, STYLES[(i // 2) % 3], build, known, used, rng)
                if made:
                    used[f"{made.edition} {made.key}"] += 1
                    out.append(made)
                    break
    return out


def _one(
    pool: list[Made], kind: str, style: str, build: Build, known: str, used: Counter[str], rng: random.Random
) -> Made | None:
    def wanted(text: str) -> bool:
        return any(alter(text, kind, random.Random(0)) for kind in KINDS)

    for base in rng.sample(pool, min(len(pool), 1500)):
        if not wanted(base.text) or used[f"{base.edition} {base.key}"] > 1:
            continue
        record = build.editions[base.edition]
        if not kind:
            return replace(base, text=worded(base.text, style, base.language, record, rng), style=style)
        # Of what a frame adds only the number of the document named can be false.
        framed = kind == "edition" and style == "named"
        before = worded(base.text, style, base.language, record, rng) if framed else base.text
        changed = alter(before, kind, rng)
        if changed and fold_text(changed[0]) not in known and not _true_elsewhere(base, changed, known):
            text = changed[0] if framed else worded(changed[0], style, base.language, record, rng)
            return replace(base, text=text, style=style, kind=kind, original=changed[1], altered=changed[2])
    return None


def _true_elsewhere(base: Made, changed: Altered, known: str) -> bool:
    """Tell whether the clause's own sentence, altered in the same token, is printed elsewhere."""
    bare = fold_text(base.text)
    original, altered = fold_text(changed[1]), fold_text(changed[2])
    return any(bare[: m.start()] + altered + bare[m.end() :] in known for m in re.finditer(re.escape(original), bare))
