"""Where a text points within a document: 见4.2.1, 按附录A, 表1、表3, 第五条第二款, Article 5(1)(a), Section 3.2.

A place is found by its own words; whether it stands in this document or in another one is for `references` to say.
Texts come narrowed: full-width signs and dashes made plain character by character, so that ranges are those printed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from assistant.library.model import ReferenceKind
from assistant.reading.clauses.numbering import NARROW, chinese_number

_PLAIN = NARROW | str.maketrans("‐‑‒–—―⁃−﹣〔﹝【〕﹞】“”‘’", "---------[[[]]]\"\"''")
_CN = r"[零〇一二三四五六七八九十百千两\d]{1,7}"
_SEP = r" ?(?:、|,|及|和|与|或|至|到|~|以及|- ?(?=[表图附第A-Z\d])) ?"
_UNIT = (
    r" ?(?:[%‰°℃×±*/]|[万元年个天倍毫微克米分小吨千]|(?:percent|million|billion|times)\b"
    r"|(?:[kmcnμMGd]?(?:g|m|L|l|Pa|W|V|A|Hz|mol|s|J|N|K|Ω|B|bar)|ppm|h|d|min)(?![A-Za-z)]))"
)
_DOTTED = rf"(?:[A-Z](?:\. ?\d{{1,2}}){{1,5}}|[1-9]\d?(?:\.\d{{1,3}}){{1,6}})(?!\d|\.\d|-\d|{_UNIT})"
_ITEMS = r"(?: ?(?:中的?|的)? ?(?:第 ?)?[a-z]\)(?: ?(?:~|、|,|和|及|或|与|至|-) ?[a-z]\))*)"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in some document. `start` and `end` are its range in the text.

    `sure` is false for a bare decimal, which may as well be a value; `own` is true where the words say that this
    document is meant.
    """

    start: int
    end: int
    kind: ReferenceKind
    path: tuple[str, ...]
    sure: bool = True
    own: bool = False
    below: int | None = None
    """How many parts of the place before it go above it (第三款 after 第五条第一款: one); None where alone."""


def narrowed(text: str) -> str:
    """Return a text with full-width signs, dashes, brackets and quotation marks plain, as long as before."""
    return text if text.isascii() else text.translate(_PLAIN)


def find_places(text: str, keys: Collection[str], here: tuple[str, ...]) -> list[Place]:
    """Return the places that a narrowed text names, in order, not overlapping.

    Args:
        text: The text.
        keys: Keys of the document's own clauses: a bare decimal among them is likely one.
        here: Path of the clause whose text it is.
    """
    found: list[Place] = []
    for reader in (_articles, _named, _tables, _dotted):
        taken = [(one.start, one.end) for one in found]
        for place in reader(text, keys, here):
            if not any(place.start < end and start < place.end for start, end in taken):
                found.append(place)
    return sorted(found, key=lambda place: place.start)


_OWN = r"本(?:法|条例|办法|规定|细则|规则|决定|标准|文件|指南|规范|章程|意见|通知|公告|目录)(?:的|中)? ?"
_TIAO = r"条(?![件例线款路形带码])"
_ARTICLE = re.compile(
    rf"(?P<own>{_OWN})?第 ?(?P<a>{_CN}) ?(?:{_TIAO}|(?=(?:[、至到和及,-]) ?(?:第 ?)?{_CN} ?{_TIAO}))"
    rf"(?: ?之 ?(?P<sub>[一二三四五六七八九十]{{1,2}})(?![一二三四五六七八九十]?[、,]))?"
    rf"(?P<rest>(?: ?第 ?\(?{_CN}\)? ?(?:款|项|目))*)"
    rf"|(?<=[至、和及])(?P<later>{_CN}) ?{_TIAO}"
    rf"|(?P<here>本条)?(?P<part>第 ?\(?{_CN}\)? ?(?:款|项)(?: ?第 ?\(?{_CN}\)? ?(?:项|目))*)"
)
_LEVEL = {"款": 1, "项": 2, "目": 3}
_CHAPTER = re.compile(rf"(?P<own>{_OWN})?第 ?(?P<n>{_CN}) ?章(?!程|节)")


