"""What a document says of itself: number, titles, dates, issuers, what it replaces, its kind and language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.library.model import Clause, DocumentKind
from assistant.reading.facts.dates import find_dates
from assistant.reading.facts.identifiers import (
    eu_number,
    nist_number,
    notice_number,
    recommendation_number,
    standard_numbers,
)
from assistant.reading.facts.issuers import issuers_of
from assistant.reading.facts.titles import Titles, squeeze, titles_of
from assistant.reading.pages.page import Line, Page, PdfFacts

_LABELS = {
    "number": r"文\s?号|规则编号|标准编号|Number|Document number",
    "issued": r"发布日期|公布日期|印发日期|发文日期|成文日期|Issued|Adopted|Date of issue|Published on",
    "effective": r"施行日期|实施日期|生效日期|Effective|Effective date|Applies from|Entry into force",
    "issuer": r"发布机关|发布机构|发文机关|发文单位|制定机关|Issuer|Issued by|Issuing authority",
    "replaces": r"代替|取代|Replaces|Supersedes",
}
_LABELLED = {name: re.compile(rf"^\s*(?:{label})\s*[:：]\s*(?P<value>\S.*)$") for name, label in _LABELS.items()}
_HANZI = re.compile("[一-鿿]")
_UNKNOWN = re.compile(r"未查得|未查到|不详|无$|未知|not (?:stated|known|found)|none$|n/a", re.IGNORECASE)
_REPLACES = re.compile(
    r"代替\s*[:：]?\s*(?P<list>.{4,120})|(?:Replac(?:es|ing)|Supersed(?:es|ing))[\s:]+(?P<list2>.{4,120})"
)
_TOLD_REPLACED = re.compile(r"(?:本标准|本文件|本规范|本部分)[^。]{0,40}?(?:代替|取代)(?P<list>[^。]{4,160})")
_IN_PART = re.compile(r"中.{0,20}(?:部分|内容|要求|规定|限值)")
_ENDED = re.compile(r"《(?P<title>[^《》]+)》[^。《》]{0,60}(?:同时|同日)?(?:废止|失效)")
_CANCELS = re.compile(r"cancels? and replaces?(?P<list>[^.]{4,200})|\bsupersedes?\s+(?P<list2>[^.]{4,160})")
_IN_FORCE = re.compile(r"(?:自|从)(?P<day>[^自。]{6,16})起(?:正式)?(?:施行|实施|执行|生效)")
_FROM_ISSUE = re.compile(r"自(?:发布|公布|印发)之日起(?:施行|实施|执行|生效)")
_EFFECTIVE_BEFORE = re.compile(r"(?:effective|implemented|in force|实施日期|施行日期)\W*(?:from|date|on)?\W*$")
_ISSUED_BEFORE = re.compile(r"(?:issued|published|发布日期|公布日期)\W*(?:on)?\W*$")
_AMENDMENT = re.compile(r"^\s*(?:[^\n]{0,40}》)?\s*第\s*(?P<n>\d{1,2})\s*号\s*修改单\s*$", re.MULTILINE)
_REPEALED = re.compile(
    r"[Rr]epeals? (?P<act>(?:Regulation|Directive|Decision)[^.;]{4,60})|"
    r"(?P<act2>(?:Regulation|Directive|Decision)[^.;,]{4,60}?) (?:is|are) (?:hereby )?repealed"
)
_AMENDMENT_EN = re.compile(r"(?:Amd|Cor)\.?\s?\d{1,2}:(?:19|20)\d{2}")
_DRAFT = re.compile(r"(?P<code>(?:ISO|IEC|ISO/IEC)/(?:CD|DIS|FDIS|PWI|WD))\s+(?P<num>\d{2,6}(?:-\d{1,2})?)")
_ADOPTED = re.compile(r"\d{1,4}/\d{1,4}\b.{0,90}?\bof (?P<day>\d{1,2} [A-Z][a-z]+ \d{4})")
_ITU_DAY = re.compile(r"^\((?P<m>0[1-9]|1[0-2])/(?P<y>\d{2}|\d{4})\)$")
_STANDARD_HEADS = (("范围", "规范性引用文件"), ("适用范围", "规范性引用文件"), ("scope", "normativereferences"))
"""What the first two clauses of a standard are called."""
_EDITION_YEAR = re.compile(r"first|second|third|fourth|fifth|previous|\d(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of an edition. Dates are ISO, as exact as printed."""

    language: str
    kind: DocumentKind
    number: str | None
    title: str | None
    title_en: str | None
    issued: str | None
    effective: str | None
    issuer: tuple[str, ...]
    replaces: tuple[str, ...]


