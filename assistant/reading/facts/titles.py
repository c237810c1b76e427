"""The title of a document in its own language and in English, from the largest print of its first page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reading.clauses.numbering import narrow, read_marks
from assistant.reading.facts.dates import find_dates
from assistant.reading.facts.identifiers import notice_number, standard_numbers
from assistant.reading.pages.page import Line, Page, PdfFacts

_NOT_TITLE = re.compile(
    r"^(?:中华人民共和国)?(?:国家|行业|地方|团体|企业|国家军用)?(?:标准|职业卫生标准|环境保护行业标准|计量技术规范)$|"
    r"^中华人民共和国.{0,16}标准$|^.{2,6}(?:省|市)?地方标准$|^.{2,24}行业标准$|"
    r"^(?:ICS|CCS|UDC|备案号|中国标准文献|发布|实施)|^.{0,30}(?:发布|实施)$|^代替|文件$|^示范摘编|"
    r"^（?(?:示范摘编|不是官方)|^\(?目录版|^FICTIONAL|^已废止$|^附件\s*\d*$"
)
_SENTENCE = re.compile(r"[。；]$|^.{8,}，.{8,}$|^为(?:了|贯彻|落实|规范|加强|促进|保护|保障|防治|控制)")
"""Running text on a first page that OCR takes for large print: titles have no commas, no purpose and no stop."""
_ISSUED = re.compile(r"\d{4}.{4,8}(?:发布|实施)")
_KIND_LINE_EN = re.compile(
    r"^(?:National Standard of|International Standard|INTERNATIONAL$|INTERNATIONAL (?:STANDARD|TELECOMM)|STANDARD$|"
    r"NIST Special Publication|Special Publication|Draft|FICTIONAL|ISO\b|ITU-[TR]\b|"
    r"(?:First|Second|Third) edition|Reference number|Information Technology Laboratory|C\s?O\s?M\s?P)",
)


_ACT_TITLE = re.compile(
    r"\b(?:(?:COMMISSION|COUNCIL|DELEGATED|IMPLEMENTING) ){0,2}(?:REGULATION|DIRECTIVE|DECISION) "
    r"(?:\((?:EU|EC|EEC|Euratom)[^)]{0,12}\) )?(?:No )?\d{1,4}/\d{1,4}.{10,600}?"
    r"(?=\s*\(Text with EEA|(?<!OF)(?<!OF THE) THE (?:EUROPEAN|COUNCIL)| Having regard)"
)


@dataclass(frozen=True, slots=True)
class Titles:
    """A document's titles."""

    title: str | None
    title_en: str | None


def squeeze(text: str) -> str:
    """Return a text without blanks."""
    return re.sub(r"\s+", "", text)


def titles_of(cover: Sequence[Line], pages: Sequence[Page], facts: PdfFacts, *, chinese: bool) -> Titles:
    """Return the titles printed at the head of the document; the PDF's own information where nothing fits.

    Args:
        cover: The lines of the first page above its first clause.
        pages: The document's pages, where the title may be printed again.
        facts: What the PDF says about itself.
        chinese: Whether the document is in Chinese.
    """
    lines = [line for line in cover if line.text.strip()]
    issued = next((i for i, line in enumerate(lines) if _ISSUED.search(squeeze(line.text))), len(lines))
    lines = lines[:issued] if issued > 2 else lines
    if not chinese and (named := _ACT_TITLE.search(" ".join(line.text.strip() for line in lines))):
        return Titles(named[0].strip(), None)
    block = _largest(lines, chinese=chinese)
    title = _joined(block, chinese=chinese) if block else None
    if title:
        title = _as_printed_elsewhere(title, pages, facts)
    title = title or _above_clause_one(pages, chinese=chinese) or _from_info(facts)
    if chinese:
        return Titles(title, _english_below(lines, block) if block else None)
    return Titles(title, None)


def _above_clause_one(pages: Sequence[Page], *, chinese: bool) -> str | None:
    """The title printed again above clause 1, for a cover whose print cannot be read."""
    for page in pages[1:12] if chinese else ():
        at = next((i for i, line in enumerate(page.lines[:5]) if re.match(r"1\s*(?:适用)?范围$", line.text.strip())), 0)
        block = [line for line in page.lines[:at] if _fits(line, chinese=True)]
        if block and len(block) == at and min(line.size for line in block) > 1.1 * page.lines[at].size:
            return _joined(block, chinese=True)
    return None