def _articles(text: str, keys: Collection[str], here: tuple[str, ...]) -> Iterator[Place]:
    """第十二条第二款第（三）项, 第十五至二十条, 本条第一款, 第4章."""
    if "第" not in text and "条" not in text:
        return
    for m in _ARTICLE.finditer(text):
        number = chinese_number(m["a"] or m["later"] or "")
        if number is not None:
            sub = chinese_number(m["sub"]) if m["sub"] else None
            first = f"{number}-{sub}" if sub else str(number)
            path = (first, *(part for part, _ in _parts(m["rest"] or "")))
            yield Place(m.start(), m.end(), "article", path, own=bool(m["own"]), below=0 if m["later"] else None)
        elif m["part"] and (parts := _parts(m["part"])):
            path = tuple(part for part, _ in parts)
            if m["here"] or (parts[0][1] == "款" and _in_article(here)):
                yield Place(m.start(), m.end(), "article", (*here[:1], *path), own=True, below=_LEVEL[parts[0][1]])
            else:
                yield Place(m.start(), m.end(), "article", path, sure=False, below=_LEVEL[parts[0][1]])
    for m in _CHAPTER.finditer(text):
        number = chinese_number(m["n"])
        if number is not None:
            arabic = m["n"].strip().isdigit()
            kind: ReferenceKind = "clause" if arabic else "chapter"
            path = (str(number),) if arabic else (f"Chapter {number}",)
            yield Place(m.start(), m.end(), kind, path, own=bool(m["own"]))


def _parts(text: str) -> list[tuple[str, str]]:
    found = re.findall(rf"第 ?\(?({_CN})\)? ?(款|项|目)", text)
    return [(str(number), level) for n, level in found if (number := chinese_number(n)) is not None]


def _in_article(here: tuple[str, ...]) -> bool:
    return bool(here) and here[0].partition("-")[0].isdigit() and len(here) <= 3


_ANNEX = re.compile(rf"附 ?[录錄] ?[A-Z](?![A-Za-z])(?:\.\d{{1,2}})*(?:{_SEP}[A-Z](?:\.\d{{1,2}})*(?![A-Za-z.\d]))*")
_ATTACHMENT = re.compile(r"附 ?件 ?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})(?![\d.:、])")
_LETTERED = re.compile(r"[A-Z](?:\.\d{1,2})*")


def _named(text: str, keys: Collection[str], here: tuple[str, ...]) -> Iterator[Place]:
    """附录A、附录B, 附录A.2, 附件1."""
    if "附" not in text:
        return
    for m in _ANNEX.finditer(text):
        start = m.start()
        for one in _LETTERED.finditer(text, m.start(), m.end()):
            path = tuple(one.group().split("."))
            yield Place(start, one.end(), "annex" if len(path) == 1 else "clause", path)
            start = one.end() + (1 if text[one.end() : one.end() + 1] in "、,和及与或" else 0)
    for m in _ATTACHMENT.finditer(text):
        yield Place(m.start(), m.end(), "annex", (f"附件{chinese_number(m['n'])}",))


_TABLE_NUMBER = r"(?:[A-Z] ?[.-]? ?)?[1-9]\d{0,2}(?:[.-]\d{1,3})?(?![\d.]*\d|[a-z%℃])"
_TABLE = re.compile(
    rf"(?:(?<![代仪图报列发年外手电钟附本地测量意续])表|(?<![意视地企插附版草绘])图) ?{_TABLE_NUMBER}"
    rf"(?: ?(?:、|和|及|与|或|至|~) ?{_TABLE_NUMBER}(?! ?[%℃a-zA-Z万元年个天倍毫]|\.|条))*"
)