def read_front_matter(pages: Sequence[Page], facts: PdfFacts, clauses: Sequence[Clause]) -> FrontMatter:
    """Read the front matter from the first page, the labelled lines of the first pages, and the clauses.

    Args:
        pages: Pages as `layout.body_lines` gives them.
        facts: What the PDF says about itself; its information dictionary is a last resort for the title.
        clauses: The document's clauses: the foreword and the last articles name dates and what is replaced.
    """
    return _FrontReader(pages, facts, clauses).read()


def _is_chinese(text: str) -> bool:
    """Whether a text is Chinese: figures, codes and formulas, of which a standard may be full, do not count."""
    hanzi = len(_HANZI.findall(text))
    if not hanzi or len(text) - hanzi < 3 * hanzi:
        return hanzi > 0
    english = sum(map(len, re.findall(r"(?<![A-Za-z])[A-Za-z][a-z]+(?![A-Za-z])", text)))
    return hanzi > 0.25 * (hanzi + english)


class _FrontReader:
    def __init__(self, pages: Sequence[Page], facts: PdfFacts, clauses: Sequence[Clause]) -> None:
        self.pages = pages
        self.clauses = clauses
        self.lines = [line.text for page in pages[:3] for line in page.lines]
        self.all_cover = [line.text for page in pages[:1] for line in (*page.furniture, *_front_lines(page, clauses))]
        body = "".join(clause.text for clause in clauses) or "".join(self.lines)
        self.chinese = _is_chinese(body)
        cover = _front_lines(pages[0], clauses) if pages else []
        self.titles: Titles = titles_of(cover, pages, facts, chinese=self.chinese)
        self.labelled = {name: self._labelled(pattern) for name, pattern in _LABELLED.items()}

    def read(self) -> FrontMatter:
        number = self._number()
        issued, effective = self._dates()
        return FrontMatter(
            language="zh" if self.chinese else "en",
            kind=kind_of(number, self.titles.title, self.clauses),
            number=number,
            title=self.titles.title,
            title_en=self.titles.title_en,
            issued=issued,
            effective=effective,
            issuer=self._issuers(number),
            replaces=tuple(self._replaces(number)),
        )

    def _labelled(self, pattern: re.Pattern[str]) -> str | None:
        """The value of the first labelled line (`公布日期：2025-12-18`), with the lines it wraps over."""
        for line in self.lines[:120]:
            if (found := pattern.match(line)) and not _UNKNOWN.search(found["value"]):
                return found["value"].strip()
        return None

    def _number(self) -> str | None:
        number = self._printed_number()
        cover = "\n".join(self.all_cover)
        if number and not self.chinese and (amended := _AMENDMENT_EN.search(cover)):
            return f"{number}/{amended[0]}"
        amended = _AMENDMENT.search(cover)
        return f"{number} 第{amended['n']}号修改单" if number and amended and self.chinese else number

    def _printed_number(self) -> str | None:
        labelled = self.labelled["number"]
        if labelled:
            return notice_number(labelled) or next(iter(standard_numbers(labelled)), None) or labelled
        for line in self.all_cover:
            text = line.partition("代替")[0].strip()
            numbers = standard_numbers(text)
            dated = numbers and re.search(r"[-:]\d{2,4}$", numbers[0])
            if draft := _DRAFT.fullmatch(text):
                return f"{draft['code']} {draft['num']}"
            alone = numbers and numbers[0].startswith("ISO") and squeeze(text) == squeeze(numbers[0])
            if alone or (dated and _little_else(text, numbers[0])):
                return numbers[0]
        cover = "\n".join(self.all_cover)
        if not self.chinese:
            spaced = re.sub(r"\s+", " ", cover)
            if number := nist_number(spaced) or eu_number(spaced) or recommendation_number(spaced):
                return number
        for line in self.all_cover[:40]:
            number = notice_number(squeeze(line))
            if number and "《" not in line and _little_else(line, number):
                return number
        return self._running_number()

    def _running_number(self) -> str | None:
        """The number that runs at the head of most pages, where the cover prints none that can be read."""
        heads = Counter(
            numbers[0]
            for page in self.pages
            for line in page.furniture
            if (numbers := standard_numbers(line.text))
            if re.search(r"[-:]\d{4}$", numbers[0]) and len(squeeze(line.text)) == len(squeeze(numbers[0]))
        )
        number, count = heads.most_common(1)[0] if heads else ("", 0)
        return number if count > 2 and 2 * count > len(self.pages) else None

    def _dates(self) -> tuple[str | None, str | None]:
        issued = self._day(self.labelled["issued"])
        effective = self._day(self.labelled["effective"])
        for told_issued, told_effective in self._told_days():
            issued, effective = issued or told_issued, effective or told_effective
        issued = issued or self._act_day() or self._single_day()
        effective = effective or self._stated_effect(issued)
        return issued, effective

    def _told_days(self) -> Iterator[tuple[str | None, str | None]]:
        """The (issued, effective) days that lines of the cover tell: `2025-05-30 发布`, `（…公布　自…起施行）`."""
        for i, line in enumerate(self.all_cover):
            text = squeeze(line) if self.chinese else " ".join(line.split())
            days = find_dates(text)
            below = squeeze(self.all_cover[i + 1])[:6] if i + 1 < len(self.all_cover) else ""
            rest = len(text) - sum(day.end - day.start for day in days)
            if not days or (rest > 40 and text[0] not in "（("):
                continue
            for day in days:
                before = text[max(0, day.start - 18) : day.start].casefold()
                after = text[day.end : day.end + 40].casefold() or below.casefold()
                if re.match(
                    r"\)?起?(?:正式)?(?:实施|施行|执行|implement|effective)", after
                ) or _EFFECTIVE_BEFORE.search(before):
                    yield None, day.iso
                elif re.match(
                    r"[^，。；自]{0,40}?(?:发布|公布|通过|批准|印发|issue|publish)", after
                ) or _ISSUED_BEFORE.search(before):
                    yield day.iso, None

    def _day(self, text: str | None) -> str | None:
        days = find_dates(text or "")
        return days[0].iso if days else None

    def _act_day(self) -> str | None:
        """The day in the title of an act (`of 27 April 2016`), or the month of an ITU recommendation: `(03/93)`."""
        title = self.titles.title or ""
        if eu_number(title) and (found := _ADOPTED.search(title)):
            return self._day(found["day"])
        for line in self.all_cover if recommendation_number(" ".join(self.all_cover)) else ():
            if found := _ITU_DAY.match(line.strip()):
                year = int(found["y"])
                return f"{year + (0 if year > 999 else 1900 if year > 50 else 2000)}-{found['m']}"
        return None

    def _single_day(self) -> str | None:
        """The date that stands alone: under a title, beside an edition, or after a notice's issuer."""
        front = next((clause for clause in self.clauses if not clause.path), None)
        printed = [front.text[start:end] for start, end in front.spans] if front else []
        for texts in (self.all_cover, printed):
            for text in texts:
                days = find_dates(text)
                if (
                    days
                    and len(squeeze(text)) < 36
                    and not re.search(r"[。；，]|UDC|ICS|截至|as of|Updated|Withdraw", text)
                ):
                    rest = (text[: days[0].start] + text[days[0].end :]).strip()
                    if len(squeeze(rest)) < 22:
                        return days[0].iso
        for clause in reversed(self.clauses):
            if clause.path == ("Signature",) and (days := find_dates(clause.text)):
                return days[-1].iso
        return None

    def _stated_effect(self, issued: str | None) -> str | None:
        """The day from which the text itself says it applies."""
        texts = [clause.text for clause in self.clauses if clause.kind in ("article", "clause", "front", "preamble")]
        for text in texts:
            if re.search(r"本(?:办法|条例|规定|规则|细则|标准|文件|名录|目录|通知|意见|法|决定|方案)", text):
                for found in _IN_FORCE.finditer(text):
                    if days := find_dates(found["day"]):
                        return days[0].iso
                if issued and _FROM_ISSUE.search(text):
                    return issued
        return None

    def _issuers(self, number: str | None) -> tuple[str, ...]:
        labelled = self.labelled["issuer"]
        if labelled:
            named = re.sub(r"[（(][^）)]*[）)]", "", labelled).strip(" 。.")
            return tuple(part.strip() for part in re.split(r"[、；;]", named) if part.strip())
        title = (self.titles.title or "").upper()
        if number and eu_number(number):
            if "OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL" in title:
                return ("European Parliament", "Council of the European Union")
            if title.startswith("COMMISSION"):
                return ("European Commission",)
        return issuers_of(self.pages, number, chinese=self.chinese)

    def _replaces(self, number: str | None) -> list[str]:
        own = squeeze(number or "")
        labelled = self.labelled["replaces"]
        cover = re.sub(r"\n", " ", "\n".join(self.all_cover))
        for text in filter(None, [f"代替 {labelled}" if labelled else None, cover]):
            if found := _REPLACES.search(text):
                named = _run_of_numbers((found["list"] or found["list2"]).partition("部分")[0])
                if named:
                    return _others(named, own)
                if title := re.search(r"《([^《》]+)》", found["list"] or ""):
                    return [title[1]]
        return self._told_replaced(number, own)

    def _told_replaced(self, number: str | None, own: str) -> list[str]:
        """What the foreword, the front page or the last articles say is replaced or repealed."""
        foreword = next((clause.text for clause in self.clauses if clause.path == ("Foreword",)), "")
        before = next((clause.text for clause in self.clauses if clause.path == ("Introduction",)), "")
        for told in _TOLD_REPLACED.finditer(f"{foreword}\n{before}"):
            if not _IN_PART.search(told["list"]) and (named := _run_of_numbers(told["list"])):
                return _others(named, own)
        front = " ".join(self.lines)
        for text in (foreword, front):
            found = _CANCELS.search(text)
            if found and (named := standard_numbers(found["list"] or found["list2"])):
                return _others(named[:1] if _EDITION_YEAR.search(text) else named, own)
        for clause in self.clauses if not self.chinese else ():
            for found in _REPEALED.finditer(clause.text):
                old = eu_number(found["act"] or found["act2"])
                if old and old != number:
                    return [old]
        for clause in self.clauses:
            if clause.kind == "article" and (ended := _ENDED.findall(clause.text)):
                return [title for title in ended if squeeze(title) != squeeze(self.titles.title or "")]
        return []