def _fits(line: Line, *, chinese: bool) -> bool:
    text = squeeze(line.text)
    if len(text) < 2 or (find_dates(line.text) and len(text) < 24):
        return False
    if chinese:
        bare = re.sub(r"[^\w]", "", text)
        numbered = (standard_numbers(line.text) and len(text) < 30 and "《" not in text) or (
            notice_number(text) and len(text) < 30
        )
        return (
            bool(re.search(r"[一-鿿]{2}", text))
            and not _NOT_TITLE.search(text)
            and not _NOT_TITLE.search(bare)
            and not numbered
            and not _SENTENCE.search(text)
        )
    return (
        bool(re.search(r"[A-Za-z]{3}", text))
        and not _KIND_LINE_EN.match(line.text.strip())
        and not _letter_spaced(line.text)
        and not standard_numbers(line.text[:20])
    )


def _letter_spaced(text: str) -> bool:
    """Whether a line is an ornament whose letters stand apart: C O M P U T E R."""
    words = text.split()
    return len(words) > 4 and sum(map(len, words)) < 2.7 * len(words)


def _largest(lines: Sequence[Line], *, chinese: bool) -> list[Line]:
    """The run of neighbouring lines in the largest print that fits a title."""
    fitting = [line for line in lines if _fits(line, chinese=chinese)]
    if not fitting:
        return []
    sized = [line for line in fitting if len(squeeze(line.text)) >= (3 if chinese else 8)] or fitting
    largest = max(sized, key=lambda line: (round(line.size, 1), len(line.text)))
    at = lines.index(largest)
    block = [largest]
    for step in (-1, 1):
        i = at + step
        while (
            0 <= i < len(lines)
            and _fits(lines[i], chinese=chinese)
            and abs(lines[i].size - largest.size) <= 0.16 * largest.size
        ):
            near = block[0] if step < 0 else block[-1]
            if max(near.box.y0, lines[i].box.y0) - min(near.box.y1, lines[i].box.y1) > 2.2 * largest.size:
                break
            if read_marks(lines[i].text) and len(lines[i].text) > 30:
                break
            block.insert(0, lines[i]) if step < 0 else block.append(lines[i])
            i += step
    return block[:6]


def _joined(block: Sequence[Line], *, chinese: bool) -> str:
    texts = [re.sub(r"\s+", " ", line.text.strip()) for line in block]
    if not chinese:
        return " ".join(texts)
    closed = ["".join(text.split()) if all(len(part) == 1 for part in text.split()) else text for text in texts]
    return "".join(closed)


def _as_printed_elsewhere(title: str, pages: Sequence[Page], facts: PdfFacts) -> str:
    """The title with the blanks between its elements as it stands in one line somewhere else, if it does.

    A cover parts the elements by lines; running heads, the foreword and the PDF's own title part them by blanks.
    """
    wanted = squeeze(title)
    if len(wanted) > 80:
        return title
    spaced = re.compile(r"\s*".join(map(re.escape, wanted)))
    printed = [line.text for page in pages[:12] for line in (*page.furniture, *page.lines)]
    for text in [*printed, facts.info.get("Title", "")]:
        found = spaced.search(text)
        if found and len(found.group().split()) > 1 and max(map(len, found.group().split())) > 1:
            return " ".join(found.group().split())
    return title


def _from_info(facts: PdfFacts) -> str | None:
    title = facts.info.get("Title", facts.info.get("/Title", "")).strip()
    junk = re.search(r"^(?:Microsoft|untitled|<|PowerPoint)|\.(?:docx?|indd|pdf|wps)$", title, re.IGNORECASE)
    return title if len(title) > 3 and not junk and not re.search(r"[�\x00-\x1f]", title) else None


def _english_below(lines: Sequence[Line], block: Sequence[Line]) -> str | None:
    """The Latin lines under a Chinese title."""
    out: list[str] = []
    for line in lines[lines.index(block[-1]) + 1 :]:
        text = narrow(line.text.strip())
        latin = re.search(r"[A-Za-z]{3}", text) and not re.search(r"[一-鿿]", text)
        if latin and not re.match(r"^[（(]?(?:ISO|IEC|IDT|MOD|NEQ)\b", text) and not find_dates(text):
            out.append(text)
        elif out or find_dates(text):
            break
    return " ".join(out) or None