def _tables(text: str, keys: Collection[str], here: tuple[str, ...]) -> Iterator[Place]:
    """表1、表A.2, 图3, 表1~3."""
    if "表" not in text and "图" not in text:
        return
    for m in _TABLE.finditer(text):
        kind: ReferenceKind = "table" if m.group()[0] == "表" else "figure"
        start, dotted = m.start(), None
        for one in re.finditer(_TABLE_NUMBER, m.group()[1:]):
            if dotted not in (None, "." in one.group()):
                break
            dotted = "." in one.group()
            end = m.start() + 1 + one.end()
            number = re.sub(r"^([A-Z])[ .]*(?=\d)", r"\1.", one.group().replace(" ", ""))
            yield Place(start, end, kind, (f"{kind.capitalize()} {number}",))
            start = end + 1


_JOINT = rf"(?:{_SEP}|,? (?:and|or|to|through) )"
_LIST = re.compile(rf"(?<!\d,)(?<![A-Za-z\d.≤≥<>=±×/\-$£€#]){_DOTTED}{_ITEMS}?(?:{_JOINT}{_DOTTED}{_ITEMS}?)*")
_ONE = re.compile(rf"(?P<n>{_DOTTED})(?P<items>{_ITEMS})?")
_CUE = re.compile(
    r"(?:见|按照?|依照|依据|根据|遵循|执行|同|除|符合|满足|达到|规定|条|本标准|本文件|本规范|本部分|标准|第|\(|\b[Ss]ee"
    r"|accordance with|according to"
    r"|(?:specified|described|given|defined|listed|required|set out|shown|stated|prescribed) (?:in|by)"
    r"|requirements of|conform(?:ing)? to|compl(?:y|ying) with|provisions of|procedures? in|refer to|referred to in) ?$"
)
_WEAK_CUE = re.compile(r"(?:[在由从对将和与及经用中]|\b(?:in|of|with|to|by|from|per|under|and|or|than|for|using)) ?$")
_OTHER = re.compile(
    r"(?i:steps?|versions?|levels?|release|rev\.|revision|tls|ssl|port|v|no\.|page|part|equation|formulae?|tables?|figures?|fig\.|eq\.|式)"
    r" ?\(?$|[.·…]{2} ?\(?$"
)
_FORMULA = re.compile(r"(?i:formula|equation|式) ?\(([A-Z]\.\d{1,2})\)")
_AFTER = re.compile(r" ?(?:条|节|款|中?的?(?:规定|要求|给出|所述|描述|方法|步骤|公式)|中|的)")
_STOP = re.compile(r"[。;!?]|\. ")


def _dotted(text: str, keys: Collection[str], here: tuple[str, ...]) -> Iterator[Place]:
    """4.2.1, 5.2条、5.3条, 7.2.1.1 d), 6.5 中a)~d), A.2.5: sure with a cue or where this document has such a clause."""
    listing = -1
    formulae = set(_FORMULA.findall(text))
    for m in _LIST.finditer(text):
        before, after = text[max(0, m.start() - 24) : m.start()], _AFTER.match(text, m.end())
        # A list that names what stands under its numbers: 增加了6.1.7车速提示音、6.4防火性能.
        goes_on = listing >= 0 and before[-1:] in "、,和及 " and not _STOP.search(text, listing, m.start())
        cue, weak = bool(_CUE.search(before)), goes_on or bool(_WEAK_CUE.search(before) or after)
        listed = list(_ONE.finditer(text, m.start(), m.end()))
        if _OTHER.search(before) or (before[-1:] == "(" and m.group() in formulae):
            continue
        opens = not before or before[-1] == "\n"
        alone = opens and text[m.end() : m.end() + 1] in ("", "\n")
        for one in listed:
            path = tuple(one["n"].replace(" ", "").split("."))
            known, deep = "/".join(path) in keys, len(path) > 2 or path[0].isalpha()
            sure = (
                (known and (cue or weak or (deep and (alone or not opens))))
                or (cue and (bool(after) or deep))
                or (deep and bool(after))
            )
            place = Place(one.start(), one.end(), "clause", path, sure=sure)
            listing = one.end() if sure else listing
            letters = list(re.finditer(r"([a-z])\)", one["items"] or ""))
            if not letters:
                yield place
            start = one.start()
            for letter in letters:
                end = one.start("items") + letter.end()
                yield replace(place, start=start, end=end, path=(*path, letter[1]))
                start = end + 1