def _front_lines(page: Page, clauses: Sequence[Clause]) -> list[Line]:
    """The lines of the first page above its first clause or table: what follows tells of other documents."""
    tops = [box[2] for clause in clauses if clause.path for box in clause.boxes[:1] if box[0] == page.number]
    end = min(tops, default=page.height)
    lines = [line for line in page.lines if line.box.y1 <= end + 1]
    return lines or list(page.lines)


def _little_else(line: str, number: str) -> bool:
    """Whether a line prints little beside a number, so that it is the document's own and no mention of another."""
    rest = len(squeeze(line)) - len(squeeze(number))
    return rest <= 4 or (rest <= 30 and line.strip().startswith(number[:2]) and not re.search(r"[。：，；]", line))


def _run_of_numbers(text: str) -> list[str]:
    """The standard numbers at the head of a list, up to the first words that are no number."""
    head = re.split(r"[《。]|\d{4}\s?[-‐–—]\s?\d{2}\s?[-‐–—]\s?\d{2}|[一-鿿]{5,}", text, maxsplit=1)[0]
    return standard_numbers(head)


def _others(numbers: Sequence[str], own: str) -> list[str]:
    return [number for number in dict.fromkeys(numbers) if squeeze(number) != own]


def kind_of(number: str | None, title: str | None, clauses: Sequence[Clause] = ()) -> DocumentKind:
    """Return the kind of a document by its number and the last word of its title, else by how it is built."""
    articles = any(clause.kind == "article" for clause in clauses)
    name = re.sub(r"[（(][^）)]*[）)]\s*$", "", title or "").strip()
    if (number and number.startswith("CNCA")) or re.search(r"实施规则|认证规则", name):
        return "rule"
    if number and eu_number(number):
        return "act"
    if number and (standard_numbers(number) or number.startswith(("NIST", "FIPS", "ITU-"))):
        return "standard"
    if re.search(r"(?:法|条例|办法|规定|细则|规章|令)$", name) or (
        articles and re.search(r"Measures|Regulations|Law\b", name)
    ):
        return "law"
    if articles and re.search(r"\b(?:Regulation|Directive|Decision|Act)\b", name):
        return "act"
    if re.search(r"(?:意见|通知|方案|公告|规划|决定|通告|函|政策|政策摘编)$", name) or (number and "号" in number):
        return "policy"
    if re.search(r"\bOpinions\b|\bNotice\b|\bPolicy\b|\bPlan\b", name):
        return "policy"
    heads = {(clause.path, squeeze(clause.title or "").casefold()) for clause in clauses if len(clause.path) == 1}
    if any((("1",), scope) in heads and (("2",), cited) in heads for scope, cited in _STANDARD_HEADS):
        return "standard"
    return "other"
